from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.trade import draft, line, paid, pay, place, problems, recorded, stock
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.wallet import api as wallet
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import HoldDraft, Order, RefundLine, State
from tuanzi.trade.orders.errors import MoveRefused, OrderHeld, RefundTooLarge


async def received(tx: Tx, quantity: int = 3, freight: int = 500) -> Order:
    order = await paid(tx, quantity=quantity, freight=freight)
    await api.mark_shipped(tx, order.id)
    await api.mark_received(tx, order.id)
    return await api.get(tx, order.id)


async def held(tx: Tx, order: Order) -> int:
    return (await ledger.balance(tx, f"order:{order.id}:received")).posted


async def test_a_whole_refund_before_shipment_closes_and_frees_the_stock_once(tx: Tx) -> None:
    order = await paid(tx, quantity=3, freight=500, holds=[HoldDraft("groupbuy", "tea")])
    sku_id = order.lines[0].sku_id
    done = await api.refund(tx, order.id, None, "team_failed", "gateway", "k")
    again = await api.refund(tx, order.id, None, "team_failed", "gateway", "k")
    assert done == again
    assert (done.amount, done.is_whole, done.closed) == (Money(3500), True, True)
    now = await api.get(tx, order.id)
    assert (now.state, now.close_reason, now.refunded, now.lines[0].refunded_quantity) == (State.CLOSED, "team_failed", Money(3500), 3)
    assert await inventory.available(tx, [sku_id]) == {sku_id: 10}
    assert await held(tx, order) == 0
    assert (await wallet.wallet(tx, order.member_id)).balance == Money(3500)
    names = await recorded(tx)
    assert (names.count("orders.OrderRefunded"), names.count("orders.OrderClosed")) == (1, 1)
    with pytest.raises(RefundTooLarge):
        await api.refund(tx, order.id, None, "again", "gateway", "other key")
    assert await problems(tx) == []


async def test_lines_give_back_exactly_their_share(tx: Tx) -> None:
    first, second = await stock(tx, 10, 10)
    order = await api.place(tx, draft([line(first, 3, 1000, 2000), line(second, 1, 100)], freight=600))
    await pay(tx, order)
    ours = order.lines[0].id
    amounts = [
        (await api.refund(tx, order.id, [RefundLine(ours, quantity=1)], "damaged", "gateway", f"k{number}")).amount.minor
        for number in range(3)
    ]
    assert amounts == [667, 667, 666]
    now = await api.get(tx, order.id)
    assert (now.state, now.lines[0].refunded, now.refunded) == (State.PREPARING, Money(2000), Money(2000))
    rest = await api.refund(tx, order.id, [RefundLine(order.lines[1].id, quantity=1)], "damaged", "gateway", "k3")
    assert (rest.amount, rest.is_whole, rest.closed) == (Money(700), True, True)
    assert await inventory.available(tx, [first, second]) == {first: 10, second: 10}
    assert await problems(tx) == []


async def test_a_ladder_difference_then_units_add_up(tx: Tx) -> None:
    order = await paid(tx, quantity=3)
    ours = order.lines[0].id
    await api.refund(tx, order.id, [RefundLine(ours, amount=Money(500))], "ladder", "gateway", "ladder")
    amounts = [
        (await api.refund(tx, order.id, [RefundLine(ours, quantity=1)], "damaged", "gateway", f"k{number}")).amount.minor
        for number in range(3)
    ]
    assert amounts == [834, 833, 833]
    assert (await api.get(tx, order.id)).state is State.CLOSED
    assert await problems(tx) == []


async def test_after_shipment_only_money_moves(tx: Tx) -> None:
    order = await paid(tx, quantity=2, freight=500)
    sku_id = order.lines[0].sku_id
    await api.mark_shipped(tx, order.id)
    done = await api.refund(tx, order.id, None, "lost", "gateway", "k")
    assert (done.amount, done.is_whole, done.closed) == (Money(2500), True, False)
    assert (await api.get(tx, order.id)).state is State.SHIPPED
    assert await inventory.available(tx, [sku_id]) == {sku_id: 8}
    await api.mark_received(tx, order.id)
    assert await api.complete(tx, order.id)
    assert await problems(tx) == []


async def test_units_refunded_before_shipment_stay_on_the_shelf(tx: Tx) -> None:
    order = await paid(tx, quantity=3)
    sku_id = order.lines[0].sku_id
    await api.refund(tx, order.id, [RefundLine(order.lines[0].id, quantity=1)], "fewer", "gateway", "k")
    await api.mark_shipped(tx, order.id)
    assert await inventory.available(tx, [sku_id]) == {sku_id: 8}
    assert await problems(tx) == []


