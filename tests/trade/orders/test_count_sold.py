from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.conftest import Drain
from tests.factories import goods
from tests.factories.trade import draft, pay
from tuanzi.goods.catalog.contracts import Product
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import DraftLine, HoldDraft, LineSnapshot, Order, RefundLine


@pytest.fixture
async def product(db: Database) -> Product:
    async with db.transaction() as tx:
        return await goods.product(tx, goods.sku("A", price=1000), stock=50)


async def place(tx: Tx, product: Product, quantity: int, *, late_choice_s: int = 0) -> Order:
    line = DraftLine(product.sku_ids[0], product.id, quantity, Money(1000), Money(1000) * quantity, LineSnapshot("番茄"))
    return await api.place(tx, draft([line], holds=[HoldDraft("groupbuy", "tea", late_choice_s)] if late_choice_s else []))


async def sold(db: Database, product: Product) -> int:
    count: int = await db.reader.fetchval("SELECT sold FROM catalog_listing WHERE product_id = $1", product.id)
    return count


async def test_paid_pieces_are_sold_and_refunded_ones_are_not(db: Database, product: Product, drain: Drain) -> None:
    async with db.transaction() as tx:
        await place(tx, product, 7)
        first, second = await place(tx, product, 3), await place(tx, product, 2)
        await pay(tx, first)
        await pay(tx, second)
    await drain()
    assert await sold(db, product) == 5
    async with db.transaction() as tx:
        await api.refund(tx, first.id, [RefundLine(first.lines[0].id, quantity=1)], "bruised", "gateway", "one")
        await api.refund(tx, second.id, None, "a word", "gateway", "two", amount=Money(100))
    await drain()
    assert await sold(db, product) == 4, "money given back for pieces that stay with the buyer undoes no sale"
    async with db.transaction() as tx:
        await api.refund(tx, first.id, None, "regret", "gateway", "rest")
    await drain()
    assert await sold(db, product) == 2


@pytest.mark.parametrize("by_staff", [False, True])
async def test_what_was_paid_too_late_counts_only_when_it_lives_again(
    db: Database, product: Product, drain: Drain, shift_clock: Callable[[timedelta], None], by_staff: bool
) -> None:
    async with db.transaction() as tx:
        kept, returned, other = [await place(tx, product, 2, late_choice_s=1800) for _ in range(3)]
        await pay(tx, other)
    shift_clock(timedelta(hours=1))
    await drain()
    async with db.transaction() as tx:
        await pay(tx, kept)
        await pay(tx, returned)
    await drain()
    assert await sold(db, product) == 2
    async with db.transaction() as tx:
        await api.reinstate(tx, kept.id, "groupbuy", "tea_2")
        if by_staff:
            await api.refund(tx, returned.id, None, "asked by phone", "gateway", "k")
        else:
            await api.refund_late(tx, returned.id)
    await drain()
    assert await sold(db, product) == 4
    async with db.transaction() as tx:
        await api.refund(tx, kept.id, None, "team_failed", "gateway", "k2")
    await drain()
    assert await sold(db, product) == 2
