"""Start: a payer is sent to a provider."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tuanzi.kernel import clock, jobs, ports
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import repository, rules
from tuanzi.money.payments.close import close
from tuanzi.money.payments.contracts import RETURN_URL_LENGTH_MAX, SUBJECT_LENGTH_MAX, Payment, PaymentState
from tuanzi.money.payments.errors import AlreadyPaid, MethodUnknown, PaymentOver
from tuanzi.money.payments.jobs import poll_payment
from tuanzi.money.payments.ports import Gateways
from tuanzi.people.accounts.contracts import MemberId

TRIES = 3


async def start(
    tx: Tx, subject: str, amount: Money, method: str, return_url: str, expires_at: datetime, payer: MemberId, label: str = ""
) -> Payment:
    """Open a payment through a gateway, or find the open one of the same subject, method and amount: a double tap is one charge.

    Its ``redirect_url`` is where the payer goes and reads ``label``, a name of the subject for people. Raises ``MethodUnknown``, ``AlreadyPaid``, and ``PaymentOver`` when
    ``expires_at`` has passed.
    """
    if (
        amount.minor <= 0
        or not 0 < len(subject) <= SUBJECT_LENGTH_MAX
        or len(label) > SUBJECT_LENGTH_MAX
        or len(return_url) > RETURN_URL_LENGTH_MAX
    ):
        raise ValueError("a payment has a subject, a positive amount and a return address of reasonable length")
    gateway = ports.get(Gateways).find(method)
    if gateway is None:
        raise MethodUnknown(method=method)
    if expires_at <= clock.now():
        raise PaymentOver
    # A notification that is being taken in for another payment of the subject comes first: afterwards we see that it is paid.
    await repository.lock_subject(tx, subject)
    for _ in range(TRIES):
        payment = await repository.insert(tx, subject, payer, method, amount, PaymentState.AWAITING, return_url, expires_at)
        if payment is not None:
            due_at = rules.poll_at(payment.created_at, expires_at, 0)
            jobs.enqueue(tx, poll_payment(payment.id, 0), due_at=due_at, key=rules.poll_key(payment.id))
            return replace(payment, redirect_url=gateway.redirect_url(payment, label or subject))
        payment = await repository.standing(tx, subject, method)
        if payment is None:
            continue
        if payment.state == PaymentState.PAID:
            raise AlreadyPaid(payment_id=payment.id)
        if payment.amount == amount and payment.payer == payer and payment.expires_at > clock.now():
            return replace(payment, redirect_url=gateway.redirect_url(payment, label or subject))
        await close(tx, payment.id)
    raise PaymentOver
