"""What the doors of savings take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tuanzi.deals.pricing.contracts import ScopeKind
from tuanzi.deals.savings.contracts import (
    DAY_MINUTES,
    NAME_LENGTH_MAX,
    PARTS_MAX,
    SCOPE_MAX,
    SETS_MAX,
    STEPS_MAX,
    TIERS_MAX,
    Gain,
    GainKind,
    Part,
    Rule,
    Saving,
    SavingDraft,
    SavingId,
    SavingKind,
    SavingState,
    Step,
    Tier,
    When,
)
from tuanzi.goods.catalog.contracts import CategoryId, ProductId, SkuId
from tuanzi.kernel.http import Moment, Wire
from tuanzi.kernel.money import MINOR_MAX, Money

Minor = Annotated[int, Field(ge=0, le=MINOR_MAX)]
Bps = Annotated[int, Field(ge=0, le=10_000)]
Group = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,29})?$")]
PIECES_MAX = 9_999
PRICES_MAX = 200
USES_MAX = 10_000_000


class SavingGainWire(Wire):
    """What a tier brings; amounts in minor units, ``percent_off_bps`` 1200 takes 12 % off (八八折)."""

    kind: GainKind
    amount: Minor | None = None
    percent_off_bps: Bps = 0
    cap: Minor | None = None
    coupon_template_id: Annotated[str, Field(max_length=40)] = ""
    gift_sku_id: SkuId | None = None
    count: int = Field(1, ge=1, le=99)


class SavingTierWire(Wire):
    """From so much money (minor units) or so many pieces on."""

    threshold: Minor | None = None
    pieces: int = Field(0, ge=0, le=PIECES_MAX)
    gain: SavingGainWire


class SavingStepWire(Wire):
    """The next ``pieces`` sold in all are so much cheaper; 0 pieces: all others."""

    pieces: int = Field(0, ge=0, le=USES_MAX)
    percent_off_bps: Bps


class SavingPartWire(Wire):
    """So many pieces of a SKU."""

    sku_id: SkuId
    pieces: int = Field(1, ge=1, le=99)


class SavingPriceWire(Wire):
    """The price of a SKU for a time, in minor units."""

    sku_id: SkuId
    price: Minor


class SavingRuleWire(Wire):
    """What a saving does; which fields count depends on ``kind``."""

    kind: SavingKind
    tiers: list[SavingTierWire] = Field(default_factory=list, max_length=TIERS_MAX)
    repeats: bool = False
    buy: int = Field(0, ge=0, le=99)
    get: int = Field(0, ge=0, le=99)
    percent_off_bps: Bps = 0
    set_price: Minor | None = None
    parts: list[SavingPartWire] = Field(default_factory=list, max_length=PARTS_MAX)
    steps: list[SavingStepWire] = Field(default_factory=list, max_length=STEPS_MAX)
    prices: list[SavingPriceWire] = Field(default_factory=list, max_length=PRICES_MAX)
    sets_max: int = Field(SETS_MAX, ge=1, le=SETS_MAX)

    def contract(self) -> Rule:
        """As the domain says it."""
        return Rule(
            kind=self.kind,
            tiers=tuple(_tier(each) for each in self.tiers),
            repeats=self.repeats,
            buy=self.buy,
            get=self.get,
            percent_off_bps=self.percent_off_bps,
            set_price=_money(self.set_price),
            parts=tuple(Part(each.sku_id, each.pieces) for each in self.parts),
            steps=tuple(Step(each.pieces, each.percent_off_bps) for each in self.steps),
            prices=tuple((each.sku_id, Money(each.price)) for each in self.prices),
            sets_max=self.sets_max,
        )

    @classmethod
    def of(cls, rule: Rule) -> SavingRuleWire:
        """On the wire."""
        return cls(
            kind=rule.kind,
            tiers=[SavingTierWire(threshold=_minor(each.threshold), pieces=each.pieces, gain=_gain(each.gain)) for each in rule.tiers],
            repeats=rule.repeats,
            buy=rule.buy,
            get=rule.get,
            percent_off_bps=rule.percent_off_bps,
            set_price=_minor(rule.set_price),
            parts=[SavingPartWire(sku_id=each.sku_id, pieces=each.pieces) for each in rule.parts],
            steps=[SavingStepWire(pieces=each.pieces, percent_off_bps=each.percent_off_bps) for each in rule.steps],
            prices=[SavingPriceWire(sku_id=sku_id, price=price.minor) for sku_id, price in rule.prices],
            sets_max=rule.sets_max,
        )


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money(minor)


def _minor(money: Money | None) -> int | None:
    return None if money is None else money.minor


def _tier(said: SavingTierWire) -> Tier:
    gain = said.gain
    return Tier(
        threshold=_money(said.threshold or None),
        pieces=said.pieces,
        gain=Gain(
            kind=gain.kind,
            amount=_money(gain.amount),
            percent_off_bps=gain.percent_off_bps,
            cap=_money(gain.cap),
            coupon_template_id=gain.coupon_template_id,
            gift_sku_id=gain.gift_sku_id,
            count=gain.count,
        ),
    )


def _gain(gain: Gain) -> SavingGainWire:
    return SavingGainWire(
        kind=gain.kind,
        amount=_minor(gain.amount),
        percent_off_bps=gain.percent_off_bps,
        cap=_minor(gain.cap),
        coupon_template_id=gain.coupon_template_id,
        gift_sku_id=gain.gift_sku_id,
        count=gain.count,
    )


class SavingWhenWire(Wire):
    """Its time: between two moments, within it on days of the week (1: Monday) or of the month, between minutes of the shop's day."""

    starts_at: Moment
    ends_at: Moment
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default_factory=list, max_length=7)
    month_days: list[Annotated[int, Field(ge=1, le=31)]] = Field(default_factory=list, max_length=31)
    from_minute: int = Field(0, ge=0, lt=DAY_MINUTES)
    until_minute: int = Field(DAY_MINUTES, gt=0, le=DAY_MINUTES)

    def contract(self) -> When:
        """As the domain says it."""
        return When(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            weekdays=tuple(sorted(set(self.weekdays))),
            month_days=tuple(sorted(set(self.month_days))),
            from_minute=self.from_minute,
            until_minute=self.until_minute,
        )

    @classmethod
    def of(cls, when: When) -> SavingWhenWire:
        """On the wire."""
        return cls(
            starts_at=when.starts_at,
            ends_at=when.ends_at,
            weekdays=list(when.weekdays),
            month_days=list(when.month_days),
            from_minute=when.from_minute,
            until_minute=when.until_minute,
        )


