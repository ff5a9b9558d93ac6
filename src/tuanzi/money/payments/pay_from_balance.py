"""Pay from balance: no provider, one transaction."""

from __future__ import annotations

from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import postings, repository
from tuanzi.money.payments.contracts import BALANCE, SUBJECT_LENGTH_MAX, Payment, PaymentState
from tuanzi.money.payments.errors import AlreadyPaid
from tuanzi.money.payments.events import PaymentClosed, PaymentSucceeded
from tuanzi.people.accounts.contracts import MemberId


async def pay_from_balance(tx: Tx, subject: str, amount: Money, payer: MemberId) -> Payment:
    """Pay for ``subject`` from the payer's wallet, now; open payments by other methods are closed. Once per subject.

    Raises ``InsufficientFunds`` and ``AlreadyPaid``; nothing is changed then.
    """
    if amount.minor <= 0 or not 0 < len(subject) <= SUBJECT_LENGTH_MAX:
        raise ValueError("a payment has a subject and a positive amount")
    async with tx.savepoint():
        # Closing first waits for a notification that is being taken in: afterwards the insertion sees what it did.
        closed = await repository.mark_closed_for(tx, subject)
        payment = await repository.insert(tx, subject, payer, BALANCE, amount, PaymentState.PAID, "", clock.now())
        if payment is None:
            return await _paid_before(tx, subject, amount, payer)
        await postings.paid(tx, payment)
    for other in closed:
        facts.record(tx, PaymentClosed(other.id, subject))
    facts.record(tx, PaymentSucceeded(payment.id, subject, payer, amount, BALANCE, payment.paid_at or clock.now()))
    return payment


async def _paid_before(tx: Tx, subject: str, amount: Money, payer: MemberId) -> Payment:
    payment = await repository.standing(tx, subject, BALANCE)
    if payment is not None and payment.method == BALANCE and payment.amount == amount and payment.payer == payer:
        return payment
    raise AlreadyPaid
