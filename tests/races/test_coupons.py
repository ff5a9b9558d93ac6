"""A crowd at the last coupons, and one coupon on many orders at once."""

from __future__ import annotations

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import coupons, people, shop
from tuanzi.deals.coupons import api
from tuanzi.deals.coupons.contracts import Channel
from tuanzi.kernel.db import Database

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]
CROWD, LAST, TAPS = 500, 10, 200


async def test_500_people_for_the_last_ten(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        made = await coupons.published(tx, total=LAST)
    crowd = await shop.shoppers(db, client, CROWD)

    async def claim(each: shop.Shopper) -> httpx.Response:
        key = shop.fresh_key()
        return await shop.patient(lambda: each.post(f"/coupons/centre/{made.id}/claim", key=key))

    answers = await shop.together(claim(each) for each in crowd)
    assert answers.counted == {"201": LAST, "409 coupons.all_gone": CROWD - LAST}
    assert (await api.get(db.reader, made.id)).issued == LAST
    await shop.sound(db)


async def test_one_member_taps_many_times(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        made = await coupons.published(tx, per_member=2)
    member = await shop.shopper(db, client)

    async def tap(_: int) -> httpx.Response:
        key = shop.fresh_key()
        return await shop.patient(lambda: member.post(f"/coupons/centre/{made.id}/claim", key=key))

    answers = await shop.together(tap(number) for number in range(40))
    assert answers.counted == {"201": 2, "409 coupons.share_taken": 38}
    await shop.sound(db)


async def test_200_checkouts_with_one_coupon(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    buyer = await shop.shopper(db, client, wallet=1_000_000)
    async with db.transaction() as tx:
        made = await coupons.published(tx, coupons.worth(500, 0))
        await api.give(tx, buyer.member_id, made, Channel.STAFF)
    sku_id = await shop.on_shelf(db, stock=1000, price=3000)
    shown = (await buyer.quote(buyer.wish(sku_id)))["hash"]

    async def order(_: int) -> httpx.Response:
        key = shop.fresh_key()
        return await shop.patient(lambda: buyer.order(buyer.wish(sku_id), quote_hash=shown, key=key))

    answers = await shop.together(order(number) for number in range(TAPS))
    assert answers.counted["201"] == 1
    assert set(answers.counted) <= {"201", "409 coupons.gone", "409 checkout.quote_changed", "409 flows.quote_changed"}
    (winner,) = answers.with_status(201)
    assert (await buyer.pay(winner["order"]["id"])).status_code == 201
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM coupons_coupon WHERE state = 'used'") == 1
    await shop.sound(db)


async def test_voided_while_it_is_ordered(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    """Whoever is first: the order has the coupon, or it is void and the order costs more."""
    staff = await people.as_staff(db)
    sku_id = await shop.on_shelf(db, stock=1000, price=3000)
    for _ in range(6):
        buyer = await shop.shopper(db, client, wallet=10_000)
        async with db.transaction() as tx:
            made = await coupons.published(tx, coupons.worth(500, 0))
            coupon = await api.give(tx, buyer.member_id, made, Channel.STAFF)
        shown = (await buyer.quote(buyer.wish(sku_id)))["hash"]
        path = f"{shop.CONSOLE}/coupon-templates/coupons/{coupon.id}/void"
        void, order = (await shop.together([client.post(path, headers=staff), buyer.order(buyer.wish(sku_id), quote_hash=shown)])).all
        assert (void.status_code == 204) != (order.status_code == 201)
    await drain()
    await shop.sound(db)