class SavingIn(Wire):
    """A saving. ``merchant_bps``: the merchant's part of its cost in 1/10,000. ``uses_max`` and ``per_member`` count orders; of a price for a time pieces."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH_MAX, pattern=r"\S")]
    rule: SavingRuleWire
    scope: ScopeKind = ScopeKind.ALL
    product_ids: list[ProductId] = Field(default_factory=list, max_length=SCOPE_MAX)
    category_ids: list[CategoryId] = Field(default_factory=list, max_length=SCOPE_MAX)
    when: SavingWhenWire
    level_min: int = Field(0, ge=0, le=100)
    new_only: bool = False
    group: Group = "default"
    priority: int = Field(0, ge=-1000, le=1000)
    uses_max: int | None = Field(None, ge=1, le=USES_MAX)
    per_member: int | None = Field(None, ge=1, le=USES_MAX)
    merchant_bps: Bps = 0

    def draft(self) -> SavingDraft:
        """As the domain says it."""
        ids: list[UUID] = list(self.category_ids) if self.scope is ScopeKind.CATEGORIES else list(self.product_ids)
        return SavingDraft(
            name=self.name.strip(),
            rule=self.rule.contract(),
            scope=self.scope,
            scope_ids=tuple(UUID(int=each.int) for each in ids),
            when=self.when.contract(),
            level_min=self.level_min,
            new_only=self.new_only,
            group=self.group,
            priority=self.priority,
            uses_max=self.uses_max,
            per_member=self.per_member,
            merchant_bps=self.merchant_bps,
        )


class SavingChange(SavingIn):
    """A changed draft; ``version`` is the one it was made from."""

    version: int = Field(ge=1, le=1_000_000_000)


class SavingRow(SavingIn):
    """A saving in the list. ``is_on``: it counts at this moment."""

    id: SavingId
    status: SavingState
    version: int
    taken: int
    created_at: datetime
    is_on: bool

    @classmethod
    def row(cls, saving: Saving, *, is_on: bool) -> SavingRow:
        """On the wire."""
        draft = saving.draft
        by_category = draft.scope is ScopeKind.CATEGORIES
        return cls(
            id=saving.id,
            status=saving.status,
            version=saving.version,
            taken=saving.taken,
            created_at=saving.created_at,
            is_on=is_on,
            name=draft.name,
            rule=SavingRuleWire.of(draft.rule),
            scope=draft.scope,
            product_ids=[] if by_category else [ProductId.of(each) for each in draft.scope_ids],
            category_ids=[CategoryId.of(each) for each in draft.scope_ids] if by_category else [],
            when=SavingWhenWire.of(draft.when),
            level_min=draft.level_min,
            new_only=draft.new_only,
            group=draft.group,
            priority=draft.priority,
            uses_max=draft.uses_max,
            per_member=draft.per_member,
            merchant_bps=draft.merchant_bps,
        )


class SavingFigures(Wire):
    """How a saving does: paid orders that stand, what it took off them, what of it the merchant bears, and orders not paid yet."""

    orders: int
    off: Money
    merchant_part: Money
    held: int


class SavingDetail(SavingRow):
    """One saving with how it does."""

    figures: SavingFigures


class CalendarStretch(Wire):
    """A saving counts from ``since`` until before ``until``."""

    id: SavingId
    name: str
    kind: SavingKind
    since: datetime
    until: datetime


class SavingsCalendar(Wire):
    """What counts when, in order."""

    items: list[CalendarStretch]


class CurrentSaving(Wire):
    """A saving that counts now, as shoppers see it; ``words`` say what it does."""

    id: SavingId
    name: str
    kind: SavingKind
    words: list[str]
    scope: ScopeKind
    product_ids: list[ProductId]
    category_ids: list[CategoryId]
    until: datetime


class CurrentSavings(Wire):
    """What counts now."""

    items: list[CurrentSaving]
