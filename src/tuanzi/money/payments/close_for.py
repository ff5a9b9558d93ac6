"""Close for: what was to be paid for is gone."""

from __future__ import annotations

from tuanzi.kernel import facts
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import repository
from tuanzi.money.payments.events import PaymentClosed


async def close_for(tx: Tx, subject: str) -> int:
    """Close every open payment of ``subject``; how many there were."""
    payments = await repository.mark_closed_for(tx, subject)
    for payment in payments:
        facts.record(tx, PaymentClosed(payment.id, subject))
    return len(payments)
