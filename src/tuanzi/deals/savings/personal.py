"""What savings keep about a member: which orders used what, by id only; nothing personal is left once the member's name is gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.deals.savings import repository_uses as repository
from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every use."""
    return [dict(row) for row in await repository.everything_of(tx, MemberId.of(member_id))]


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Uses move, and shares count together."""
    await repository.move(tx, MemberId.of(source), MemberId.of(target))


personal.bring("savings", export=export, merge=merge)
