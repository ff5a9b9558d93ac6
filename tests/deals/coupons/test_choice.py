"""Which coupons a quote uses: as good as trying all of them, whatever the basket; and no cent is lost."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deals.pricing.test_quote import check
from tuanzi.deals.coupons import rules
from tuanzi.deals.coupons.contracts import KIND, USED_TOGETHER_MAX, CouponId, CouponKind, CouponTerms, Worth
from tuanzi.deals.coupons.offer import Coupons
from tuanzi.deals.pricing.contracts import Basket, BasketLine, Buyer, PricedLine, Quote, ScopeKind
from tuanzi.deals.pricing.rules import quote
from tuanzi.goods.catalog.contracts import CategoryId, ProductId, SkuId
from tuanzi.kernel.money import Money

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PRODUCTS = [ProductId.new() for _ in range(4)]
CATEGORIES = [CategoryId.new() for _ in range(2)]
OFFER = Coupons()


def terms(worth: Worth, days: int = 5) -> CouponTerms:
    coupon_id = CouponId.new()
    return CouponTerms(
        KIND,
        str(coupon_id),
        "券",
        coupon_id=coupon_id,
        worth=worth,
        valid_since=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=days),
        merchant_bps=3000,
    )


def line(price: int, quantity: int = 1, product: int = 0, category: int = 0) -> BasketLine:
    return BasketLine(SkuId.new(), PRODUCTS[product], quantity, Money(price), category_path=(CATEGORIES[category],))


def priced(lines: list[BasketLine]) -> list[PricedLine]:
    return [PricedLine(each, each.price, each.price * each.quantity) for each in lines]


def price(lines: list[BasketLine], held: list[CouponTerms], fee: int = 0, picks: tuple[str, ...] | None = None) -> Quote:
    return quote(Basket(tuple(lines), picks=picks), Buyer(), [(OFFER, held)], lambda _: Money(fee), NOW)


lines_st = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 4), st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=5).map(
    lambda rows: [line(*row) for row in rows]
)
scopes_st = st.one_of(
    st.just((ScopeKind.ALL, ())),
    st.sets(st.sampled_from(PRODUCTS), min_size=1, max_size=2).map(lambda ids: (ScopeKind.PRODUCTS, tuple(ids))),
    st.sets(st.sampled_from(PRODUCTS), min_size=1, max_size=2).map(lambda ids: (ScopeKind.EXCEPT_PRODUCTS, tuple(ids))),
    st.sampled_from(CATEGORIES).map(lambda each: (ScopeKind.CATEGORIES, (each,))),
)
worths_st = st.builds(
    lambda kind, off, bps, cap, threshold, pieces, scope, group: Worth(
        kind=kind,
        amount=Money(off),
        percent_off_bps=bps,
        cap=Money(cap) if cap else None,
        threshold=Money(threshold),
        pieces_min=pieces,
        scope=scope[0],
        scope_ids=scope[1],
        group=group,
    ),
    st.sampled_from([CouponKind.AMOUNT, CouponKind.PERCENT, CouponKind.FREE_SHIPPING]),
    st.integers(1, 6000),
    st.integers(1, 9999),
    st.none() | st.integers(1, 3000),
    st.integers(0, 8000),
    st.integers(0, 3),
    scopes_st,
    st.sampled_from("abcd"),
)
held_st = st.lists(worths_st, max_size=8).map(lambda found: [terms(each) for each in found])


def by_trying(fits: list[rules.Fit], lines: list[PricedLine], freight: Money) -> int:
    """What the best combination takes off, found by trying each."""
    costs, most, best = rules.amounts(lines), rules.most_of(lines, freight), 0
    usable = [each for each in fits if each.off]
    for size in range(1, USED_TOGETHER_MAX + 1):
        for chosen in itertools.combinations(usable, size):
            if len({each.terms.worth.group for each in chosen}) == size:
                best = max(best, rules.taken(chosen, costs, freight.minor, most))
    return best


@settings(max_examples=2000, deadline=None)
@given(lines_st, held_st, st.integers(0, 1500))
def test_no_combination_is_better(lines: list[BasketLine], held: list[CouponTerms], fee: int) -> None:
    stood = priced(lines)
    fits = [rules.fit(each, stood, Money(fee), NOW) for each in held]
    chosen = rules.best(fits, stood, Money(fee))
    costs, most = rules.amounts(stood), rules.most_of(stood, Money(fee))
    assert rules.taken(chosen, costs, fee, most) == by_trying(fits, stood, Money(fee))
    assert all(rules.shares(chosen, costs, fee, most)), "none of them is idle"


@settings(max_examples=1000, deadline=None)
@given(lines_st, held_st, st.integers(0, 1500), st.randoms(use_true_random=False))
def test_the_laws_of_a_quote_hold_with_coupons(lines: list[BasketLine], held: list[CouponTerms], fee: int, random: Random) -> None:
    quoted = price(lines, held, fee)
    without = price(lines, [], fee)
    check(Basket(tuple(lines)), quoted, Money(fee))
    assert quoted.payable <= without.payable
    assert quoted.payable.minor >= min(1, without.payable.minor), "something is left to pay"
    shuffled = list(lines)
    random.shuffle(shuffled)
    others = list(held)
    random.shuffle(others)
    again = price(shuffled, others, fee)
    assert (again.payable, again.hash) == (quoted.payable, quoted.hash)
    assert {each.reference for each in quoted.explanations if each.rule == KIND} == {each.reference for each in held}, "each is explained"


@settings(max_examples=500, deadline=None)
@given(lines_st, held_st, st.integers(0, 1500))
def test_picking_is_never_better_than_the_best_and_uses_nothing_else(lines: list[BasketLine], held: list[CouponTerms], fee: int) -> None:
    best = price(lines, held, fee)
    picked = tuple(each.reference for each in held[::2])
    own = price(lines, held, fee, picked)
    assert own.payable >= best.payable
    assert {reference for _, reference in own.used} <= set(picked)
    assert price(lines, held, fee, ()).payable == price(lines, [], fee).payable


def reasons(quoted: Quote) -> list[str]:
    return [each.why.removeprefix("coupons.why_") for each in quoted.explanations if each.rule == KIND]


def amount(off: int, over: int, **said: object) -> Worth:
    return Worth(kind=CouponKind.AMOUNT, amount=Money(off), threshold=Money(over), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("worth", "why"),
    [
        (amount(500, 9999), "threshold"),
        (amount(500, 0, pieces_min=3), "pieces"),
        (amount(500, 0, scope=ScopeKind.PRODUCTS, scope_ids=(PRODUCTS[3],)), "scope"),
        (Worth(kind=CouponKind.FREE_SHIPPING, threshold=Money(0)), "nothing"),
        (Worth(kind=CouponKind.GIFT, gift_sku_id=SkuId.new(), threshold=Money(0)), "nothing"),
        (amount(500, 0), "used"),
    ],
)
def test_why_not(worth: Worth, why: str) -> None:
    assert reasons(price([line(2000, 2)], [terms(worth)])) == [why]


def test_what_is_missing_is_said() -> None:
    quoted = price([line(2000)], [terms(amount(500, 2999))])
    assert [each.amount for each in quoted.explanations if each.rule == KIND] == [Money(999)]


def test_a_gift_costs_nothing_and_the_rest_its_price() -> None:
    present = line(1500, 3)
    quoted = price([present, line(2000)], [terms(Worth(kind=CouponKind.GIFT, gift_sku_id=present.sku_id, threshold=Money(3000)))])
    assert quoted.payable == Money(1500 * 2 + 2000)


def test_a_coupon_larger_than_the_order_leaves_a_cent() -> None:
    assert price([line(2000)], [terms(amount(5000, 0))]).payable == Money(1)
    assert price([line(2000)], [terms(amount(5000, 0))], fee=600).payable == Money(600)


def test_the_merchant_bears_a_part() -> None:
    quoted = price([line(2000)], [terms(amount(1000, 0))])
    assert {each.bearer: each.amount for each in quoted.adjustments} == {"platform": Money(-700), "merchant": Money(-300)}
