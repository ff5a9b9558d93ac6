"""The words of savings."""

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

KIND = "savings"
"""The name of savings as an offer: source of adjustments, rule of explanations."""
TIMED = "limited_time"
"""The name of prices for a time as an offer: they are scene prices (场景价)."""

NAME_LENGTH_MAX = 30
SCOPE_MAX = 500
TIERS_MAX = 6
STEPS_MAX = 5
PARTS_MAX = 20
SETS_MAX = 99
LIVE_MAX = 500
"""Savings that are published and not over, at most."""
DAY_MINUTES = 1440


class SavingId(Id, prefix="sav"):
    """What an operator writes and shoppers get."""


class UseId(Id, prefix="svu"):
    """What one order took of a saving."""


class SavingKind(StrEnum):
    """What it does."""

    FULL_REDUCTION = "full_reduction"
    NTH_PIECE = "nth_piece"
    BUY_N_GET_M = "buy_n_get_m"
    BUNDLE = "bundle"
    MIX = "mix"
    CROSS_SELL = "cross_sell"
    LIMITED_TIME = "limited_time"


class GainKind(StrEnum):
    """What a tier of a full reduction brings. Coupons come once the order is paid."""

    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_SHIPPING = "free_shipping"
    COUPON = "coupon"
    GIFT = "gift"


class SavingState(StrEnum):
    """Of a saving. A published one counts within its time; an ended one no more."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"


class UseState(StrEnum):
    """Of a use. Held: the order is not paid yet. Returned: the order closed, or was refunded in full."""

    HELD = "held"
    USED = "used"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a tier brings. ``percent_off_bps``: so many 1/10,000 off, at most ``cap``; ``count`` coupons of ``coupon_template_id`` come after payment;
    a gift is ``count`` pieces of ``gift_sku_id`` in the basket for nothing.
    """

    kind: GainKind
    amount: Money | None = None
    percent_off_bps: int = 0
    cap: Money | None = None
    coupon_template_id: str = ""
    gift_sku_id: SkuId | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From so much money, or so many pieces, on."""

    threshold: Money | None = None
    pieces: int = 0
    gain: Gain


@dataclass(frozen=True, slots=True)
class Step:
    """Of a price for a time: the next ``pieces`` sold in all (0: all others) are this much cheaper."""

    pieces: int
    percent_off_bps: int


@dataclass(frozen=True, slots=True)
class Part:
    """So many pieces of a SKU, in a bundle or given with other goods."""

    sku_id: SkuId
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a saving does. Which fields count depends on ``kind``:

    full_reduction: ``tiers``; ``repeats``: an amount counts once for each time the only tier's threshold is reached, at most ``sets_max`` times.
    nth_piece: each ``buy``-th piece costs ``percent_off_bps`` less. buy_n_get_m: of each ``buy`` + ``get`` pieces the ``get`` cheapest are free.
    bundle: ``parts`` together for ``set_price``. mix: any ``buy`` pieces for ``set_price``.
    cross_sell: for each ``buy`` pieces of the scope the ``parts`` cost ``set_price`` a piece (0: for nothing).
    limited_time: ``steps`` (one with 0 pieces: the same for all), or fixed ``prices``.
    """

    kind: SavingKind
    tiers: tuple[Tier, ...] = ()
    repeats: bool = False
    buy: int = 0
    get: int = 0
    percent_off_bps: int = 0
    set_price: Money | None = None
    parts: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()
    prices: tuple[tuple[SkuId, Money], ...] = ()
    sets_max: int = SETS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Its time (UTC): from ``starts_at`` until before ``ends_at``; within it only on these ``weekdays`` (1: Monday) or ``month_days``, and between these
    minutes of the shop's day. Empty: always.
    """

    starts_at: datetime
    ends_at: datetime
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    from_minute: int = 0
    until_minute: int = DAY_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingDraft:
    """A saving as an operator writes it. ``group``: a line takes one saving of a group (""; any number). ``uses_max`` orders in all, ``per_member`` orders of
    one member; of a price for a time both count the pieces of each SKU. ``merchant_bps``: the part that the merchant bears.
    """

    name: str
    rule: Rule
    scope: ScopeKind = ScopeKind.ALL
    scope_ids: tuple[UUID, ...] = ()
    when: When
    level_min: int = 0
    new_only: bool = False
    group: str = "default"
    priority: int = 0
    uses_max: int | None = None
    per_member: int | None = None
    merchant_bps: int = 0


@dataclass(frozen=True, slots=True)
class Saving:
    """A saving with its state; ``taken`` of ``uses_max`` are gone."""

    id: SavingId
    draft: SavingDraft
    status: SavingState
    version: int
    taken: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingTerms(Terms):
    """A live saving as a quote sees it. ``left``: so many uses are left in all, ``left_for_member`` of the buyer's own (None: no limit).
    Of a price for a time the pieces of each SKU count: ``sold`` went at it in all, ``had`` to the buyer.
    """

    draft: SavingDraft
    left: int | None = None
    left_for_member: int | None = None
    sold: tuple[tuple[SkuId, int], ...] = ()
    had: tuple[tuple[SkuId, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """What one order took of a saving: ``units`` of its limits, ``off`` the buyer's price, ``gifts`` to come after payment."""

    saving_id: SavingId
    order_id: OrderId
    member_id: MemberId
    sku_id: SkuId | None
    units: int
    off: Money
    merchant_part: Money
    gifts: tuple[str, ...]
    state: UseState
