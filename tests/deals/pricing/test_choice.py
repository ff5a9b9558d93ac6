"""Which offers a quote uses: as good as trying every permitted set, whatever the basket; and the laws of a quote hold."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deals.pricing.test_quote import check, line
from tuanzi.deals.pricing.choice import Candidate, Standing, Taken, after, choose, cut
from tuanzi.deals.pricing.contracts import (
    ALL_TOGETHER,
    Award,
    Basket,
    Buyer,
    Choice,
    Cut,
    CutOf,
    Explanation,
    Policy,
    PricedLine,
    Quote,
    Ruling,
    Stack,
    Stage,
    Terms,
)
from tuanzi.deals.pricing.rules import quote
from tuanzi.kernel.money import Money

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
CLASSES = "xyz"


def threshold_cut(lines: tuple[int, ...], over: int, amount: int, bps: int) -> CutOf:
    """So much, or such a part, off these lines from ``over`` on."""

    def found(costs: Sequence[int], is_open: Sequence[bool], freight: int) -> Cut:
        del freight
        usable = tuple(index for index in lines if index < len(costs) and is_open[index])
        base = sum(costs[index] for index in usable)
        if not usable or base < over:
            return Cut(0, (), "lacking")
        return Cut(max(amount, base * bps // 10_000), usable, "given")

    return found


def candidate(name: int, lines: tuple[int, ...], over: int, amount: int, bps: int, group: str, own: str, stage: Stage) -> Candidate:
    stack = Stack(own, stage, group, priority=name % 3)
    return Candidate(
        Terms("savings", f"{name:03}", f"S{name}", stack=stack), stack, threshold_cut(lines, over, amount, bps), sum(1 << i for i in lines)
    )


candidates_st = st.lists(
    st.tuples(
        st.sets(st.integers(0, 3), min_size=1).map(lambda found: tuple(sorted(found))),
        st.integers(0, 6000),
        st.integers(1, 2000),
        st.integers(0, 6000),
        st.sampled_from(["", "", "a", "b"]),
        st.sampled_from(CLASSES),
        st.sampled_from([Stage.ITEM, Stage.ORDER]),
    ),
    max_size=6,
).map(lambda rows: [candidate(number, *row) for number, row in enumerate(rows)])
costs_st = st.lists(st.integers(0, 5000), min_size=4, max_size=4)
pairs_st = st.sets(st.sampled_from([("x", "y"), ("y", "z"), ("x", "z"), ("x", "x")]), max_size=2).map(frozenset)


def coupon(costs: Sequence[int]) -> int:
    """A later stage: 600 off from 4,000 on."""
    return 600 if sum(costs) >= 4000 else 0


def by_trying(candidates: Sequence[Candidate], start: Standing, policy: Policy) -> int:
    """What the best permitted set takes off, found by trying each."""
    ordered = sorted(candidates, key=lambda each: (each.stack.stage, -each.stack.priority, each.terms.reference))
    best = 0
    for size in range(len(ordered) + 1):
        for wanted in itertools.combinations(ordered, size):
            at, off = start, 0
            for each in wanted:
                if at.classes & policy.rivals(each.stack.stack_class):
                    break
                found = cut(each, at)
                if found.off:
                    at, off = after(each, found, at), off + found.off
            else:
                best = max(best, off + coupon(at.costs))
    return best


@settings(max_examples=2000, deadline=None)
@given(candidates_st, costs_st, st.integers(0, 800), pairs_st)
def test_no_permitted_set_is_better(candidates: list[Candidate], costs: list[int], freight: int, pairs: frozenset[tuple[str, str]]) -> None:
    start, policy = Standing(tuple(costs), freight), Policy(pairs=pairs)

    def later(chosen: tuple[Taken, ...], at: Standing) -> int:
        del chosen
        return coupon(at.costs)

    chosen = choose(candidates, start, policy, later)
    at, off = start, 0
    for one in chosen:
        assert not at.classes & policy.rivals(one.candidate.stack.stack_class), "what excludes each other never stands together"
        assert cut(one.candidate, at) == one.cut
        at, off = after(one.candidate, one.cut, at), off + one.cut.off
    assert off + coupon(at.costs) == by_trying(candidates, start, policy)


@settings(max_examples=300, deadline=None)
@given(candidates_st, costs_st, pairs_st, st.randoms(use_true_random=False))
def test_in_fixed_order_the_first_permitted_ones_stand(
    candidates: list[Candidate], costs: list[int], pairs: frozenset[tuple[str, str]], random: Random
) -> None:
    start, policy = Standing(tuple(costs), 0), Policy(Choice.FIXED, pairs)
    chosen = choose(candidates, start, policy, lambda _, __: 0)
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert choose(shuffled, start, policy, lambda _, __: 0) == chosen
    first = min(
        (each.candidate for each in chosen), default=None, key=lambda each: (each.stack.stage, -each.stack.priority, each.terms.reference)
    )
    useful = [each for each in candidates if cut(each, start).off]
    assert first is None or first == min(useful, key=lambda each: (each.stack.stage, -each.stack.priority, each.terms.reference))


class Savings:
    """A selective offer whose terms are fixed cuts."""

    kind = "savings"
    stage = Stage.ITEM

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._found = {each.terms.reference: each for each in candidates}

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        raise AssertionError("not asked")

    def prepare(
        self, terms: Terms, basket: Basket, buyer: Buyer, lines: Sequence[PricedLine], now: datetime
    ) -> tuple[CutOf, Sequence[int]]:
        found = self._found[terms.reference]
        return found.cut_of, [index for index in range(len(lines)) if found.lines >> index & 1]

    def merchant_bps(self, terms: Terms) -> int:
        return 2500


class LikeCoupons:
    """A kind that decides by itself."""

    kind = "coupons"
    stage = Stage.COUPON

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        off = coupon([each.amount.minor for each in lines])
        if not off:
            return Ruling(refusals=(Explanation(self.kind, "C", False, None, "no"),))
        return Ruling((Award(self.kind, "", "C", Money(-off), tuple(range(len(lines))), "yes"),))


def price(lines: list, candidates: list[Candidate], fee: int, policy: Policy = ALL_TOGETHER) -> tuple[Basket, Quote]:  # type: ignore[type-arg]
    basket = Basket(tuple(lines))
    offers = [(Savings(candidates), [each.terms for each in candidates]), (LikeCoupons(), [Terms("coupons", "", "C")])]
    return basket, quote(basket, Buyer(), offers, lambda _: Money(fee), NOW, policy)  # type: ignore[arg-type]


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 3)), min_size=4, max_size=4), candidates_st, st.integers(0, 900), pairs_st)
def test_the_laws_of_a_quote_hold(
    rows: list[tuple[int, int]], candidates: list[Candidate], fee: int, pairs: frozenset[tuple[str, str]]
) -> None:
    basket, quoted = price([line(*row) for row in rows], candidates, fee, Policy(pairs=pairs))
    check(basket, quoted, Money(fee))
    assert quoted.payable >= Money(1)
    assert [each.reference for each in quoted.explanations if each.rule == "savings" and each.applied] == [
        reference for rule, reference in quoted.used if rule == "savings"
    ]
    told = {each.reference for each in quoted.explanations if each.rule == "savings"}
    assert told == {each.terms.reference for each in candidates}, "each is explained"


def test_what_excludes_coupons_is_weighed_against_them() -> None:
    """500 off that forbids coupons loses against a coupon of 600; both together are not permitted."""
    own = candidate(0, (0,), 0, 500, 0, "", "x", Stage.ORDER)
    _, free = price([line(5000)], [own], 0)
    assert free.payable == Money(5000 - 500 - 600)
    _, apart = price([line(5000)], [own], 0, Policy(pairs=frozenset({("x", "coupons")})))
    assert apart.payable == Money(5000 - 600)
    assert [(each.why, each.amount) for each in apart.explanations if each.rule == "savings"] == [("pricing.other_better", Money(-500))]
    larger = candidate(0, (0,), 0, 700, 0, "", "x", Stage.ORDER)
    _, apart = price([line(5000)], [larger], 0, Policy(pairs=frozenset({("x", "coupons")})))
    assert apart.payable == Money(5000 - 700)
    assert [each.why for each in apart.explanations if each.rule == "coupons"] == ["pricing.not_with"]


def test_a_smaller_saving_that_keeps_a_threshold_wins() -> None:
    large = candidate(0, (0,), 0, 900, 0, "g", "x", Stage.ORDER)
    small = candidate(1, (0,), 0, 500, 0, "g", "x", Stage.ORDER)
    _, quoted = price([line(4600)], [large, small], 0)
    assert quoted.payable == Money(4600 - 500 - 600), "900 off would leave 3,700, too little for the coupon"
