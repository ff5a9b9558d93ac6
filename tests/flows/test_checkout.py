"""Checkout over HTTP: what was shown is what is ordered, once, or nothing happens."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, goods, people
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import FreightRule, FreightTemplate

SHOP = "/api/v1/shop"


class Shopper:
    """A signed-in member with an address."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str], member_id: MemberId, address_id: str) -> None:
        self.client, self.headers, self.member_id, self.address_id = client, headers, member_id, address_id

    async def post(self, path: str, body: dict[str, Any], key: str | None = None) -> httpx.Response:
        headers = {**self.headers, "Idempotency-Key": key or secrets.token_hex(8)}
        return await self.client.post(SHOP + path, json=body, headers=headers)

    def wants(self, *lines: tuple[Any, int], **said: Any) -> dict[str, Any]:
        return {
            "lines": [{"sku_id": str(sku_id), "quantity": quantity} for sku_id, quantity in lines],
            "deal": None,
            "delivery": "ship",
            "address_id": self.address_id,
            "pickup_point_id": None,
            **said,
        }

    async def quote(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.post("/quotes", body)
        assert answer.status_code == 200, answer.text
        quote: dict[str, Any] = answer.json()
        return quote


async def shopper(db: Database, client: httpx.AsyncClient, *, level: int = 0) -> Shopper:
    async with db.transaction() as tx:
        member_id = await people.member(tx, level=level)
        address = await people.address(tx, member_id)
    return Shopper(client, await people.as_member(db, member_id), member_id, str(address.id))


@pytest.fixture
async def mei(db: Database, client: httpx.AsyncClient) -> Shopper:
    return await shopper(db, client)


def minor(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "CNY"}


async def test_a_quote_explains_every_cent_in_the_buyers_language(db: Database, client: httpx.AsyncClient) -> None:
    mei = await shopper(db, client, level=1)
    async with db.transaction() as tx:
        product = await goods.product(tx, goods.sku("M1", price=1000, member_price=Money(900)))
        fee = FreightRule((), 1, Money(600), 1, Money(100), Money(5000))
        await fulfilment.save_template(tx, FreightTemplate("default", "普通", "count", (fee,)))
    quote = await mei.quote(mei.wants((product.sku_ids[0], 3)))
    assert (quote["goods_total"], quote["discount_total"], quote["freight"], quote["payable"]) == tuple(map(minor, (3000, 300, 800, 3500)))
    assert [(said["rule"], said["applied"], said["amount"], said["why"]) for said in quote["explanations"]] == [
        ("member_price", True, minor(-300), "你是会员，按会员价结算"),
        ("freight", True, minor(800), "按收货地区和商品计算"),
    ]
    mei.headers["Accept-Language"] = "en"
    assert (await mei.quote(mei.wants((product.sku_ids[0], 3))))["explanations"][0]["label"] == "Member price"


async def test_an_order_is_what_the_quote_showed(db: Database, mei: Shopper) -> None:
    async with db.transaction() as tx:
        first, second = await goods.one_sku(tx, price=1000), await goods.one_sku(tx, price=2500)
    body = mei.wants((second, 1), (first, 2))
    quote = await mei.quote(body)
    assert [line["sku_id"] for line in quote["lines"]] == [str(second), str(first)]
    answer = await mei.post("/orders", {**body, "quote_hash": quote["hash"], "remark": " 谢谢 "})
    assert answer.status_code == 201, answer.text
    order = answer.json()["order"]
    assert (order["state"], order["payable"], order["remark"]) == ("awaiting_payment", minor(4500), "谢谢")
    assert order["address"]["region_code"] == "370783"
    shown = await mei.client.get(f"{SHOP}/orders/{order['id']}", headers=mei.headers)
    assert shown.json() == order


async def test_a_changed_price_comes_back_as_a_new_quote_and_nothing_happens(db: Database, mei: Shopper) -> None:
    async with db.transaction() as tx:
        product = await goods.product(tx, goods.sku("C1", price=1000))
    body = mei.wants((product.sku_ids[0], 1))
    old = await mei.quote(body)
    async with db.transaction() as tx:
        draft = replace(product.draft, skus=(replace(product.draft.skus[0], price=Money(1100)),))
        await catalog.change_product(tx, product.id, product.version, draft)
    answer = await mei.post("/orders", {**body, "quote_hash": old["hash"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "checkout.quote_changed")
    assert answer.json()["quote"]["payable"] == minor(1100)
    assert await db.reader.fetchval("SELECT count(*) FROM orders_order") == 0
    assert list((await inventory.available(db.reader, product.sku_ids)).values()) == [100]
    again = await mei.post("/orders", {**body, "quote_hash": answer.json()["quote"]["hash"]})
    assert again.status_code == 201


async def test_double_taps_and_retries_make_one_order(db: Database, mei: Shopper) -> None:
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
    body = mei.wants((sku_id, 1))
    body = {**body, "quote_hash": (await mei.quote(body))["hash"]}
    answers = await asyncio.gather(*(mei.post("/orders", body, "one-intention") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order"]["id"] for answer in answers}) == 1
    assert await db.reader.fetchval("SELECT count(*) FROM orders_order") == 1
    other = await mei.post("/orders", {**body, "remark": "x"}, "one-intention")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")


async def test_what_is_sold_out_is_refused_and_leaves_no_trace(db: Database, mei: Shopper) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, goods_stock=1)
    sku_id = deals.sku_of(activity)
    body = mei.wants((sku_id, 2), deal={"kind": "groupbuy", "activity_id": str(activity.id), "team_id": None})
    answer = await mei.post("/orders", {**body, "quote_hash": (await mei.quote(body))["hash"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "inventory.sold_out")
    for table in ("orders_order", "groupbuy_team", "groupbuy_seat", "groupbuy_buyer", "facts_outbox WHERE name LIKE 'groupbuy.S%'"):
        assert await db.reader.fetchval(f"SELECT count(*) FROM {table}") == 0
    assert await deals.problems(db) == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"lines": []}, 422, "kernel.bad_input"),
        ({"lines": [{"sku_id": "sku_x", "quantity": 1}]}, 422, "kernel.bad_input"),
        ({"payable": 1}, 422, "kernel.bad_input"),
        ({"deal": {"kind": "bargain", "activity_id": "x", "team_id": None}}, 422, "pricing.unknown_deal"),
        ({"deal": {"kind": "groupbuy", "activity_id": "x", "team_id": None}}, 404, "groupbuy.activity_not_found"),
        ({"address_id": "adr_01k9xyv3q8e7ys2z4m6t5w8ab0"}, 404, "accounts.address_not_found"),
        ({"address_id": None}, 422, "checkout.address_missing"),
        ({"delivery": "pickup"}, 422, "checkout.pickup_point_unknown"),
        ({"delivery": "pickup", "pickup_point_id": "loc_01k9xyv3q8e7ys2z4m6t5w8ab0"}, 422, "checkout.pickup_point_unknown"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_code(db: Database, mei: Shopper, change: dict[str, Any], status: int, code: str) -> None:
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
    answer = await mei.post("/orders", {**mei.wants((sku_id, 1)), "quote_hash": "x", **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await db.reader.fetchval("SELECT count(*) FROM orders_order") == 0


@pytest.mark.parametrize("quantity", [0, -1, 1000])
async def test_a_quantity_out_of_bounds_is_refused(db: Database, mei: Shopper, quantity: int) -> None:
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
    assert (await mei.post("/quotes", mei.wants((sku_id, quantity)))).status_code == 422


async def test_goods_that_are_not_on_sale_are_refused(db: Database, mei: Shopper) -> None:
    async with db.transaction() as tx:
        product = await goods.product(tx)
        await catalog.take_off(tx, product.id)
    answer = await mei.post("/quotes", mei.wants((product.sku_ids[0], 1)))
    assert (answer.status_code, answer.json()["code"]) == (409, "pricing.not_on_sale")


async def test_a_guest_sees_the_price_and_signs_in_to_order(db: Database, client: httpx.AsyncClient, mei: Shopper) -> None:
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
    body = mei.wants((sku_id, 1), address_id=None)
    assert (await client.post(SHOP + "/quotes", json=body)).json()["payable"] == minor(4990)
    answer = await client.post(SHOP + "/orders", json={**body, "quote_hash": "x"}, headers={"Idempotency-Key": "12345678"})
    assert answer.status_code == 401


async def test_a_foreign_address_is_not_found(db: Database, client: httpx.AsyncClient, mei: Shopper) -> None:
    other = await shopper(db, client)
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
    answer = await mei.post("/quotes", mei.wants((sku_id, 1), address_id=other.address_id))
    assert (answer.status_code, answer.json()["code"]) == (404, "accounts.address_not_found")


async def test_a_checkout_makes_few_round_trips(db: Database, mei: Shopper, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((5, 3990),), stock=50, limit_per_member=9)
        address = (await accounts.addresses(tx, mei.member_id))[0]
        more = [await goods.one_sku(tx) for _ in range(9)]
    asked: list[str] = []

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        asked.append(query.query)

    body = mei.wants((deals.sku_of(activity), 1), address_id=str(address.id))
    body["deal"] = {"kind": "groupbuy", "activity_id": str(activity.id), "team_id": None}
    body["quote_hash"] = (await mei.quote(body))["hash"]
    long = mei.wants(*((sku_id, 1) for sku_id in more), address_id=str(address.id))
    long["quote_hash"] = (await mei.quote(long))["hash"]
    counts = []
    for each in (body, long):
        asked.clear()
        with _logged(db, note):
            assert (await mei.post("/orders", each)).status_code == 201
        counts.append(len(asked))
    assert max(counts) <= 17, counts


@contextmanager
def _logged(db: Database, note: Callable[[Any], None]) -> Iterator[None]:
    """Every statement of every connection of the pool, while it lasts."""
    connections = [holder._con for holder in db.pool._pool._holders if holder._con is not None]
    for connection in connections:
        connection.add_query_logger(note)
    yield
    for connection in connections:
        connection.remove_query_logger(note)
