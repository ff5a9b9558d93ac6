"""What happens to coupons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tuanzi.deals.coupons.contracts import Channel, CouponId, TemplateId
from tuanzi.kernel.facts import fact
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class CouponClaimed:
    """Recorded when a member gets a coupon, by whatever channel."""

    coupon_id: CouponId
    template_id: TemplateId
    member_id: MemberId
    channel: Channel
    name: str
    valid_until: datetime


@fact(version=1)
@dataclass(frozen=True, slots=True)
class CouponUsed:
    """Recorded when the order that uses a coupon is paid; ``saved`` is what it took off."""

    coupon_id: CouponId
    template_id: TemplateId
    member_id: MemberId
    order_id: OrderId
    saved: Money


@fact(version=1)
@dataclass(frozen=True, slots=True)
class CouponReturned:
    """Recorded when a member has a coupon back: its order was not paid in time, or was refunded in full."""

    coupon_id: CouponId
    template_id: TemplateId
    member_id: MemberId
    order_id: OrderId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class CouponVoided:
    """Recorded when staff take an unused coupon back."""

    coupon_id: CouponId
    template_id: TemplateId
    member_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class CouponExpiring:
    """Recorded once, some time before an unused coupon ends."""

    coupon_id: CouponId
    template_id: TemplateId
    member_id: MemberId
    name: str
    valid_until: datetime


@fact(version=1)
@dataclass(frozen=True, slots=True)
class TemplatePublished:
    """Recorded when a template can be claimed from now on, or from the beginning of its window."""

    template_id: TemplateId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class TemplateEnded:
    """Recorded when a template is given out no more; coupons made of it stay good."""

    template_id: TemplateId
