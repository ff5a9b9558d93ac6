from datetime import timedelta

import pytest

from tests.factories.trade import ADDRESS, draft, line, stock
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.errors import SoldOut
from tuanzi.kernel import calendar, clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import Adjustment, Attribution, HoldDraft, State
from tuanzi.trade.orders.errors import BadDraft, OrderNotFound


async def test_place_writes_down_what_was_agreed(tx: Tx) -> None:
    first, second = await stock(tx, 5, 5)
    member_id = MemberId.new()
    agreed = draft([line(first, 2, 1000, 1500), line(second, 1, 333)], member_id, freight=600, holds=[HoldDraft("groupbuy", "", 1800)])
    placed = await api.place(tx, agreed)
    order = await api.get_for(tx, member_id, placed.id)
    assert order == placed
    assert (order.state, order.address, order.paid) == (State.AWAITING_PAYMENT, ADDRESS, Money(0))
    assert (order.goods_total, order.discount_total, order.freight, order.payable) == (Money(2333), Money(500), Money(600), Money(2433))
    assert [(each.quantity, each.payable, each.discount, each.snapshot.title) for each in order.lines] == [
        (2, Money(1500), Money(500), "寿光番茄"),
        (1, Money(333), Money(0), "寿光番茄"),
    ]
    assert [(each.line_id, each.amount, each.source, each.bearer) for each in order.adjustments] == [
        (order.lines[0].id, Money(-500), "test", "platform")
    ]
    assert [entry.event for entry in await api.timeline(tx, order.id)] == ["placed"]
    assert await inventory.available(tx, [first, second]) == {first: 3, second: 4}


async def test_place_keeps_who_brought_the_buyer(tx: Tx) -> None:
    (sku_id,) = await stock(tx, 1)
    agreed = draft([line(sku_id)])
    attribution = Attribution("abc", MemberId.new(), "wechat", clock.now())
    placed = await api.place(tx, type(agreed)(**{name: getattr(agreed, name) for name in agreed.__slots__} | {"attribution": attribution}))
    assert (await api.get(tx, placed.id)).attribution == attribution


async def test_the_number_says_the_day_and_nothing_of_our_volume(tx: Tx) -> None:
    (sku_id,) = await stock(tx, 3)
    numbers = [(await api.place(tx, draft([line(sku_id)]))).number for _ in range(3)]
    assert {number[:6] for number in numbers} == {f"{calendar.day_of(clock.now()):%y%m%d}"}
    assert all(len(number) == 18 and number.isdigit() for number in numbers)
    assert max(abs(int(a) - int(b)) for a in numbers for b in numbers) > 1000


async def test_an_address_is_sealed_in_the_table(tx: Tx) -> None:
    (sku_id,) = await stock(tx, 1)
    order = await api.place(tx, draft([line(sku_id)]))
    kept = await tx.fetchval("SELECT address FROM orders_order WHERE id = $1", order.id)
    assert "王小明".encode() not in kept
    assert b"13800001234" not in kept


async def test_no_stock_no_order(db: Database) -> None:
    async with db.transaction() as tx:
        first, second = await stock(tx, 5, 1)
    with pytest.raises(SoldOut) as refusal:
        async with db.transaction() as tx:
            await api.place(tx, draft([line(first, 2), line(second, 2)]))
    assert refusal.value.fields == {"sku_id": second, "left": 1}
    assert await db.reader.fetchval("SELECT count(*) FROM orders_order") == 0
    assert await inventory.available(db.reader, [first, second]) == {first: 5, second: 1}


async def test_an_order_of_nothing_is_paid_at_once(tx: Tx) -> None:
    (sku_id,) = await stock(tx, 2)
    free = await api.place(tx, draft([line(sku_id, 1, 1000, 0)]))
    held = await api.place(tx, draft([line(sku_id, 1, 1000, 0)], holds=[HoldDraft("groupbuy", "tea")]))
    assert [(await api.get(tx, each.id)).state for each in (free, held)] == [State.PREPARING, State.WAITING]


@pytest.mark.parametrize(
    "change",
    [
        {"payable": Money(1)},
        {"lines": []},
        {"address": None},
        {"freight": Money(-1)},
        {"holds": [HoldDraft("a"), HoldDraft("a", "b")]},
        {"remark": "x" * 201},
        {"pay_within_s": 0},
        {"adjustments": [Adjustment(0, Money(-1), "x", "", "", "platform")]},
    ],
)
async def test_a_draft_that_does_not_add_up_is_refused(tx: Tx, change: dict[str, object]) -> None:
    (sku_id,) = await stock(tx, 5)
    agreed = draft([line(sku_id)])
    broken = type(agreed)(**{name: getattr(agreed, name) for name in agreed.__slots__} | change)
    with pytest.raises(BadDraft):
        await api.place(tx, broken)
    assert await tx.fetchval("SELECT count(*) FROM orders_order") == 0


async def test_lists_page_by_keyset_and_filter(tx: Tx) -> None:
    (sku_id,) = await stock(tx, 10)
    member_id = MemberId.new()
    placed = [await api.place(tx, draft([line(sku_id)], member_id)) for _ in range(3)]
    await api.place(tx, draft([line(sku_id)]))
    await api.cancel(tx, member_id, placed[1].id)
    newest = await api.list_for(tx, member_id, (), None, 2)
    assert [order.id for order in newest] == [placed[2].id, placed[1].id]
    assert [order.id for order in await api.list_for(tx, member_id, (), newest[-1].id, 2)] == [placed[0].id]
    assert [order.id for order in await api.list_for(tx, member_id, (State.CLOSED,), None, 10)] == [placed[1].id]
    assert newest[0].address is None


async def test_an_order_of_somebody_else_does_not_exist(tx: Tx) -> None:
    (sku_id,) = await stock(tx, 10)
    order = await api.place(tx, draft([line(sku_id)]))
    with pytest.raises(OrderNotFound):
        await api.get_for(tx, MemberId.new(), order.id)
    with pytest.raises(OrderNotFound):
        await api.cancel(tx, MemberId.new(), order.id)


async def test_the_timer_to_pay_is_set(db: Database) -> None:
    async with db.transaction() as tx:
        (sku_id,) = await stock(tx, 1)
        order = await api.place(tx, draft([line(sku_id)], pay_within_s=600))
    row = await db.reader.fetchrow("SELECT name, due_at FROM jobs_job WHERE key = $1", f"orders.expire:{order.id}")
    assert row is not None
    assert (row["name"], row["due_at"]) == ("orders.expire_order", order.placed_at + timedelta(seconds=600))
