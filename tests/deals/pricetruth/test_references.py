"""From paid orders to what a shopper sees struck through, and the gate of group-buys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, goods, shop
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import Status
from tuanzi.deals.pricetruth import api
from tuanzi.deals.pricetruth.contracts import Promise
from tuanzi.deals.pricetruth.errors import PriceRaised, SavingUntrue
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import Product
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderedLine, OrderId


async def priced(tx: Tx, product_id: object, price: int) -> Product:
    """Its one SKU at another price."""
    product = await catalog.get_product(tx, product_id)  # type: ignore[arg-type]
    assert product is not None
    sku = replace(product.draft.skus[0], price=Money(price))
    return await catalog.change_product(tx, product.id, product.version, replace(product.draft, skus=(sku,)))


async def bought(tx: Tx, product: Product, each: int, quantity: int = 1) -> None:
    """Somebody paid so much for a piece, now."""
    line = OrderedLine(product.sku_ids[0], product.id, quantity, Money(each * quantity))
    await api.note_deals(tx, OrderId.new(), [line], clock.now())


async def struck(tx: Tx, product: Product) -> Money | None:
    """What the console says may be struck through."""
    return (await api.truth_of(tx, product.id))[0].struck


async def test_a_cut_price_is_shown_beside_the_lowest_paid_in_the_week_before(tx: Tx, shift_clock: Shift) -> None:
    product = await goods.product(tx, goods.sku("A", price=9900))
    await bought(tx, product, 8000)
    shift_clock(timedelta(days=10))
    await bought(tx, product, 9900)
    await bought(tx, product, 9500, 3)
    shift_clock(timedelta(hours=1))
    product = await priced(tx, product.id, 7900)
    await api.refresh_references(tx, product.sku_ids)

    assert await struck(tx, product) == Money(9500)
    page = (await catalog.page_parts(tx, [product.id]))[product.id].skus[0][1].decode()
    assert '"struck_price":{"amount":9500,"currency":"CNY"},"lowest_price":{"amount":9900,"currency":"CNY"}' in page
    # What is bought at the new price changes nothing: the promotion has begun.
    shift_clock(timedelta(hours=1))
    await bought(tx, product, 7900)
    assert await struck(tx, product) == Money(9500)


async def test_without_a_deal_in_the_week_the_last_one_counts_and_without_any_nothing(tx: Tx, shift_clock: Shift) -> None:
    product = await goods.product(tx, goods.sku("A", price=9900))
    assert await struck(tx, product) is None
    await bought(tx, product, 8800)
    shift_clock(timedelta(days=1))
    await bought(tx, product, 9000)
    shift_clock(timedelta(days=20))
    product = await priced(tx, product.id, 7900)
    assert await struck(tx, product) == Money(9000)


async def test_an_order_at_the_door_is_a_deal_until_it_is_given_back(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Shift
) -> None:
    buyer = await shop.shopper(db, client, wallet=100_000)
    sku_id = await shop.on_shelf(db, stock=10, price=5000)
    product_id = (await catalog.get_skus(db.reader, [sku_id]))[sku_id].product_id
    order = (await buyer.bought(buyer.wish(sku_id)))["id"]
    await drain()
    shift_clock(timedelta(hours=1))
    async with db.transaction() as tx:
        await priced(tx, product_id, 4000)
    await drain()
    shown = (await client.get(f"{shop.SHOP}/products/{product_id}")).json()["skus"][0]
    assert (shown["struck_price"], shown["lowest_price"]) == ({"amount": 5000, "currency": "CNY"},) * 2

    async with db.transaction() as tx:
        await orders.refund(tx, OrderId.parse(order), None, "buyer", key="back")
    await drain()
    assert (await client.get(f"{shop.SHOP}/products/{product_id}")).json()["skus"][0]["struck_price"] is None
    await shop.sound(db)


async def test_a_group_buy_beside_a_raised_price_is_refused(tx: Tx, shift_clock: Shift) -> None:
    draft = await deals.draft(tx, price=4500, sizes=((3, 3990),))
    shift_clock(timedelta(days=30))
    await priced(tx, draft.product_id, 4990)
    shift_clock(timedelta(days=6))
    now = clock.now()
    made = await groupbuy.create(tx, replace(draft, starts_at=now, ends_at=now + timedelta(days=3)))
    with pytest.raises(PriceRaised) as refusal:
        await groupbuy.publish(tx, made.id)
    assert (refusal.value.fields["against"], refusal.value.fields["lawful"]) == (Money(4990), Money(4500))
    shift_clock(timedelta(days=2))
    assert (await groupbuy.publish(tx, made.id)).status is Status.PUBLISHED


async def test_a_saving_from_a_price_nobody_paid_is_refused(tx: Tx, shift_clock: Shift) -> None:
    product = await goods.product(tx, goods.sku("A", price=9900))
    shift_clock(timedelta(days=30))
    await bought(tx, product, 9000)
    shift_clock(timedelta(days=1))
    promise = Promise(product.sku_ids[0], Money(7900), Money(9900))
    with pytest.raises(SavingUntrue) as refusal:
        await api.check_promises(tx, [promise], clock.now())
    assert refusal.value.fields["lawful"] == Money(9000)
    await api.check_promises(tx, [replace(promise, against=Money(9000)), replace(promise, is_asked=True)], clock.now())
