"""What happens to orders. Amounts are Money; a hold is named by its reason and reference (for group-buy: the team)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tuanzi.kernel.facts import fact
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import Attribution, HoldName, OrderedLine, OrderId, RefundedLine


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """Recorded when an order exists and its stock is reserved; nothing is paid yet."""

    order_id: OrderId
    member_id: MemberId
    payable: Money
    lines: tuple[OrderedLine, ...]
    attribution: Attribution | None


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderPaid:
    """Recorded when the whole amount arrived in time. With holds the order waits, without it is prepared."""

    order_id: OrderId
    member_id: MemberId
    paid: Money
    holds: tuple[HoldName, ...]
    lines: tuple[OrderedLine, ...]


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderPaidLate:
    """Recorded when money arrived for an order that had closed. Without ``late_choice_until`` it is on its way back."""

    order_id: OrderId
    member_id: MemberId
    payment_id: PaymentId
    paid: Money
    holds: tuple[HoldName, ...]
    late_choice_until: datetime | None


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderHoldReleased:
    """Recorded when one hold ended; ``is_last`` if nothing holds the order back any more."""

    order_id: OrderId
    member_id: MemberId
    reason: str
    reference: str
    is_last: bool


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderPreparing:
    """Recorded when the goods may be packed: paid, and not held back."""

    order_id: OrderId
    member_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderReinstated:
    """Recorded when an order that was paid too late lives again, held by a new ``reason`` and ``reference``."""

    order_id: OrderId
    member_id: MemberId
    paid: Money
    reason: str
    reference: str


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderShipped:
    """Recorded when the parcel was handed to the carrier."""

    order_id: OrderId
    member_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderReadyForPickup:
    """Recorded when the goods lie at the pickup point and the shopper may come."""

    order_id: OrderId
    member_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderReceived:
    """Recorded when the shopper has the goods: said so, fetched them, or did not object in time."""

    order_id: OrderId
    member_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderCompleted:
    """Recorded when the after-sale window has passed. ``kept`` is what was paid and not refunded; ``lines`` with what is left of them."""

    order_id: OrderId
    member_id: MemberId
    kept: Money
    lines: tuple[OrderedLine, ...]


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderClosed:
    """Recorded when an order ended without delivery. ``reason``: expired, cancelled, refunded, or what a deal gave."""

    order_id: OrderId
    member_id: MemberId
    reason: str
    was_paid: bool
    holds: tuple[HoldName, ...]


@fact(version=1)
@dataclass(frozen=True, slots=True)
class OrderRefunded:
    """Recorded when a refund was decided (the money follows). ``is_whole``: nothing paid is left in the order."""

    order_id: OrderId
    member_id: MemberId
    key: str
    amount: Money
    is_whole: bool
    reason: str
    lines: tuple[RefundedLine, ...]
