from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.trade import draft, line, pay, place, problems, recorded, stock
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.errors import SoldOut
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.money.wallet import api as wallet
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import HoldDraft, OrderId, State
from tuanzi.trade.orders.errors import NotLate

Shift = Callable[[timedelta], None]
HOUR = timedelta(hours=1)
TEAM = HoldDraft("groupbuy", "tea_1", 1800)


async def events_of(tx: Tx, order_id: OrderId) -> list[str]:
    return [entry.event for entry in await api.timeline(tx, order_id)]


async def test_a_paid_order_is_prepared(tx: Tx) -> None:
    order = await place(tx, freight=600)
    payment_id = await pay(tx, order)
    now = await api.get(tx, order.id)
    assert (now.state, now.paid, now.payment_id, now.paid_at is not None) == (State.PREPARING, Money(1600), payment_id, True)
    assert await events_of(tx, order.id) == ["placed", "paid", "preparing"]
    assert (await ledger.balance(tx, f"order:{order.id}:received")).posted == 1600
    assert await recorded(tx) == ["orders.OrderPlaced", "payments.PaymentSucceeded", "orders.OrderPaid", "orders.OrderPreparing"]
    assert await tx.fetchval("SELECT count(*) FROM jobs_job WHERE name = 'orders.expire_order'") == 0
    assert await problems(tx) == []
    assert await api.paid_count(tx, order.member_id) == 1


async def test_a_held_order_waits_until_its_last_hold_is_released(tx: Tx) -> None:
    order = await place(tx, holds=[TEAM, HoldDraft("review")])
    assert await api.attach_reference(tx, order.id, "groupbuy", "tea_2")
    await pay(tx, order)
    assert (await api.get(tx, order.id)).state is State.WAITING
    assert not await api.release_hold(tx, order.id, "groupbuy", "tea_1")
    assert await api.release_hold(tx, order.id, "groupbuy", "tea_2")
    assert not await api.release_hold(tx, order.id, "groupbuy", "tea_2")
    assert (await api.get(tx, order.id)).state is State.WAITING
    assert await api.release_hold(tx, order.id, "review", "")
    assert (await api.get(tx, order.id)).state is State.PREPARING
    assert await events_of(tx, order.id) == ["placed", "paid", "waiting", "preparing"]
    assert (await recorded(tx))[-3:] == ["orders.OrderHoldReleased", "orders.OrderHoldReleased", "orders.OrderPreparing"]
    assert await problems(tx) == []


async def test_a_hold_released_before_payment_does_not_hold(tx: Tx) -> None:
    order = await place(tx, holds=[TEAM])
    assert await api.release_hold(tx, order.id, "groupbuy", "tea_1")
    assert (await api.get(tx, order.id)).state is State.AWAITING_PAYMENT
    await pay(tx, order)
    assert (await api.get(tx, order.id)).state is State.PREPARING


async def test_the_same_payment_told_twice_counts_once(tx: Tx) -> None:
    order = await place(tx)
    payment_id = await pay(tx, order)
    await api.mark_paid(tx, order.id, payment_id, order.payable)
    assert (await api.get(tx, order.id)).refunded == Money(0)
    assert await events_of(tx, order.id) == ["placed", "paid", "preparing"]
    assert await problems(tx) == []


async def test_a_payment_for_an_unknown_order_changes_nothing(tx: Tx) -> None:
    await api.mark_paid(tx, OrderId.new(), PaymentId.new(), Money(100))
    assert await tx.fetchval("SELECT count(*) FROM orders_payment") == 0


async def test_expiry_closes_and_frees_the_stock_once(tx: Tx, shift_clock: Shift) -> None:
    order = await place(tx, quantity=3)
    sku_id = order.lines[0].sku_id
    assert not await api.expire(tx, order.id)
    shift_clock(HOUR)
    assert await api.expire(tx, order.id)
    assert not await api.expire(tx, order.id)
    now = await api.get(tx, order.id)
    assert (now.state, now.close_reason) == (State.CLOSED, "expired")
    assert await inventory.available(tx, [sku_id]) == {sku_id: 10}
    assert await recorded(tx) == ["orders.OrderPlaced", "orders.OrderClosed"]
    assert await problems(tx) == []


async def test_a_paid_order_does_not_expire(tx: Tx, shift_clock: Shift) -> None:
    order = await place(tx)
    await pay(tx, order)
    shift_clock(HOUR)
    assert not await api.expire(tx, order.id)
    assert (await api.get(tx, order.id)).state is State.PREPARING


