"""What payments keep about a member: amounts and ways, which stay for the books; nobody's name stands there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import repository
from tuanzi.people.accounts.contracts import MemberId


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every payment."""
    return [dict(row) for row in await repository.paid_by(tx, MemberId.of(member_id))]


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Payments change hands."""
    await repository.move_payer(tx, MemberId.of(source), MemberId.of(target))


personal.bring("payments", export=export, merge=merge)
