"""What happens to payments and refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tuanzi.kernel.facts import fact
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId, RefundId
from tuanzi.people.accounts.contracts import MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class PaymentSucceeded:
    """Recorded once per payment, when its exact amount arrived; the payment may have been closed before (a late payment)."""

    payment_id: PaymentId
    subject: str
    payer: MemberId
    amount: Money
    method: str
    paid_at: datetime


@fact(version=1)
@dataclass(frozen=True, slots=True)
class PaymentClosed:
    """Recorded when an unpaid payment ended: it expired, or its subject closed or was paid in another way."""

    payment_id: PaymentId
    subject: str


@fact(version=1)
@dataclass(frozen=True, slots=True)
class PaymentMismatched:
    """Recorded when a provider reported another amount than was asked for. Nothing counts as paid."""

    payment_id: PaymentId
    subject: str
    expected: Money
    got: Money


@fact(version=1)
@dataclass(frozen=True, slots=True)
class RefundSucceeded:
    """Recorded once per refund, when the money is with the payer again. ``to`` is gateway or balance."""

    refund_id: RefundId
    key: str
    subject: str
    amount: Money
    to: str


@fact(version=1)
@dataclass(frozen=True, slots=True)
class RefundFailed:
    """Recorded when a refund cannot go through by itself and waits in the finance queue; it may still succeed after a retry."""

    refund_id: RefundId
    key: str
    subject: str
    amount: Money
    error: str
