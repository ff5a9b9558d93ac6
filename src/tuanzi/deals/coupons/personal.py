"""What coupons keep about a member: their coupons, by id only; nothing personal is left once the member's name is gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.deals.coupons import repository_coupons as repository
from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every coupon."""
    return [dict(row) for row in await repository.everything_of(tx, MemberId.of(member_id))]


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Coupons move, and what both had claimed counts for the one that stays."""
    await repository.move(tx, MemberId.of(source), MemberId.of(target))


personal.bring("coupons", export=export, merge=merge)
