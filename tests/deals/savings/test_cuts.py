"""What each kind of saving takes off, and the laws that hold for all of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deals.pricing.test_quote import check
from tuanzi.deals.pricing.contracts import Basket, BasketLine, Buyer, Choice, Policy, PricedLine, Quote
from tuanzi.deals.pricing.rules import quote
from tuanzi.deals.savings import cuts, rules
from tuanzi.deals.savings.contracts import (
    Gain,
    GainKind,
    Part,
    Rule,
    SavingDraft,
    SavingId,
    SavingKind,
    SavingTerms,
    Step,
    Tier,
    When,
)
from tuanzi.deals.savings.offer import CHOSEN, LimitedTime, Savings
from tuanzi.deals.savings.terms import of_draft
from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.money import Money

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SKUS = [SkuId.new() for _ in range(5)]
PRODUCTS = [ProductId.new() for _ in range(5)]
WHEN = When(starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1))


def line(sku: int, price: int, quantity: int = 1) -> BasketLine:
    return BasketLine(SKUS[sku], PRODUCTS[sku], quantity, Money(price))


def saving(rule: Rule, **said: Any) -> SavingTerms:
    return of_draft(SavingId.new(), SavingDraft(name="活动", rule=rule, when=WHEN, **said))


def price(
    lines: Sequence[BasketLine], live: Sequence[SavingTerms], fee: int = 0, policy: Policy | None = None, buyer: Buyer | None = None
) -> Quote:
    offers = [
        (Savings(), [each for each in live if each.kind == "savings"]),
        (LimitedTime(), [each for each in live if each.kind == "limited_time"]),
    ]
    return quote(Basket(tuple(lines)), buyer or Buyer(), offers, lambda _: Money(fee), NOW, policy or Policy())


def full(threshold: int, gain: Gain, **said: Any) -> Rule:
    return Rule(kind=SavingKind.FULL_REDUCTION, tiers=(Tier(threshold=Money(threshold), gain=gain),), **said)


def amount(off: int) -> Gain:
    return Gain(kind=GainKind.AMOUNT, amount=Money(off))


NTH = Rule(kind=SavingKind.NTH_PIECE, buy=2, percent_off_bps=5000)
BUY_2_GET_1 = Rule(kind=SavingKind.BUY_N_GET_M, buy=2, get=1)
ANY_3 = Rule(kind=SavingKind.MIX, buy=3, set_price=Money(9900))
BUNDLE = Rule(kind=SavingKind.BUNDLE, parts=(Part(SKUS[0], 1), Part(SKUS[1], 2)), set_price=Money(5000))
SAMPLE = Rule(kind=SavingKind.CROSS_SELL, buy=2, parts=(Part(SKUS[4], 1),), set_price=Money(0))


@pytest.mark.parametrize(
    ("lines", "rule", "off"),
    [
        ([line(0, 1001, 2)], NTH, 500),
        ([line(0, 1000), line(1, 600)], NTH, 300),
        ([line(0, 1000, 3)], NTH, 500),
        ([line(0, 1000, 2), line(1, 400)], BUY_2_GET_1, 400),
        ([line(0, 1000, 6)], BUY_2_GET_1, 2000),
        ([line(0, 1000, 5)], BUY_2_GET_1, 1000),
        ([line(0, 4000, 2), line(1, 3000, 2)], ANY_3, 4000 * 2 + 3000 - 9900),
        ([line(0, 1000, 3)], ANY_3, 0),
        ([line(0, 3000, 2), line(1, 1500, 5)], BUNDLE, 2 * (3000 + 3000 - 5000)),
        ([line(0, 3000), line(1, 1500)], BUNDLE, 0),
        ([line(0, 2000, 4), line(4, 700, 3)], SAMPLE, 1400),
        ([line(4, 700, 3)], SAMPLE, 0),
        ([line(0, 10000)], full(10000, amount(2000)), 2000),
        ([line(0, 9999)], full(10000, amount(2000)), 0),
        ([line(0, 25000)], full(10000, amount(2000), repeats=True), 4000),
        ([line(0, 25000)], full(10000, amount(2000), repeats=True, sets_max=1), 2000),
        ([line(0, 10000)], full(10000, Gain(kind=GainKind.PERCENT, percent_off_bps=1250)), 1250),
        ([line(0, 10000)], full(10000, Gain(kind=GainKind.PERCENT, percent_off_bps=1250, cap=Money(1000))), 1000),
        ([line(0, 10000), line(4, 900, 2)], full(10000, Gain(kind=GainKind.GIFT, gift_sku_id=SKUS[4])), 900),
        ([line(0, 9500), line(4, 900, 1)], full(10000, Gain(kind=GainKind.GIFT, gift_sku_id=SKUS[4])), 0),
    ],
)
def test_what_comes_off(lines: list[BasketLine], rule: Rule, off: int) -> None:
    quoted = price(lines, [saving(rule)])
    assert quoted.discount_total == Money(off)
    check(Basket(tuple(lines)), quoted, Money(0))


def test_tiers_and_what_is_lacking_for_the_next() -> None:
    rule = Rule(
        kind=SavingKind.FULL_REDUCTION,
        tiers=(Tier(threshold=Money(10000), gain=amount(1000)), Tier(threshold=Money(20000), gain=amount(3000))),
    )
    one = price([line(0, 15000)], [saving(rule)])
    (said,) = (each for each in one.explanations if each.rule == "savings")
    assert (one.discount_total, said.applied) == (Money(1000), True)
    assert said.hint
    assert (said.hint.missing, said.hint.gain) == (Money(5000), "savings.gain_amount")
    none = price([line(0, 9000)], [saving(rule)])
    (said,) = (each for each in none.explanations if each.rule == "savings")
    assert said.hint
    assert (said.applied, said.why, said.hint.missing) == (False, "savings.why_threshold", Money(1000))
    assert price([line(0, 20000)], [saving(rule)]).discount_total == Money(3000)


def test_free_shipping_comes_off_what_carrying_costs() -> None:
    rule = full(5000, Gain(kind=GainKind.FREE_SHIPPING))
    quoted = price([line(0, 5000)], [saving(rule)], fee=800)
    assert (quoted.freight, quoted.freight_off, quoted.payable) == (Money(0), Money(800), Money(5000))


def test_coupons_are_promised_not_taken_off() -> None:
    quoted = price([line(0, 5000)], [saving(full(5000, Gain(kind=GainKind.COUPON, coupon_template_id="cpt_1", count=2)))])
    (said,) = (each for each in quoted.explanations if each.rule == "savings")
    assert (quoted.payable, said.gifts, len(quoted.used)) == (Money(5000), ("coupon:cpt_1:2",), 1)


def test_one_of_a_group_for_each_line_and_any_of_none() -> None:
    ten, five = full(1000, amount(1000)), full(1000, amount(500))
    assert price([line(0, 9000)], [saving(ten), saving(five)]).discount_total == Money(1000)
    assert price([line(0, 9000)], [saving(ten, group=""), saving(five, group="")]).discount_total == Money(1500)
    assert price([line(0, 9000)], [saving(ten, group="a"), saving(five, group="b")]).discount_total == Money(1500)


def test_pairs_and_the_fixed_order() -> None:
    nth, ten = saving(NTH, group="", priority=0), saving(full(1000, amount(1000)), group="")
    pair = frozenset({("full_reduction", "nth_piece")})
    basket = [line(0, 900, 2)]
    assert price(basket, [nth, ten]).discount_total == Money(450 + 1000)
    assert price(basket, [nth, ten], policy=Policy(pairs=pair)).discount_total == Money(1000), "the better one"
    assert price(basket, [nth, ten], policy=Policy(Choice.FIXED, pair)).discount_total == Money(450), "the earlier stage"


def test_a_price_for_a_time_has_steps_and_ends() -> None:
    rule = Rule(kind=SavingKind.LIMITED_TIME, steps=(Step(3, 5000), Step(2, 2000)))
    timed = saving(rule)
    assert price([line(0, 1000, 2)], [timed]).discount_total == Money(1000)
    assert price([line(0, 1000, 4)], [timed]).discount_total == Money(3 * 500 + 200)
    late = replace(timed, sold=((SKUS[0], 4),))
    assert price([line(0, 1000, 4)], [late]).discount_total == Money(200), "one piece is left of the last step"
    mine = replace(timed, draft=replace(timed.draft, per_member=1))
    assert price([line(0, 1000, 4)], [mine]).discount_total == Money(500)
    fixed = saving(Rule(kind=SavingKind.LIMITED_TIME, prices=((SKUS[0], Money(650)),)))
    quoted = price([line(0, 1000, 2), line(1, 300)], [fixed])
    assert (quoted.discount_total, [each.scene_price.minor for each in quoted.lines]) == (Money(700), [650, 300])


def test_for_whom() -> None:
    for_two = saving(full(1000, amount(100)), level_min=2)
    assert price([line(0, 1000)], [for_two]).discount_total == Money(0)
    assert price([line(0, 1000)], [for_two], buyer=Buyer(None, 2)).discount_total == Money(100)
    for_new = saving(full(1000, amount(100)), new_only=True)
    assert price([line(0, 1000)], [for_new], buyer=Buyer(None, 0, is_new=True)).discount_total == Money(100)
    assert price([line(0, 1000)], [replace(for_two, left=0)], buyer=Buyer(None, 2)).discount_total == Money(0)


# Laws.

gains_st = st.one_of(
    st.builds(lambda off: Gain(kind=GainKind.AMOUNT, amount=Money(off)), st.integers(1, 900)),
    st.builds(
        lambda bps, cap: Gain(kind=GainKind.PERCENT, percent_off_bps=bps, cap=cap),
        st.integers(1, 9000),
        st.none() | st.integers(1, 900).map(Money),
    ),
    st.just(Gain(kind=GainKind.FREE_SHIPPING)),
    st.just(Gain(kind=GainKind.GIFT, gift_sku_id=SKUS[4], count=2)),
    st.just(Gain(kind=GainKind.COUPON, coupon_template_id="cpt_1")),
)
rules_st = st.one_of(
    st.builds(full, st.integers(1000, 9000), gains_st),
    st.builds(
        lambda pieces, gain: Rule(kind=SavingKind.FULL_REDUCTION, tiers=(Tier(pieces=pieces, gain=gain),)), st.integers(1, 6), gains_st
    ),
    st.builds(
        lambda low, high, first, second: Rule(
            kind=SavingKind.FULL_REDUCTION,
            tiers=(Tier(threshold=Money(low), gain=amount(first)), Tier(threshold=Money(low + high), gain=amount(first + second))),
        ),
        st.integers(1000, 4000),
        st.integers(1, 4000),
        st.integers(1, 900),
        st.integers(1, 900),
    ),
    st.builds(lambda over, off: full(over, amount(off), repeats=True), st.integers(1000, 4000), st.integers(1, 900)),
    st.builds(lambda buy, bps: Rule(kind=SavingKind.NTH_PIECE, buy=buy, percent_off_bps=bps), st.integers(2, 4), st.integers(1, 10000)),
    st.builds(lambda buy, get: Rule(kind=SavingKind.BUY_N_GET_M, buy=buy, get=get), st.integers(1, 3), st.integers(1, 2)),
    st.builds(lambda buy, sets: Rule(kind=SavingKind.MIX, buy=buy, set_price=Money(sets)), st.integers(2, 4), st.integers(1, 5000)),
    st.builds(
        lambda first, second, sets: Rule(
            kind=SavingKind.BUNDLE, parts=(Part(SKUS[0], first), Part(SKUS[1], second)), set_price=Money(sets)
        ),
        st.integers(1, 2),
        st.integers(1, 2),
        st.integers(1, 4000),
    ),
    st.builds(
        lambda buy, own: Rule(kind=SavingKind.CROSS_SELL, buy=buy, parts=(Part(SKUS[4], 1),), set_price=Money(own)),
        st.integers(1, 3),
        st.integers(0, 300),
    ),
)
live_st = st.lists(st.tuples(rules_st, st.sampled_from(["", "a", "b"]), st.integers(0, 2)), max_size=5).map(
    lambda rows: [saving(rule, group=group, priority=priority) for rule, group, priority in rows]
)
lines_st = st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 5)), min_size=1, max_size=5).map(
    lambda rows: [line(sku, *row) for sku, row in enumerate(rows)]
)


@settings(max_examples=2000, deadline=None)
@given(lines_st, live_st, st.integers(0, 1200), st.randoms(use_true_random=False))
def test_the_laws_of_a_quote_hold(lines: list[BasketLine], live: list[SavingTerms], fee: int, random: Random) -> None:
    quoted = price(lines, live, fee)
    check(Basket(tuple(lines)), quoted, Money(fee))
    assert quoted.payable >= Money(1)
    shuffled, others = list(lines), list(live)
    random.shuffle(shuffled)
    random.shuffle(others)
    assert price(shuffled, others, fee).hash == quoted.hash
    assert {each.reference for each in quoted.explanations if each.rule == "savings"} == {each.reference for each in live}
    assert price(lines, live, fee, Policy(Choice.FIXED)).payable >= quoted.payable, "the best is never dearer than the fixed order"


@settings(max_examples=2000, deadline=None)
@given(lines_st, rules_st, st.integers(0, 1200), st.data())
def test_lower_costs_and_fewer_lines_never_take_more(lines: list[BasketLine], rule: Rule, freight: int, data: st.DataObject) -> None:
    """What the choice of the best set counts on."""
    terms = saving(rule)
    stood = [PricedLine(each, each.price, each.price * each.quantity) for each in lines]
    cut_of, _ = cuts.prepare(terms, Buyer(), stood)
    costs = [each.amount.minor for each in stood]
    less = [data.draw(st.integers(0, cost)) for cost in costs]
    some = [data.draw(st.booleans()) for _ in costs]
    most = cut_of(costs, [True] * len(costs), freight)
    assert cut_of(less, [True] * len(costs), freight).off <= most.off
    assert cut_of(costs, some, freight).off <= most.off
    assert 0 <= most.off <= (freight if most.of_freight else sum(costs[index] for index in most.lines))


@settings(max_examples=1000, deadline=None)
@given(lines_st, live_st, st.integers(1, 3000))
def test_one_more_piece_never_costs_more_than_its_price(lines: list[BasketLine], live: list[SavingTerms], extra: int) -> None:
    """Adding an item never lowers what is saved by more than nothing: at its own price it can always be added."""
    more = [*lines, BasketLine(SkuId.new(), ProductId.new(), 1, Money(extra))]
    unscoped = [each for each in live if each.draft.rule.kind not in {SavingKind.MIX, SavingKind.BUNDLE, SavingKind.BUY_N_GET_M}]
    assert price(more, unscoped).payable <= price(lines, unscoped).payable + Money(extra)


def by_trying(lines: Sequence[BasketLine], live: Sequence[SavingTerms], fee: int) -> Money:
    """The lowest price over all sets of savings, each applied as far as it goes."""
    best = price(lines, [], fee).payable
    for size in range(1, len(live) + 1):
        for some in itertools.combinations(live, size):
            best = min(best, price(lines, some, fee, Policy(Choice.FIXED)).payable)
    return best


@settings(max_examples=2000, deadline=None)
@given(lines_st, live_st, st.integers(0, 1200))
def test_no_set_of_savings_is_cheaper(lines: list[BasketLine], live: list[SavingTerms], fee: int) -> None:
    assert price(lines, live, fee).payable == by_trying(lines, live, fee)


def test_every_kind_has_a_cut() -> None:
    assert set(cuts._CUTS) == set(CHOSEN)
    assert set(rules.ITEM_KINDS) < set(CHOSEN)
