"""The words of coupons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tuanzi.deals.pricing.contracts import ScopeKind, Terms
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId

KIND = "coupons"
"""The name of coupons as an offer: source of adjustments, rule of explanations."""


class TemplateId(Id, prefix="cpt"):
    """What an operator writes and members claim."""


class CouponId(Id, prefix="cpn"):
    """One member's coupon."""


NAME_LENGTH_MAX = 30
CODE_LENGTH_MAX = 20
SCOPE_MAX = 500
"""Products or categories that a template names."""
TOTAL_MAX = 10_000_000
PER_MEMBER_MAX = 100
VALID_DAYS_MAX = 730
BEGINS_AFTER_MAX = 365
REMIND_HOURS_MAX = 720
HELD_SHOWN_MAX = 100
"""Coupons of one member that a quote looks at, those that end first."""
USED_TOGETHER_MAX = 5
"""Coupons of one order."""


class CouponKind(StrEnum):
    """What a coupon gives: an amount off, a part of the price off (at most ``cap``), no shipping fee, or pieces of one SKU for nothing."""

    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_SHIPPING = "free_shipping"
    GIFT = "gift"


class Channel(StrEnum):
    """How one comes by it: in the claim centre, with a code, as a new member, given by staff, after a paid order."""

    CENTRE = "centre"
    CODE = "code"
    NEW_MEMBER = "new_member"
    STAFF = "staff"
    AFTER_ORDER = "after_order"


class ValidityMode(StrEnum):
    """Between two moments, or for some days counted from the claim."""

    FIXED = "fixed"
    AFTER_CLAIM = "after_claim"


class Status(StrEnum):
    """Of a template. Published ones can be claimed in their window; ended ones no more, what was claimed stays good."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"


class CouponState(StrEnum):
    """Of a coupon. Held: an unpaid order uses it. One whose time is over counts as expired without being written."""

    UNUSED = "unused"
    HELD = "held"
    USED = "used"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a coupon gives, and under which conditions.

    ``percent_off_bps``: so many 1/10,000 of the price come off (1,200: 八八折), at most ``cap``. ``threshold`` and ``pieces_min``: what the lines
    within the scope must come to after item and order promotions. ``original_price_only``: only lines at their single price count.
    ``group``: an order uses one coupon of a group.
    """

    kind: CouponKind
    amount: Money | None = None
    percent_off_bps: int | None = None
    cap: Money | None = None
    gift_sku_id: SkuId | None = None
    gift_pieces: int = 1
    threshold: Money
    pieces_min: int = 0
    scope: ScopeKind = ScopeKind.ALL
    scope_ids: tuple[UUID, ...] = ()
    original_price_only: bool = False
    group: str = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """When a coupon is good: ``since`` until before ``until``, or from the start of the day ``begins_after_days`` after the claim (0: at
    once) to the end of the ``days``-th day.
    """

    mode: ValidityMode
    since: datetime | None = None
    until: datetime | None = None
    begins_after_days: int = 0
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """How a template is given out. None means no limit. ``level_min`` and ``new_only`` (no paid order yet) say for whom; ``after_order_min``:
    what an order must come to so that it brings one.
    """

    channels: tuple[Channel, ...]
    total: int | None = None
    per_member: int | None = 1
    per_member_day: int | None = None
    claim_since: datetime | None = None
    claim_until: datetime | None = None
    level_min: int = 0
    new_only: bool = False
    code: str | None = None
    after_order_min: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDraft:
    """A template as an operator writes it. ``merchant_bps``: the part of the cost that the merchant bears. ``returns``: whether a coupon comes
    back when its whole order is refunded. ``remind_hours``: so long before its end its holder is told; None: never.
    """

    name: str
    worth: Worth
    validity: Validity
    issue: Issue
    merchant_bps: int = 0
    returns: bool = True
    remind_hours: int | None = 48


@dataclass(frozen=True, slots=True)
class Template:
    """A template with its state. ``issued`` coupons were made of it, ``used`` of them paid for something."""

    id: TemplateId
    draft: TemplateDraft
    status: Status
    version: int
    issued: int
    used: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Coupon:
    """A member's coupon; ``saved`` is what it took off the order that used it."""

    id: CouponId
    template_id: TemplateId
    member_id: MemberId
    state: CouponState
    channel: Channel
    valid_since: datetime
    valid_until: datetime
    claimed_at: datetime
    order_id: OrderId | None = None
    used_at: datetime | None = None
    saved: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponTerms(Terms):
    """A coupon that the buyer holds, as a quote sees it. The merchant bears ``merchant_bps`` of it."""

    coupon_id: CouponId
    worth: Worth
    valid_since: datetime
    valid_until: datetime
    merchant_bps: int = 0
