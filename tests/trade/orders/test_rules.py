import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.trade import draft, line
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.money import Money, total
from tuanzi.trade.orders import rules
from tuanzi.trade.orders.contracts import Adjustment, OrderDraft, OrderLineId, RefundLine, State
from tuanzi.trade.orders.errors import BadDraft, RefundEmpty, RefundTooLarge
from tuanzi.trade.orders.rules import LineMoney, LineShare, plan_refund


def test_every_state_can_be_reached_and_left() -> None:
    reached, todo = {rules.START}, [rules.START]
    while todo:
        state = todo.pop()
        for transition in rules.TRANSITIONS:
            if state in transition.sources and transition.target not in reached:
                reached.add(transition.target)
                todo.append(transition.target)
    assert reached == set(State)
    left = {source for transition in rules.TRANSITIONS for source in transition.sources}
    assert set(State) - left == {State.COMPLETED}


def test_an_order_that_was_sent_is_never_closed() -> None:
    sent = {State.SHIPPED, State.RECEIVED, State.COMPLETED}
    assert all(not transition.sources & sent for transition in rules.TRANSITIONS if transition.target is State.CLOSED)


def test_discounts_of_the_order_fill_what_named_ones_left() -> None:
    lines = [line(SkuId.new(), 1, 1000, 700), line(SkuId.new(), 2, 500, 750)]
    adjustments = [
        Adjustment(None, Money(-350), "coupon", "c", "券", "merchant"),
        Adjustment(0, Money(-100), "groupbuy", "g", "拼团", "platform"),
        Adjustment(None, Money(-100), "points", "p", "积分", "platform"),
    ]
    frozen = rules.freeze(draft(lines, adjustments=adjustments))
    by_line = [sum(share.amount.minor for index, share in frozen if index == each) for each in range(2)]
    assert by_line == [-300, -250]
    by_source = {
        source: sum(share.amount.minor for _, share in frozen if share.source == source) for source in ("coupon", "groupbuy", "points")
    }
    assert by_source == {"coupon": -350, "groupbuy": -100, "points": -100}
    assert {share.bearer for _, share in frozen if share.source == "coupon"} == {"merchant"}


@given(st.data())
def test_frozen_shares_are_exactly_each_lines_discount_and_each_sources_amount(data: st.DataObject) -> None:
    gross = data.draw(st.lists(st.integers(1, 5000), min_size=1, max_size=6))
    off = [data.draw(st.integers(0, each)) for each in gross]
    lines = [line(SkuId.new(), 1, price, price - less) for price, less in zip(gross, off, strict=True)]
    named = [data.draw(st.integers(0, less)) for less in off]
    rest = sum(off) - sum(named)
    first = data.draw(st.integers(0, rest))
    adjustments = [Adjustment(index, Money(-less), "deal", "", "", "platform") for index, less in enumerate(named) if less]
    adjustments += [
        Adjustment(None, Money(-part), source, "", "", "platform") for source, part in (("a", first), ("b", rest - first)) if part
    ]
    frozen = rules.freeze(draft(lines, adjustments=adjustments))
    assert [-sum(share.amount.minor for index, share in frozen if index == each) for each in range(len(lines))] == off
    assert -sum(share.amount.minor for _, share in frozen if share.source == "a") == first
    assert all(share.amount.minor < 0 for _, share in frozen)


def check_and_freeze(broken: OrderDraft) -> None:
    rules.check_draft(broken)
    rules.freeze(broken)


@pytest.mark.parametrize("amount", [-301, -299, 100])
def test_adjustments_that_are_not_the_discount_are_refused(amount: int) -> None:
    broken = draft([line(SkuId.new(), 1, 1000, 700)], adjustments=[Adjustment(None, Money(amount), "x", "", "", "platform")])
    with pytest.raises(BadDraft):
        check_and_freeze(broken)


def after(lines: list[LineMoney], shares: tuple[LineShare, ...]) -> list[LineMoney]:
    taken = {share.line_id: share for share in shares}
    return [
        LineMoney(
            each.id, each.quantity, each.payable, each.refunded + taken[each.id].amount, each.refunded_quantity + taken[each.id].quantity
        )
        if each.id in taken
        else each
        for each in lines
    ]


def test_units_of_ten_yuan_over_three() -> None:
    lines = [LineMoney(OrderLineId.new(), 3, Money(1000), Money(0), 0)]
    given_back = []
    for _ in range(3):
        plan = plan_refund(lines, Money(0), [RefundLine(lines[0].id, quantity=1)], None, unsent=False)
        given_back.append(plan.amount.minor)
        lines = after(lines, plan.lines)
    assert given_back == [334, 333, 333]


