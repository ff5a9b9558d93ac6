"""What notices keep about a member: the messages in their inbox."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.reach.notices import repository


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every message, the oldest first."""
    return [dict(row) for row in await repository.everything_of(tx, MemberId.of(member_id))]


async def erase(tx: Tx, person: Person) -> None:
    """The inbox is emptied."""
    await repository.delete_of(tx, MemberId.of(person.id))


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Both inboxes become one."""
    await repository.move(tx, MemberId.of(source), MemberId.of(target))


personal.bring("notices", export=export, erase=erase, merge=merge)
