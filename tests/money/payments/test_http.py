"""A shopper pays over HTTP; finance looks after what is stuck."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.conftest import open_client
from tests.factories import people, trade
from tests.factories.money import fill_wallet, misbehave, pay_on_page
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order

Drain = Callable[[], Awaitable[None]]
SHOP, CONSOLE = "/api/v1/shop", "/api/v1/console"


@pytest.fixture
async def order(db: Database, app: Any) -> Order:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
        (sku_id,) = await trade.stock(tx, 5)
        return await orders.place(tx, trade.draft([trade.line(sku_id, 2)], member_id))


@pytest.fixture
async def mine(db: Database, order: Order) -> dict[str, str]:
    return await people.as_member(db, order.member_id)


async def start(
    client: httpx.AsyncClient, order: Order, headers: dict[str, str], key: str = "key-00000001", method: str = "sandbox"
) -> httpx.Response:
    return await client.post(f"{SHOP}/orders/{order.id}/payments", json={"method": method}, headers={**headers, "Idempotency-Key": key})


async def test_a_shopper_pays_at_the_provider(
    db: Database, client: httpx.AsyncClient, order: Order, mine: dict[str, str], drain: Drain
) -> None:
    answer = await start(client, order, mine)
    assert answer.status_code == 201
    started = answer.json()
    assert started["state"] == "awaiting"
    url = f"{SHOP}/payments/{started['payment_id']}"
    expected = {"id": started["payment_id"], "order_id": str(order.id), "amount": {"amount": 2000, "currency": "CNY"}, "method": "sandbox"}
    assert (await client.get(url, headers=mine)).json() == {**expected, "state": "awaiting"}
    await pay_on_page(client, started["redirect_url"])
    await drain()
    assert (await client.get(url, headers=mine)).json() == {**expected, "state": "paid"}
    assert (await orders.get(db.reader, order.id)).paid == Money(2000)
    refused = await start(client, order, mine, "key-00000002")
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.already_paid")


async def test_the_providers_page_names_the_order_as_the_shopper_knows_it(
    client: httpx.AsyncClient, order: Order, mine: dict[str, str]
) -> None:
    opened = await client.get((await start(client, order, mine)).json()["redirect_url"])
    page = (await client.get(opened.headers["location"])).text
    assert order.number in page
    assert str(order.id) not in page


async def test_tapping_twice_with_one_key_or_two_is_one_charge(
    db: Database, client: httpx.AsyncClient, order: Order, mine: dict[str, str]
) -> None:
    first, again, other = [(await start(client, order, mine, key)) for key in ("key-00000001", "key-00000001", "key-00000002")]
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.json()["payment_id"] == first.json()["payment_id"]
    assert await db.reader.fetchval("SELECT count(*) FROM payments_payment") == 1
    missing = await client.post(f"{SHOP}/orders/{order.id}/payments", json={"method": "sandbox"}, headers=mine)
    assert (missing.status_code, missing.json()["code"]) == (422, "idempotency.key_missing")


async def test_a_closed_order_is_refused_politely(db: Database, client: httpx.AsyncClient, order: Order, mine: dict[str, str]) -> None:
    async with db.transaction() as tx:
        await orders.cancel(tx, order.member_id, order.id, "no longer wanted")
    answer = await start(client, order, mine)
    assert (answer.status_code, answer.json()["code"]) == (409, "payments.over")
    assert "重新下单" in answer.json()["detail"]
    assert await db.reader.fetchval("SELECT count(*) FROM payments_payment") == 0


async def test_other_peoples_orders_and_unknown_methods(
    client: httpx.AsyncClient, db: Database, order: Order, mine: dict[str, str]
) -> None:
    stranger = await people.as_member(db)
    assert (await start(client, order, stranger)).json()["code"] == "orders.not_found"
    assert (await start(client, order, mine, method="gold")).json()["code"] == "payments.method_unknown"
    assert (await client.post(f"{SHOP}/orders/{order.id}/payments", json={"method": "sandbox"})).status_code == 401
    started = (await start(client, order, mine, "key-00000009")).json()
    hidden = await client.get(f"{SHOP}/payments/{started['payment_id']}", headers=stranger)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "payments.not_found")


async def test_paying_from_the_balance(db: Database, client: httpx.AsyncClient, order: Order, mine: dict[str, str], drain: Drain) -> None:
    short = await start(client, order, mine, method="balance")
    assert (short.status_code, short.json()["code"]) == (409, "ledger.insufficient_funds")
    async with db.transaction() as tx:
        await fill_wallet(tx, MemberId.of(order.member_id), 2500)
    methods = (await client.get(f"{SHOP}/payment-methods", headers=mine)).json()["items"]
    assert [(each["method"], each["balance"] and each["balance"]["amount"]) for each in methods] == [("sandbox", None), ("balance", 2500)]
    paid = await start(client, order, mine, "key-00000002", method="balance")
    assert (paid.json()["state"], paid.json()["redirect_url"]) == ("paid", None)
    await drain()
    assert (await orders.get(db.reader, order.id)).paid == Money(2000)
    assert (await client.get(f"{SHOP}/wallet", headers=mine)).json()["balance"] == {"amount": 500, "currency": "CNY"}
    page = (await client.get(f"{SHOP}/wallet/entries?limit=1", headers=mine)).json()
    assert [(each["label"], each["amount"]["amount"], each["balance_after"]["amount"], each["order_id"]) for each in page["items"]] == [
        ("余额支付", -2000, 500, str(order.id))
    ]
    second = (await client.get(f"{SHOP}/wallet/entries", params={"limit": 1, "cursor": page["next"]}, headers=mine)).json()
    assert [each["balance_after"]["amount"] for each in second["items"]] == [2500]
    assert (await client.get(f"{SHOP}/wallet/entries?cursor=nonsense", headers=mine)).status_code == 422


async def test_a_payment_that_crosses_a_cancellation_goes_back_by_itself_once(
    db: Database, client: httpx.AsyncClient, order: Order, mine: dict[str, str], drain: Drain
) -> None:
    started = (await start(client, order, mine)).json()
    await misbehave(db, duplicate=2)
    await pay_on_page(client, started["redirect_url"])
    async with db.transaction() as tx:
        await orders.cancel(tx, order.member_id, order.id, "no longer wanted")
    await drain()
    assert (await orders.get(db.reader, order.id)).state == "closed"
    refunds = await payments.refunds_of(db.reader, str(order.id))
    assert [(refund.amount, refund.state) for refund in refunds] == [(Money(2000), "done")]
    assert await db.reader.fetchval("SELECT count(*) FROM facts_outbox WHERE name = 'payments.PaymentSucceeded'") == 1
    assert await payments.verify(db.reader) == []
    assert await ledger.verify(db.reader) == []


async def test_finance_sees_what_failed_and_lets_it_try_again(
    db: Database, app: Any, client: httpx.AsyncClient, order: Order, mine: dict[str, str], drain: Drain
) -> None:
    finance = await people.as_staff(db, "finance")
    await misbehave(db, refund_fails_for_good=True)
    started = (await start(client, order, mine)).json()
    await pay_on_page(client, started["redirect_url"])
    await drain()
    async with db.transaction() as tx:
        refund_id = await payments.refund(tx, "r1", str(order.id), Money(2000), "test")
    async with open_client(app, **finance) as console:
        early = await console.post(f"{CONSOLE}/refunds/{refund_id}/retry")
        assert (early.status_code, early.json()["code"]) == (409, "payments.refund_not_failed")
        await drain()
        queue = (await console.get(f"{CONSOLE}/refunds?state=failed")).json()["items"]
        assert [(each["id"], each["order_id"], each["amount"]["amount"]) for each in queue] == [(str(refund_id), str(order.id), 2000)]
        assert queue[0]["error"]
        retried = await console.post(f"{CONSOLE}/refunds/{refund_id}/retry")
        assert (retried.status_code, retried.json()["state"]) == (200, "pending")
        assert (await console.get(f"{CONSOLE}/payments?order_id={order.id}")).json()["items"][0]["refunded"]["amount"] == 2000
    assert await db.reader.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'payments.refund_retry'") == 1
    clerk = await people.as_staff(db, "warehouse")
    assert (await client.post(f"{CONSOLE}/refunds/{refund_id}/retry", headers=clerk)).status_code == 403
    assert (await client.get(f"{CONSOLE}/refunds", headers=clerk)).status_code == 403


async def test_the_provider_can_be_told_to_misbehave(db: Database, client: httpx.AsyncClient, app: Any) -> None:
    owner = await people.as_staff(db, "owner")
    chosen = {"lose": True, "next_n": 2}
    put = await client.put(f"{CONSOLE}/sandbox/gateway", json=chosen, headers=owner)
    assert put.status_code == 200
    shown = (await client.get(f"{CONSOLE}/sandbox/gateway", headers=owner)).json()
    assert (shown["lose"], shown["next_n"], shown["delay_s"]) == (True, 2, 0)
    bad = await client.put(f"{CONSOLE}/sandbox/gateway", json={"delay_s": -1}, headers=owner)
    assert bad.status_code == 422