async def test_money_for_an_expired_order_goes_back_at_once(tx: Tx, shift_clock: Shift) -> None:
    order = await place(tx, freight=500)
    shift_clock(HOUR)
    await api.expire(tx, order.id)
    payment_id = await pay(tx, order)
    await api.mark_paid(tx, order.id, payment_id, order.payable)
    now = await api.get(tx, order.id)
    assert (now.state, now.paid, now.refunded) == (State.CLOSED, Money(1500), Money(1500))
    assert [(refund.amount, refund.reason) for refund in now.refunds] == [(Money(1500), "paid_late")]
    assert (await wallet.wallet(tx, order.member_id)).balance == Money(1500)
    assert "orders.OrderPaidLate" in await recorded(tx)
    assert await problems(tx) == []
    assert await api.paid_count(tx, order.member_id) == 0


async def test_who_pays_late_for_a_team_may_choose_for_a_while(tx: Tx, shift_clock: Shift) -> None:
    order = await place(tx, holds=[TEAM])
    shift_clock(HOUR)
    await api.expire(tx, order.id)
    await pay(tx, order)
    now = await api.get(tx, order.id)
    assert now.paid_at is not None
    assert (now.state, now.refunded, now.late_choice_until) == (State.CLOSED, Money(0), now.paid_at + timedelta(seconds=1800))
    assert await problems(tx) == []
    await tx.flush()
    assert await tx.fetchval("SELECT due_at FROM jobs_job WHERE name = 'orders.refund_late_order'") == now.late_choice_until


async def test_a_late_order_lives_again_in_another_team(tx: Tx, shift_clock: Shift) -> None:
    order = await place(tx, quantity=2, holds=[TEAM])
    sku_id = order.lines[0].sku_id
    shift_clock(HOUR)
    await api.expire(tx, order.id)
    await pay(tx, order)
    await api.reinstate(tx, order.id, "groupbuy", "tea_9")
    now = await api.get(tx, order.id)
    hold = now.hold("groupbuy")
    assert hold is not None
    assert (now.state, hold.reference, now.late_choice_until, now.closed_at) == (State.WAITING, "tea_9", None, None)
    assert await inventory.available(tx, [sku_id]) == {sku_id: 8}
    assert await problems(tx) == []
    with pytest.raises(NotLate):
        await api.refund_late(tx, order.id)
    refunded = await api.refund(tx, order.id, None, "team_failed", "gateway", "k1")
    assert (refunded.amount, refunded.closed) == (Money(2000), True)
    assert await inventory.available(tx, [sku_id]) == {sku_id: 10}
    assert await problems(tx) == []


async def test_reinstating_needs_stock_and_time(tx: Tx, shift_clock: Shift) -> None:
    order = await place(tx, stock_count=1, holds=[TEAM])
    sku_id = order.lines[0].sku_id
    with pytest.raises(NotLate):
        await api.reinstate(tx, order.id, "groupbuy", "tea_9")
    shift_clock(HOUR)
    await api.expire(tx, order.id)
    await api.place(tx, draft([line(sku_id)]))
    await pay(tx, order)
    with pytest.raises(SoldOut):
        async with tx.savepoint():
            await api.reinstate(tx, order.id, "groupbuy", "tea_9")
    shift_clock(HOUR)
    with pytest.raises(NotLate):
        await api.reinstate(tx, order.id, "groupbuy", "tea_9")
    await api.refund_late(tx, order.id, "balance")
    with pytest.raises(NotLate):
        await api.refund_late(tx, order.id)
    assert (await wallet.wallet(tx, order.member_id)).balance == Money(1000)


async def test_a_cancelled_order_paid_late_gives_no_choice(tx: Tx) -> None:
    order = await place(tx, holds=[TEAM])
    await api.cancel(tx, order.member_id, order.id)
    await pay(tx, order)
    now = await api.get(tx, order.id)
    assert (now.late_choice_until, now.refunded) == (None, order.payable)
    assert await problems(tx) == []


async def test_stock_of_two_lines_is_reserved_together(tx: Tx) -> None:
    first, second = await stock(tx, 3, 3)
    order = await api.place(tx, draft([line(first, 2), line(second, 1)]))
    await pay(tx, order)
    assert await inventory.available(tx, [first, second]) == {first: 1, second: 2}
