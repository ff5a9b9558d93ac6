"""Settle: a provider's word that money arrived, however it reached us."""

from __future__ import annotations

from datetime import datetime

from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import postings, repository, rules
from tuanzi.money.payments.contracts import Payment, PaymentId, PaymentState
from tuanzi.money.payments.errors import PaymentNotFound
from tuanzi.money.payments.events import PaymentClosed, PaymentMismatched, PaymentSucceeded


async def settle(tx: Tx, payment_id: PaymentId, gateway: str, amount: Money, paid_at: datetime | None, transaction_ref: str | None) -> bool:
    """Make a payment paid if the amount is exact, else note the mismatch. True if anything changed.

    Call under ``repository.lock_subject_of``. Notifications and polls meet here; whichever comes first moves the row, the others find nothing to do. Raises
    ``PaymentNotFound`` when ``gateway`` speaks of a payment that is not its own.
    """
    settled = await repository.mark_paid(tx, payment_id, gateway, amount, paid_at or clock.now(), transaction_ref)
    if settled is not None:
        jobs.cancel(tx, rules.poll_key(payment_id))
        await _paid(tx, settled.payment)
        for other in settled.closed:
            facts.record(tx, PaymentClosed(other, settled.payment.subject))
        return True
    payment = await repository.find(tx, payment_id)
    if payment is None or payment.method != gateway:
        raise PaymentNotFound
    if payment.state == PaymentState.PAID or payment.amount == amount:
        return False
    if not await repository.mark_mismatched(tx, payment_id, amount):
        return False
    facts.record(tx, PaymentMismatched(payment_id, payment.subject, payment.amount, amount))
    return True


async def _paid(tx: Tx, payment: Payment) -> None:
    await postings.paid(tx, payment)
    facts.record(
        tx,
        PaymentSucceeded(payment.id, payment.subject, payment.payer, payment.amount, payment.method, payment.paid_at or clock.now()),
    )
