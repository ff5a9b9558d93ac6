"""The whole shop examined: for each kind of buyer and each scene the worst basket, drawn as that buyer would see it. Pure but for the clock that ends it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from tuanzi.deals.groupbuy.contracts import KIND as GROUPBUY
from tuanzi.deals.groupbuy.contracts import Activity, RewardKind
from tuanzi.deals.pricing import api as pricing
from tuanzi.deals.pricing.contracts import MEMBER_LEVEL_MIN, MEMBER_PRICE, Basket, BasketLine, Buyer, DealChoice, Quote
from tuanzi.deals.savings.contracts import TIMED, SavingKind, SavingTerms
from tuanzi.deals.stackguard.contracts import PIECES_MAX, Case, CaseLine, Item, Question, Report, ReportId
from tuanzi.deals.stackguard.shop import Shop
from tuanzi.deals.stackguard.worst import PlacedBasket, worst
from tuanzi.goods.catalog.contracts import SkuView
from tuanzi.kernel.money import BPS, Money

BUYERS_MAX = 4
ALL_CLASSES = frozenset({*(kind.value for kind in SavingKind), "coupons", "points"})


def examine(shop: Shop) -> Report:
    """The worst case of everything live or scheduled, the worst first."""
    began = time.monotonic()
    cases = [case for look in _looks(shop) if (case := look.case()) is not None]
    cases.sort(key=lambda case: (case.margin.minor, -case.level, case.deal))
    offers = len(shop.savings) + len(shop.templates) + len(shop.lasting.get(GROUPBUY, ()))
    took_ms = int((time.monotonic() - began) * 1000)
    return Report(ReportId.new(), shop.now, len(shop.skus), offers, took_ms, tuple(cases))


def _buyers(shop: Shop) -> list[Buyer]:
    """Who may differ in what they pay: no member, the highest level that something asks for, and each as a new buyer if that matters."""
    levels = {0, *(each.draft.level_min for each in shop.savings), *(each.draft.issue.level_min for each in shop.templates)}
    if any(sku.member_price is not None for sku in shop.skus):
        levels.add(MEMBER_LEVEL_MIN)
    asks_new = any(each.draft.new_only for each in shop.savings) or any(each.draft.issue.new_only for each in shop.templates)
    found = [Buyer(None, level, is_new) for level in (0, max(levels)) for is_new in ((False, True) if asks_new else (False,))]
    return list(dict.fromkeys(found))[:BUYERS_MAX]


def _looks(shop: Shop) -> Iterator[_Look]:
    for buyer in _buyers(shop):
        cells: dict[frozenset[str], list[datetime]] = {}
        for moment in shop.moments:
            timed = frozenset(each.reference for each in shop.savings_at(moment) if each.draft.rule.kind is SavingKind.LIMITED_TIME)
            cells.setdefault(timed, []).append(moment)
        for moments in cells.values():
            yield _Look(shop, buyer, tuple(moments))
    for terms in shop.lasting.get(GROUPBUY, ()):
        activity = getattr(terms, "activity", None)
        if isinstance(activity, Activity) and shop.skus:
            # Scene prices do not depend on the moment here; every set of savings may meet the team.
            yield _Look(shop, Buyer(None, max(buyer.level for buyer in _buyers(shop)), is_new=True), shop.moments, activity)


@dataclass(frozen=True, slots=True)
class _Look:
    """One kind of buyer in one scene, at moments at which the same scene prices hold."""

    shop: Shop
    buyer: Buyer
    moments: tuple[datetime, ...]
    activity: Activity | None = None

    def case(self) -> Case | None:
        """The worst basket; None where there is nothing to buy."""
        items = [item for sku in self.shop.skus if (item := self._item(sku)) is not None]
        if not items:
            return None
        held = [] if self._is_closed() else self.shop.coupons_of(self.buyer.level, is_new=self.buyer.is_new)
        live = [] if self._is_closed() else self._savings()
        apart, barred = self._apart(live)
        question = Question(tuple(items), tuple(live), tuple(held), apart, barred)

        def margin(basket: Sequence[tuple[int, int]]) -> int:
            return min(self._margin(items, basket, moment, held)[0] for moment in self.moments)

        found = worst(question, margin)
        return self._draw(items, found.basket, held, is_proved=found.is_proved) if found.basket else None

    def _is_closed(self) -> bool:
        return self.activity is not None and not self.activity.draft.combinable

    def _savings(self) -> list[SavingTerms]:
        found = {
            each.reference: each
            for moment in self.moments
            for each in self.shop.savings_at(moment)
            if each.stack is not None and each.draft.level_min <= self.buyer.level and (self.buyer.is_new or not each.draft.new_only)
        }

        def key(each: SavingTerms) -> tuple[int, int, str]:
            assert each.stack
            return each.stack.stage, -each.stack.priority, each.reference

        return sorted(found.values(), key=key)

    def _apart(self, live: Sequence[SavingTerms]) -> tuple[frozenset[tuple[int, int]], frozenset[int]]:
        """Which savings never meet: by the policy, or by their times; and which exclude coupons."""
        on = [{each.reference for each in self.shop.savings_at(moment)} for moment in self.moments]
        rivals = [self.shop.policy.rivals(each.stack.stack_class) if each.stack else frozenset() for each in live]
        apart = {
            (one, other)
            for one, other in combinations(range(len(live)), 2)
            if (live[other].stack and live[other].stack.stack_class in rivals[one])  # type: ignore[union-attr]
            or not any({live[one].reference, live[other].reference} <= together for together in on)
        }
        return frozenset(apart), frozenset(place for place, own in enumerate(rivals) if "coupons" in own)

    def _item(self, sku: SkuView) -> Item | None:
        """A SKU at the lowest scene price of this buyer, with what it costs in this scene."""
        assert sku.cost is not None
        line = BasketLine.of(sku, 1)
        if self.activity is not None:
            return self._in_a_team(sku, line, self.activity)
        prices = [(sku.price.minor, "", PIECES_MAX)]
        if sku.member_price is not None and self.buyer.level >= MEMBER_LEVEL_MIN:
            prices.append((sku.member_price.minor, MEMBER_PRICE, PIECES_MAX))
        prices += [
            _timed(each, sku)
            for each in self.shop.savings_at(self.moments[0])
            if each.draft.rule.kind is SavingKind.LIMITED_TIME and line.is_within(each.draft.scope, each.draft.scope_ids)
        ]
        scene, kind, most = min(prices)
        return Item(line, sku.cost.minor, scene, most, self.shop.policy.rivals(kind) if kind else frozenset())

    def _in_a_team(self, sku: SkuView, line: BasketLine, activity: Activity) -> Item | None:
        """What a team pays at last, and what its leader is given, is cost: the quote shows the first size's price."""
        assert sku.cost is not None
        draft = activity.draft
        first = draft.tiers[0].price_of(sku.id)
        if sku.product_id != draft.product_id or first is None:
            return None
        lowest = min(price.minor for tier in draft.tiers if (price := tier.price_of(sku.id)) is not None)
        off = draft.reward.amount.minor if draft.reward.kind is RewardKind.LEADER_PRICE and draft.reward.amount else 0
        scene = min(first.minor, sku.price.minor) - off
        extra = first.minor - lowest
        if draft.reward.kind is RewardKind.CASHBACK_BPS:
            extra += scene * (draft.reward.bps or 0) * (draft.tiers[-1].size - 1) // BPS
        if draft.reward.kind is RewardKind.FREE_ORDER:
            extra += scene
        shut = ALL_CLASSES if not draft.combinable else self.shop.policy.rivals(GROUPBUY)
        most = min(PIECES_MAX, draft.limit_per_member or PIECES_MAX)
        return Item(line, sku.cost.minor + extra, scene, most, shut)

    def _given(self) -> int:
        """What the leader is given once, in minor units."""
        reward = self.activity.draft.reward if self.activity else None
        return reward.amount.minor if reward and reward.kind is RewardKind.CASHBACK and reward.amount else 0

    def _margin(
        self, items: Sequence[Item], basket: Sequence[tuple[int, int]], moment: datetime, held: Sequence[object]
    ) -> tuple[int, Quote]:
        lines = tuple(replace(items[place].line, quantity=pieces) for place, pieces in basket)
        deal = DealChoice(GROUPBUY, str(self.activity.id)) if self.activity else None
        terms = self.shop.terms_at(moment, held)  # type: ignore[arg-type]
        quoted = pricing.quote(Basket(lines, deal), self.buyer, terms, lambda _: Money(0), moment, self.shop.policy)
        return quoted.payable.minor - sum(items[place].cost * pieces for place, pieces in basket) - self._given(), quoted

    def _draw(self, items: Sequence[Item], basket: PlacedBasket, held: Sequence[object], *, is_proved: bool) -> Case:
        (_, quoted), moment = min(
            ((self._margin(items, basket, moment, held), moment) for moment in self.moments), key=lambda found: (found[0][0], found[1])
        )
        names = {sku.id: sku for sku in self.shop.skus}
        cost = {items[place].line.sku_id: items[place].cost * pieces for place, pieces in basket}
        lines = tuple(
            CaseLine(
                line.sku_id,
                names[line.sku_id].title,
                names[line.sku_id].options,
                line.quantity,
                line.unit_price,
                line.payable,
                Money(cost[line.sku_id]),
            )
            for line in quoted.lines
        )
        return Case(
            self.activity.draft.title if self.activity else "",
            self.buyer.level,
            self.buyer.is_new,
            moment,
            lines,
            quoted.payable,
            Money(sum(cost.values()) + self._given()),
            tuple(each for each in quoted.explanations if each.rule != "freight"),
            is_proved,
        )


def _timed(terms: SavingTerms, sku: SkuView) -> tuple[int, str, int]:
    """The price of the first pieces of a price for a time, and how many they are."""
    rule, price = terms.draft.rule, sku.price.minor
    most = min(PIECES_MAX, terms.draft.uses_max or PIECES_MAX, terms.draft.per_member or PIECES_MAX)
    if rule.prices:
        own = dict(rule.prices).get(sku.id)
        return (min(price, own.minor) if own else price), TIMED, most
    step = rule.steps[0]
    return price - price * step.percent_off_bps // BPS, TIMED, min(most, step.pieces or PIECES_MAX)
