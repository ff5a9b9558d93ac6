"""Close: a payment that nobody made ends."""

from __future__ import annotations

from tuanzi.kernel import facts
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import repository
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.money.payments.events import PaymentClosed


async def close(tx: Tx, payment_id: PaymentId) -> bool:
    """Close an open payment; money that was on its way is still taken in. False if it was not open."""
    payment = await repository.mark_closed(tx, payment_id)
    if payment is None:
        return False
    facts.record(tx, PaymentClosed(payment_id, payment.subject))
    return True
