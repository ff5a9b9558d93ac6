"""Close: a payment that nobody made ends."""

from __future__ import annotations

from tuanzi.kernel import facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import repository
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.money.payments.events import PaymentClosed
from tuanzi.money.payments.jobs import close_at_gateway, close_key


async def close(tx: Tx, payment_id: PaymentId) -> bool:
    """Close an open payment and tell its provider; money that was on its way is still taken in. False if it was not open."""
    payment = await repository.mark_closed(tx, payment_id)
    if payment is None:
        return False
    note_closed(tx, payment_id, payment.subject)
    return True


def note_closed(tx: Tx, payment_id: PaymentId, subject: str) -> None:
    """Record that a payment closed, and have its provider told."""
    facts.record(tx, PaymentClosed(payment_id, subject))
    jobs.enqueue(tx, close_at_gateway(payment_id), key=close_key(payment_id))