async def test_completion_earns_what_was_not_refunded(tx: Tx) -> None:
    order = await received(tx)
    await api.refund(tx, order.id, [RefundLine(order.lines[0].id, quantity=1)], "damaged", "gateway", "k")
    assert await api.complete(tx, order.id)
    assert not await api.complete(tx, order.id)
    assert await held(tx, order) == 0
    assert (await ledger.balance(tx, "platform:sales")).posted == 2000
    assert (await ledger.balance(tx, "platform:freight")).posted == 500
    assert await problems(tx) == []


async def test_a_refund_after_completion_takes_the_earnings_back(tx: Tx) -> None:
    order = await received(tx)
    await api.complete(tx, order.id)
    await api.refund(tx, order.id, None, "goodwill", "balance", "k")
    assert await held(tx, order) == 0
    assert (await ledger.balance(tx, "platform:sales")).posted == 0
    assert (await ledger.balance(tx, "platform:freight")).posted == 0
    assert (await api.get(tx, order.id)).state is State.COMPLETED
    assert (await wallet.wallet(tx, order.member_id)).balance == Money(3500)
    assert await problems(tx) == []


async def test_nothing_paid_nothing_refunded(tx: Tx) -> None:
    order = await place(tx)
    with pytest.raises(MoveRefused):
        await api.refund(tx, order.id, None, "x", "gateway", "k")
    await api.cancel(tx, order.member_id, order.id)
    with pytest.raises(MoveRefused):
        await api.refund(tx, order.id, None, "x", "gateway", "k")


async def test_an_order_of_nothing_is_closed_by_a_whole_refund(tx: Tx) -> None:
    (sku_id,) = await stock(tx, 1)
    order = await api.place(tx, draft([line(sku_id, 1, 1000, 0)], holds=[HoldDraft("groupbuy", "tea")]))
    done = await api.refund(tx, order.id, None, "team_failed", "gateway", "k")
    assert (done.amount, done.closed) == (Money(0), True)
    assert await inventory.available(tx, [sku_id]) == {sku_id: 1}
    assert await problems(tx) == []


async def test_the_buyer_cancels(tx: Tx) -> None:
    unpaid = await place(tx)
    assert (await api.cancel(tx, unpaid.member_id, unpaid.id)).close_reason == "cancelled"
    preparing = await paid(tx)
    cancelled = await api.cancel(tx, preparing.member_id, preparing.id, "买错了")
    assert (cancelled.state, cancelled.close_reason, cancelled.refunded) == (State.CLOSED, "cancelled", Money(1000))
    assert await api.cancel(tx, preparing.member_id, preparing.id) == cancelled
    waiting = await paid(tx, holds=[HoldDraft("groupbuy", "tea")])
    with pytest.raises(OrderHeld):
        await api.cancel(tx, waiting.member_id, waiting.id)
    shipped = await paid(tx)
    await api.mark_shipped(tx, shipped.id)
    with pytest.raises(MoveRefused):
        await api.cancel(tx, shipped.member_id, shipped.id)
    assert await problems(tx) == []


async def test_a_refund_ends_as_payments_says(tx: Tx) -> None:
    order = await paid(tx)
    await api.refund(tx, order.id, None, "x", "gateway", "k")
    assert await api.end_refund(tx, "k", "failed")
    assert await api.end_refund(tx, "k", "done")
    assert not await api.end_refund(tx, "k", "failed")
    assert not await api.end_refund(tx, "foreign", "done")
    assert [refund.state for refund in (await api.get(tx, order.id)).refunds] == ["done"]
    assert [entry.event for entry in await api.timeline(tx, order.id)][-3:] == ["closed", "refund_failed", "refund_done"]


async def test_verify_names_what_does_not_add_up(tx: Tx, shift_clock: Callable[[timedelta], None]) -> None:
    order = await paid(tx)
    await tx.execute("UPDATE orders_order SET refunded_minor = 5 WHERE id = $1", order.id)
    found = await api.verify(tx)
    assert found == [
        f"orders: {order.id} refunded other than its lines and refunds say",
        f"orders: {order.id} has 1000 in the ledger where 995 should stand",
    ]
    assert await inventory.release(tx, str(order.id), "voided")
    assert f"orders: {order.id} lost its reservation {order.id}" in await api.verify(tx)
    await inventory.reserve(tx, "ord_forgotten", [(order.lines[0].sku_id, 1)], None, order.pay_before)
    assert "orders: the reservation ord_forgotten outlived its order" in await api.verify(tx)
    late = await place(tx)
    shift_clock(timedelta(hours=1))
    assert f"orders: {late.id} was not expired in time" in await api.verify(tx)
