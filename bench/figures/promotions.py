"""Promotions: how many baskets a second are priced, and how long the worst case of a large shop takes to find."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import timedelta

from bench.bench import Bench
from bench.measure import Figure, Sample
from tuanzi.deals.pricing.contracts import Basket, BasketLine, Buyer, ScopeKind
from tuanzi.deals.pricing.rules import quote
from tuanzi.deals.savings.api import of_draft
from tuanzi.deals.savings.contracts import Gain, GainKind, Rule, SavingDraft, SavingId, SavingKind, SavingTerms, Tier, When
from tuanzi.deals.savings.offer import Savings
from tuanzi.deals.stackguard.contracts import Item, Question
from tuanzi.deals.stackguard.worst import worst
from tuanzi.goods.catalog.contracts import CategoryId, ProductId, SkuId
from tuanzi.kernel import clock
from tuanzi.kernel.money import Money

LINES, LIVE, BASKETS = 5, 10, 300
SKUS, OFFERS, CATEGORIES = 2_000, 200, 60


async def quotes(bench: Bench) -> list[Figure]:
    """How long one basket takes, in one process: 1,500 a second are 667 µs each."""
    figure = Figure("QUOTE", f"a basket of {LINES} lines priced with {LIVE} live savings", "µs", 667, 200)
    for number in range(bench.repetitions):
        figure.ours.append(Sample(_priced(random.Random(number))))
    return [figure]


async def guard(bench: Bench) -> list[Figure]:
    """Seconds until the worst case is proved."""
    figure = Figure("GUARD", f"worst case of {SKUS:,} SKUs and {OFFERS} live savings", "s", 10, 1)
    unproved = 0
    for number in range(bench.repetitions):
        shop = Shop(random.Random(number), SKUS, OFFERS, CATEGORIES)
        began = time.perf_counter()
        found = worst(shop.question(), shop.margin)
        figure.ours.append(Sample(time.perf_counter() - began))
        unproved += not found.is_proved
    figure.note = f"{unproved} of {bench.repetitions} not proved within 10 s"
    return [figure]


def _priced(chance: random.Random) -> float:
    shop = Shop(chance, 50, LIVE, 5)
    baskets = [[(place, chance.randint(1, 4)) for place in chance.sample(range(50), LINES)] for _ in range(BASKETS)]
    began = time.perf_counter()
    for basket in baskets:
        shop.margin(basket)
    return (time.perf_counter() - began) / BASKETS * 1_000_000


class Shop:
    """Random goods at margins of a third, and savings on categories, products or everything."""

    def __init__(self, chance: random.Random, skus: int, offers: int, categories: int) -> None:
        self._chance, self.now = chance, clock.now()
        self._categories = [CategoryId.new() for _ in range(categories)]
        self.items = [self._item() for _ in range(skus)]
        live = [self._saving() for _ in range(offers)]
        self.live = tuple(sorted(live, key=lambda each: (each.stack.stage, -each.stack.priority, each.reference) if each.stack else ()))

    def _item(self) -> Item:
        chance = self._chance
        price = chance.randint(500, 20_000)
        line = BasketLine(SkuId.new(), ProductId.new(), 1, Money(price), category_path=(chance.choice(self._categories),))
        return Item(line, price * chance.randint(50, 80) // 100, price, 20)

    def _saving(self) -> SavingTerms:
        chance = self._chance
        kind = chance.choice(
            (SavingKind.FULL_REDUCTION, SavingKind.FULL_REDUCTION, SavingKind.NTH_PIECE, SavingKind.BUY_N_GET_M, SavingKind.MIX)
        )
        everything = chance.random() < 0.02
        draft = SavingDraft(
            name="",
            rule=_rule(kind, chance),
            scope=ScopeKind.ALL if everything else ScopeKind.CATEGORIES,
            scope_ids=() if everything else (chance.choice(self._categories),),
            when=When(starts_at=self.now - timedelta(days=1), ends_at=self.now + timedelta(days=1)),
            group="order" if kind is SavingKind.FULL_REDUCTION else "item",
            priority=chance.randrange(5),
        )
        return of_draft(SavingId.new(), draft)

    def question(self) -> Question:
        """For the guard."""
        return Question(tuple(self.items), self.live)

    def margin(self, basket: Sequence[tuple[int, int]]) -> int:
        """The true margin of a basket."""
        lines = tuple(_pieces(self.items[place].line, pieces) for place, pieces in basket)
        near = [each for each in self.live if any(line.is_within(each.draft.scope, each.draft.scope_ids) for line in lines)]
        quoted = quote(Basket(lines), Buyer(), [(Savings(), near)], lambda _: Money(0), self.now)
        return quoted.payable.minor - sum(self.items[place].cost * pieces for place, pieces in basket)


def _pieces(line: BasketLine, pieces: int) -> BasketLine:
    return BasketLine(line.sku_id, line.product_id, pieces, line.price, category_path=line.category_path)


def _rule(kind: SavingKind, chance: random.Random) -> Rule:
    if kind is SavingKind.FULL_REDUCTION:
        threshold = chance.randint(50, 300) * 100
        if chance.random() < 0.5:
            return Rule(kind=kind, tiers=(Tier(threshold=Money(threshold), gain=Gain(kind=GainKind.AMOUNT, amount=Money(threshold // 8))),))
        return Rule(
            kind=kind,
            tiers=(Tier(threshold=Money(threshold), gain=Gain(kind=GainKind.PERCENT, percent_off_bps=chance.randint(300, 1500))),),
        )
    if kind is SavingKind.NTH_PIECE:
        return Rule(kind=kind, buy=2, percent_off_bps=chance.randint(1000, 5000))
    if kind is SavingKind.BUY_N_GET_M:
        return Rule(kind=kind, buy=chance.randint(3, 5), get=1)
    return Rule(kind=kind, buy=3, set_price=Money(chance.randint(99, 199) * 100))
