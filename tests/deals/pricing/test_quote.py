"""The quote is a pure function; these laws hold for any basket and any offers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuanzi.deals.pricing.contracts import (
    Award,
    Basket,
    BasketLine,
    Buyer,
    DealChoice,
    Explanation,
    PricedLine,
    Quote,
    Ruling,
    Stage,
    Terms,
)
from tuanzi.deals.pricing.errors import BadBasket, UnknownDeal
from tuanzi.deals.pricing.offer import MemberPrice
from tuanzi.deals.pricing.rules import Pricer, canonical, quote
from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.money import Money, total
from tuanzi.trade.fulfilment.contracts import FreightLine
from tuanzi.trade.orders.contracts import Delivery

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MEMBER = MemberPrice()
MEMBER_TERMS = (Terms("member_price", "", "pricing.member_price"),)


def free(_: tuple[FreightLine, ...]) -> Money:
    return Money(0)


def line(price: int, quantity: int = 1, member_price: int | None = None) -> BasketLine:
    return BasketLine(SkuId.new(), ProductId.new(), quantity, Money(price), Money(member_price) if member_price is not None else None)


@dataclass
class Off:
    """An offer that takes a fixed amount off some lines, or in stage SCENE sets a price."""

    kind: str
    stage: Stage
    amount: int
    closes: bool = False
    members: tuple[int, ...] | None = None

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        if self.stage is Stage.SCENE:
            awards = []
            for index, priced in enumerate(lines):
                off = max(Money(-self.amount), -priced.line.price) * priced.line.quantity
                awards.append(Award(self.kind, "ref", self.kind, off, (index,), "because", closes=self.closes))
            return Ruling(tuple(awards), (Explanation(self.kind, self.kind, False, None, "no"),) if not awards else ())
        members = tuple(i for i in (self.members or range(len(lines))) if i < len(lines))
        return Ruling((Award(self.kind, "ref", self.kind, Money(-self.amount), members, "because", closes=self.closes),))


def check(basket: Basket, quoted: Quote, fee: Money) -> None:
    """The laws of every quote."""
    assert [each.sku_id for each in quoted.lines] == [each.sku_id for each in canonical(basket).lines]
    assert quoted.goods_total == total(each.price * each.quantity for each in basket.lines)
    assert quoted.payable == total(each.payable for each in quoted.lines) + quoted.freight
    assert quoted.payable == quoted.goods_total - quoted.discount_total + quoted.freight
    assert quoted.freight + quoted.freight_off == fee
    for index, each in enumerate(quoted.lines):
        assert each.payable >= Money(0)
        assert each.unit_price * each.quantity - each.discount == each.payable
        own = total(adjustment.amount for adjustment in quoted.adjustments if adjustment.line == index)
        assert own == -each.discount
    assert all(each.amount < Money(0) for each in quoted.adjustments)
    told = total(each.amount for each in quoted.explanations if each.applied and each.amount is not None)
    assert told == quoted.payable - quoted.goods_total
    by_rule = {rule: total(a.amount for a in quoted.adjustments if a.source == rule) for rule in {a.source for a in quoted.adjustments}}
    for rule, amount in by_rule.items():
        explained = total(e.amount for e in quoted.explanations if e.rule == rule and e.applied and e.amount is not None)
        assert amount in {explained, explained + quoted.freight_off}, "what is not of lines is of freight"


lines_st = st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 20), st.none() | st.integers(0, 20_000)), min_size=1, max_size=12).map(
    lambda rows: tuple(line(price, quantity, member_price) for price, quantity, member_price in rows)
)
offers_st = st.lists(
    st.tuples(
        st.sampled_from(list(Stage)), st.integers(0, 50_000), st.booleans(), st.none() | st.sets(st.integers(0, 11), min_size=1).map(tuple)
    ),
    max_size=6,
).map(
    lambda rows: [
        (Off(f"{stage.name.lower()}_{i}", stage, amount, closes, members), ()) for i, (stage, amount, closes, members) in enumerate(rows)
    ]
)


@settings(max_examples=2000, deadline=None)
@given(lines_st, offers_st, st.integers(0, 3), st.integers(0, 5000), st.randoms(use_true_random=False), st.booleans())
def test_every_cent_adds_up_and_order_does_not_matter(
    lines: tuple[BasketLine, ...], offers: list[tuple[Off, tuple[Terms, ...]]], level: int, fee: int, random: Random, pickup: bool
) -> None:
    basket = Basket(lines, None, "pickup" if pickup else "ship")
    buyer = Buyer(None, level)
    everything: list[tuple[Pricer, tuple[Terms, ...]]] = [*offers, (MEMBER, MEMBER_TERMS)]
    quoted = quote(basket, buyer, everything, lambda _: Money(fee), NOW)
    check(basket, quoted, Money(0 if pickup else fee))
    shuffled, others = list(lines), list(everything)
    random.shuffle(shuffled)
    random.shuffle(others)
    again = quote(replace(basket, lines=tuple(shuffled)), buyer, others, lambda _: Money(fee), NOW)
    assert again == quoted


def test_a_member_from_level_one_on_pays_the_member_price() -> None:
    basket = Basket((line(1000, 3, 900),))
    assert quote(basket, Buyer(None, 0), [(MEMBER, MEMBER_TERMS)], free, NOW).payable == Money(3000)
    quoted = quote(basket, Buyer(None, 1), [(MEMBER, MEMBER_TERMS)], free, NOW)
    assert quoted.payable == Money(2700)
    assert quoted.lines[0].scene_price == Money(900)
    assert quoted.lines[0].unit_price == Money(1000)


def test_who_is_no_member_is_told_what_a_member_would_save() -> None:
    quoted = quote(Basket((line(1000, 3, 900),)), Buyer(), [(MEMBER, MEMBER_TERMS)], free, NOW)
    said = [each for each in quoted.explanations if each.rule == "member_price"]
    assert said == [Explanation("member_price", "pricing.member_price", False, Money(-300), "pricing.members_only")]


def test_a_member_price_that_is_not_lower_changes_nothing() -> None:
    quoted = quote(Basket((line(1000, 1, 1000),)), Buyer(None, 1), [(MEMBER, MEMBER_TERMS)], free, NOW)
    assert (quoted.payable, quoted.adjustments) == (Money(1000), ())


def test_without_a_choice_the_lowest_scene_price_wins_line_by_line() -> None:
    first, second = line(1000, 1, 600), line(1000, 2, 950)
    quoted = quote(Basket((first, second)), Buyer(None, 1), [(MEMBER, MEMBER_TERMS), (Off("flash", Stage.SCENE, 100), ())], free, NOW)
    paid = {each.sku_id: each.payable for each in quoted.lines}
    assert paid == {first.sku_id: Money(600), second.sku_id: Money(1800)}
    assert {each.why for each in quoted.explanations if not each.applied and each.rule != "freight"} == {"pricing.other_scene_lower"}


def test_the_scene_the_buyer_chose_wins_even_if_it_is_dearer() -> None:
    basket = Basket((line(1000, 1, 600),), DealChoice("flash", "x"))
    quoted = quote(basket, Buyer(None, 1), [(MEMBER, MEMBER_TERMS), (Off("flash", Stage.SCENE, 100), ())], free, NOW)
    assert quoted.payable == Money(900)
    assert ("member_price", False, "pricing.other_scene_chosen") in {(e.rule, e.applied, e.why) for e in quoted.explanations}


def test_a_scene_that_closes_its_lines_takes_no_further_discount() -> None:
    scene, order = Off("deal", Stage.SCENE, 100, closes=True), Off("full", Stage.ORDER, 50)
    quoted = quote(Basket((line(1000),), DealChoice("deal", "x")), Buyer(), [(scene, ()), (order, ())], free, NOW)
    assert quoted.payable == Money(900)
    assert ("full", False, "pricing.not_combinable") in {(e.rule, e.applied, e.why) for e in quoted.explanations}
    open_scene = replace(scene, closes=False)
    assert quote(Basket((line(1000),)), Buyer(), [(open_scene, ()), (order, ())], free, NOW).payable == Money(850)


def test_three_lines_share_ten_yuan_to_the_cent() -> None:
    basket = Basket(tuple(line(333) for _ in range(3)))
    quoted = quote(basket, Buyer(), [(Off("full", Stage.ORDER, 100), ())], free, NOW)
    assert sorted(each.discount.minor for each in quoted.lines) == [33, 33, 34]


def test_a_discount_larger_than_the_goods_leaves_nothing_to_pay_and_no_less() -> None:
    quoted = quote(Basket((line(300), line(200))), Buyer(), [(Off("huge", Stage.COUPON, 82_400), ())], lambda _: Money(700), NOW)
    assert (quoted.payable, quoted.discount_total) == (Money(700), Money(500))


def test_stages_are_applied_in_their_order_whatever_the_order_of_registration() -> None:
    seen: list[int] = []

    class Looks(Off):
        def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
            seen.append(lines[0].amount.minor)
            return super().quote(basket, buyer, terms, lines, now)

    offers = [(Looks("points", Stage.POINTS, 10), ()), (Looks("item", Stage.ITEM, 100), ()), (Looks("order", Stage.ORDER, 200), ())]
    for some in itertools.permutations(offers):
        seen.clear()
        assert quote(Basket((line(1000),)), Buyer(), list(some), free, NOW).payable == Money(690)
        assert seen == [1000, 900, 700]


def test_freight_is_asked_with_scene_prices() -> None:
    asked: list[int] = []

    def freight(lines: tuple[FreightLine, ...]) -> Money:
        asked.extend(each.amount.minor for each in lines)
        return Money(0)

    offers = [(Off("deal", Stage.SCENE, 100), ()), (Off("full", Stage.ORDER, 500), ())]
    quote(Basket((line(1000, 2),)), Buyer(), offers, freight, NOW)
    assert asked == [1800]


def test_what_free_freight_lacks_is_said_where_freight_is_paid() -> None:
    def said(fee: int, delivery: Delivery = "ship") -> Money | None:
        basket = Basket((line(1000, 2),), delivery=delivery)
        carrying = quote(basket, Buyer(), [], lambda _: Money(fee), NOW, lacks=lambda lines: Money(9900) - lines[0].amount).explanations[-1]
        return carrying.hint.missing if carrying.hint else None

    assert said(800) == Money(7900)
    assert said(0) is None
    assert said(800, "pickup") is None


def test_the_hash_names_what_was_shown() -> None:
    basket = Basket((line(1000, 2),))
    first = quote(basket, Buyer(), [], free, NOW).hash
    assert quote(basket, Buyer(), [], free, NOW).hash == first
    assert quote(basket, Buyer(), [], lambda _: Money(1), NOW).hash != first
    assert quote(replace(basket, delivery="pickup"), Buyer(), [], free, NOW).hash != first
    assert quote(basket, Buyer(), [(Off("a", Stage.ITEM, 100), ())], free, NOW).hash != first


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_a_quantity_out_of_bounds_is_refused(quantity: int) -> None:
    with pytest.raises(BadBasket):
        canonical(Basket((line(1000, quantity),)))


def test_an_empty_basket_a_sku_twice_and_an_unknown_deal_are_refused() -> None:
    twice = line(1000)
    for lines in ((), (twice, twice)):
        with pytest.raises(BadBasket):
            quote(Basket(lines), Buyer(), [], free, NOW)
    with pytest.raises(UnknownDeal):
        quote(Basket((line(1000),), DealChoice("bargain", "x")), Buyer(), [], free, NOW)
