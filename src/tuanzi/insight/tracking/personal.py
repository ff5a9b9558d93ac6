"""What tracking keeps about a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.insight.tracking import repository
from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person
from tuanzi.people.accounts.contracts import MemberId


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every event."""
    return [dict(row) for row in await repository.events_of(tx, MemberId.of(member_id))]


async def erase(tx: Tx, person: Person) -> None:
    """Events stay as figures."""
    await repository.forget_person(tx, MemberId.of(person.id))


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Events change hands."""
    await repository.move_person(tx, MemberId.of(source), MemberId.of(target))


personal.bring("tracking", export=export, erase=erase, merge=merge)
