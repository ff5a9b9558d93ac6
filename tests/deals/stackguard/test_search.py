"""The guard finds what trying every basket finds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deals.coupons.test_choice import terms as coupon_terms
from tests.deals.savings.test_cuts import NOW, PRODUCTS, SKUS, rules_st, saving
from tuanzi.deals.coupons.contracts import CouponKind, CouponTerms, Worth
from tuanzi.deals.coupons.offer import Coupons
from tuanzi.deals.pricing.contracts import Basket, BasketLine, Buyer, Policy, ScopeKind
from tuanzi.deals.pricing.rules import quote
from tuanzi.deals.savings.contracts import SavingTerms
from tuanzi.deals.savings.offer import Savings
from tuanzi.deals.stackguard.contracts import Item, Question
from tuanzi.deals.stackguard.worst import worst
from tuanzi.kernel.money import Money

MOST = 2


def ordered(live: Sequence[SavingTerms]) -> tuple[SavingTerms, ...]:
    def key(each: SavingTerms) -> tuple[int, int, str]:
        assert each.stack
        return each.stack.stage, -each.stack.priority, each.reference

    return tuple(sorted(live, key=key))


class Small:
    """A shop small enough to try every basket."""

    def __init__(
        self, rows: list[tuple[int, int]], live: list[SavingTerms], coupons: list[CouponTerms], pairs: frozenset[tuple[str, str]]
    ) -> None:
        self.items = [
            Item(BasketLine(SKUS[place], PRODUCTS[place], 1, Money(price)), price * cost // 100, price, MOST)
            for place, (price, cost) in enumerate(rows)
        ]
        self.live, self.coupons, self.policy = ordered(live), coupons, Policy(pairs=pairs)

    def margin(self, basket: Sequence[tuple[int, int]]) -> int:
        lines = tuple(
            BasketLine(self.items[place].line.sku_id, self.items[place].line.product_id, pieces, self.items[place].line.price)
            for place, pieces in basket
        )
        offers = [(Savings(), self.live), (Coupons(), self.coupons)]
        quoted = quote(Basket(lines), Buyer(), offers, lambda _: Money(0), NOW, self.policy)
        return quoted.payable.minor - sum(self.items[place].cost * pieces for place, pieces in basket)

    def question(self) -> Question:
        classes = [each.stack.stack_class for each in self.live if each.stack]
        apart = {
            (one, other)
            for one, other in itertools.combinations(range(len(classes)), 2)
            if classes[other] in self.policy.rivals(classes[one])
        }
        barred = frozenset(place for place, own in enumerate(classes) if "coupons" in self.policy.rivals(own))
        return Question(tuple(self.items), self.live, tuple(self.coupons), frozenset(apart), barred, lines_max=len(self.items))

    def by_trying(self) -> int:
        baskets = itertools.product(range(MOST + 1), repeat=len(self.items))
        return min(self.margin([(place, pieces) for place, pieces in enumerate(basket) if pieces]) for basket in baskets if any(basket))


worths_st = st.builds(
    lambda is_amount, off, bps, cap, threshold, group, product: Worth(
        kind=CouponKind.AMOUNT if is_amount else CouponKind.PERCENT,
        amount=Money(off),
        percent_off_bps=bps,
        cap=Money(cap) if cap else None,
        threshold=Money(threshold),
        scope=ScopeKind.ALL if product is None else ScopeKind.PRODUCTS,
        scope_ids=() if product is None else (PRODUCTS[product],),
        group=group,
    ),
    st.booleans(),
    st.integers(1, 2000),
    st.integers(1, 6000),
    st.none() | st.integers(1, 2000),
    st.integers(0, 6000),
    st.sampled_from("ab"),
    st.none() | st.integers(0, 2),
)
shops_st = st.builds(
    Small,
    st.lists(st.tuples(st.integers(100, 3000), st.integers(10, 110)), min_size=1, max_size=3),
    st.lists(st.tuples(rules_st, st.sampled_from(["", "a", "b"]), st.integers(0, 2), st.none() | st.integers(0, 2)), max_size=3).map(
        lambda rows: [
            saving(
                rule,
                group=group,
                priority=priority,
                scope=ScopeKind.ALL if product is None else ScopeKind.PRODUCTS,
                scope_ids=() if product is None else (PRODUCTS[product],),
            )
            for rule, group, priority, product in rows
        ]
    ),
    st.lists(worths_st, max_size=2).map(lambda found: [coupon_terms(each) for each in found]),
    st.sets(st.sampled_from([("full_reduction", "coupons"), ("full_reduction", "nth_piece"), ("coupons", "mix")]), max_size=2).map(
        frozenset
    ),
)


@settings(max_examples=2000, deadline=None)
@given(shops_st)
def test_nothing_is_worse_than_the_worst(shop: Small) -> None:
    found = worst(shop.question(), shop.margin, patience_s=60)
    assert found.is_proved
    assert found.margin == shop.by_trying()
    assert found.margin == shop.margin(found.basket)


@pytest.mark.parametrize("cost", [50, 120])
def test_a_shop_without_offers(cost: int) -> None:
    shop = Small([(1000, cost)], [], [], frozenset())
    found = worst(shop.question(), shop.margin)
    assert (found.margin, found.is_proved) == ((500 if cost == 50 else -400), True)