@given(st.data())
def test_any_sequence_of_partial_refunds_adds_up_to_what_was_paid(data: st.DataObject) -> None:
    lines = [
        LineMoney(OrderLineId.new(), data.draw(st.integers(1, 9)), Money(data.draw(st.integers(0, 10_000))), Money(0), 0)
        for _ in range(data.draw(st.integers(1, 4)))
    ]
    freight = freight_left = Money(data.draw(st.integers(0, 1500)))
    unsent = data.draw(st.booleans())
    paid = total(each.payable for each in lines) + freight
    unit_bounds = {each.id: (each.payable.minor // each.quantity, -(-each.payable.minor // each.quantity)) for each in lines}
    only_units = {each.id: True for each in lines}
    back = Money(0)
    for _ in range(data.draw(st.integers(0, 12))):
        kind = data.draw(st.sampled_from(["unit", "units", "amount", "line_amount"]))
        left = paid - back
        if not left:
            break
        each = data.draw(st.sampled_from(lines))
        units_left = each.quantity - each.refunded_quantity
        asked, amount = None, None
        if kind in {"unit", "units"}:
            if not units_left:
                continue
            count = 1 if kind == "unit" else data.draw(st.integers(1, units_left))
            asked = [RefundLine(each.id, quantity=count)]
        elif kind == "line_amount":
            if not each.left:
                continue
            only_units[each.id] = False
            asked = [RefundLine(each.id, amount=Money(data.draw(st.integers(1, each.left.minor))))]
        else:
            only_units = dict.fromkeys(only_units, False)
            amount = Money(data.draw(st.integers(1, left.minor)))
        try:
            plan = plan_refund(lines, freight_left, asked, amount, unsent=unsent)
        except RefundEmpty:
            assert kind in {"unit", "units"}
            continue
        if kind == "unit" and only_units[each.id]:
            low, high = unit_bounds[each.id]
            assert low <= (plan.amount - plan.freight).minor <= high
        lines = after(lines, plan.lines)
        back, freight_left = back + plan.amount, freight_left - plan.freight
        assert all(Money(0) <= each.refunded <= each.payable and each.refunded_quantity <= each.quantity for each in lines)
        assert plan.is_whole == (back == paid)
    if back != paid:
        plan = plan_refund(lines, freight_left, None, None, unsent=unsent)
        assert plan.is_whole
        back += plan.amount
    assert back == paid


def test_the_last_unit_before_sending_gives_the_freight_back() -> None:
    lines = [LineMoney(OrderLineId.new(), 1, Money(900), Money(0), 0)]
    asked = [RefundLine(lines[0].id, quantity=1)]
    assert plan_refund(lines, Money(600), asked, None, unsent=True).amount == Money(1500)
    assert plan_refund(lines, Money(600), asked, None, unsent=False).amount == Money(900)


def test_a_sum_is_spread_over_lines_and_freight() -> None:
    lines = [LineMoney(OrderLineId.new(), 1, Money(900), Money(0), 0), LineMoney(OrderLineId.new(), 1, Money(0), Money(0), 0)]
    plan = plan_refund(lines, Money(100), None, Money(500), unsent=True)
    assert (plan.lines, plan.freight, plan.is_whole) == ((LineShare(lines[0].id, 0, Money(450)),), Money(50), False)


def test_what_cannot_be_refunded_is_refused() -> None:
    lines = [LineMoney(OrderLineId.new(), 2, Money(900), Money(300), 1)]
    one = lines[0].id
    for too_much in ([RefundLine(one, quantity=2)], [RefundLine(one, amount=Money(601))]):
        with pytest.raises(RefundTooLarge):
            plan_refund(lines, Money(0), too_much, None, unsent=False)
    with pytest.raises(RefundTooLarge):
        plan_refund(lines, Money(0), None, Money(601), unsent=False)
    nonsense = [
        [],
        [RefundLine(OrderLineId.new(), quantity=1)],
        [RefundLine(one)],
        [RefundLine(one, quantity=1, amount=Money(1))],
        [RefundLine(one, quantity=0)],
        [RefundLine(one, quantity=-1)],
        [RefundLine(one, amount=Money(-5))],
        [RefundLine(one, quantity=1), RefundLine(one, quantity=1)],
    ]
    for asked in nonsense:
        with pytest.raises(RefundEmpty):
            plan_refund(lines, Money(0), asked, None, unsent=False)
    with pytest.raises(RefundEmpty):
        plan_refund(lines, Money(0), None, Money(0), unsent=False)
