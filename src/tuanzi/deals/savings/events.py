"""What happens to savings."""

from __future__ import annotations

from dataclasses import dataclass

from tuanzi.deals.savings.contracts import SavingId
from tuanzi.kernel.facts import fact
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SavingPublished:
    """Recorded when a saving counts from now on, or from the beginning of its time."""

    saving_id: SavingId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SavingEnded:
    """Recorded when staff end a saving."""

    saving_id: SavingId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SavingUsed:
    """Recorded when an order with a saving is paid; ``off`` is what the saving took off it."""

    saving_id: SavingId
    order_id: OrderId
    member_id: MemberId
    off: Money


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SavingGiftDue:
    """Recorded when a paid order has earned what a saving promised beside money: ``count`` coupons of a template (its wire id)."""

    saving_id: SavingId
    order_id: OrderId
    member_id: MemberId
    coupon_template_id: str
    count: int


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SavingReturned:
    """Recorded when an order that used a saving closed: unpaid, or refunded in full. ``gifts`` it had earned, such as
    ``coupon:cpt_…:2``, are to be taken back.
    """

    saving_id: SavingId
    order_id: OrderId
    member_id: MemberId
    gifts: tuple[str, ...]
