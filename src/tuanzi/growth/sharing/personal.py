"""What sharing keeps about a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.growth.sharing import repository
from tuanzi.kernel import jobs, personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.forget_file import forget_file
from tuanzi.kernel.personal import Person
from tuanzi.people.accounts.contracts import MemberId


async def export(tx: Tx, member_id: UUID) -> dict[str, Any]:
    """Links shared, and links followed."""
    own = MemberId.of(member_id)
    return {
        "links": [dict(row) for row in await repository.links_of(tx, own)],
        "came_through": [dict(row) for row in await repository.touches_of(tx, own)],
    }


async def erase(tx: Tx, person: Person) -> None:
    """Touches go, and the posters, which show a name and a face."""
    member_id = MemberId.of(person.id)
    await repository.forget_member(tx, member_id)
    for key in await repository.posters_of(tx, member_id):
        jobs.enqueue(tx, forget_file(key))


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Links and touches change hands."""
    await repository.move_member(tx, MemberId.of(source), MemberId.of(target))


personal.bring("sharing", export=export, erase=erase, merge=merge)
