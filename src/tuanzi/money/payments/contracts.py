"""What others may know about payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId

BALANCE = "balance"
"""The method that pays from the member's wallet; every other method is the name of a gateway."""

SUBJECT_LENGTH_MAX = 64
RETURN_URL_LENGTH_MAX = 1000
REASON_LENGTH_MAX = 200
REFUND_KEY_LENGTH_MAX = 200
REFUND_ATTEMPTS_MAX = 12
POLL_AFTER_S = (10, 30, 120, 600)
"""When an unanswered payment is asked about, in seconds after its start; once more after it expired."""
POLL_AFTER_EXPIRY_S = 5


class PaymentId(Id, prefix="pay"):
    """A payment; its wire form is the reference the provider knows."""


class RefundId(Id, prefix="rfd"):
    """A refund."""


class PaymentState(StrEnum):
    """``MISMATCH``: the provider reported another amount; nothing counts as paid and a person has to look."""

    AWAITING = "awaiting"
    PAID = "paid"
    CLOSED = "closed"
    MISMATCH = "mismatch"


class RefundState(StrEnum):
    """``FAILED``: it did not work and will not by itself; it stands in the finance queue."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


RefundTo = Literal["gateway", "balance"]


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment. ``redirect_url`` is where the payer goes, only while the payment waits."""

    id: PaymentId
    subject: str
    payer: MemberId
    method: str
    amount: Money
    state: PaymentState
    refunded: Money
    return_url: str
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None = None
    redirect_url: str | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back to the payer."""

    id: RefundId
    key: str
    payment_id: PaymentId
    subject: str
    amount: Money
    reason: str
    to: RefundTo
    state: RefundState
    attempts: int
    error: str | None
    created_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """A provider's verified message. ``external_id`` names the message, ``transaction_ref`` the provider's own transaction."""

    external_id: str
    payment_ref: PaymentId
    amount: Money
    state: Literal["open", "paid", "closed"]
    paid_at: datetime | None
    transaction_ref: str | None
    raw_hash: bytes


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """A provider's answer about a payment; ``unknown`` when it never heard of it."""

    state: Literal["open", "paid", "closed", "unknown"]
    amount: Money | None = None
    paid_at: datetime | None = None
    transaction_ref: str | None = None


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """A provider's answer about a refund. ``failed`` is final for its reference; ``unknown``: it never heard of it."""

    state: Literal["done", "processing", "failed", "unknown"]
    reason: str | None = None
