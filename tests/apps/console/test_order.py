"""The page of one order: everything that is known, who did what, and money to the last leg."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tuanzi.kernel.db import Database


async def bought(db: Database, client: httpx.AsyncClient, drain: Drain, *, quantity: int = 3) -> Any:
    await shop.charge_freight(db)
    sku_id = await shop.on_shelf(db, stock=20, price=1000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    order = await buyer.bought(buyer.wish(sku_id, quantity=quantity))
    await drain()
    return order


async def test_it_tells_everything_with_the_names_of_who_did_it(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    order = await bought(db, client, drain)
    staff = await people.as_staff(db)
    url = f"{CONSOLE}/orders/{order['id']}"
    await client.post(f"{url}/notes", json={"text": "放门口"}, headers=staff)
    await client.put(f"{url}/flag", json={"flag": "yellow"}, headers=staff)
    await client.post(f"{url}/ship", json={"carrier": "sf", "waybill": "SF1234567890"}, headers=staff)
    body = (await client.get(url, headers=staff)).json()
    assert body["buyer"]["nickname"] == "小团"
    assert (body["address"]["detail"], body["actions"], body["flag"]) == ("****", [], "yellow")
    assert [note["text"] for note in body["notes"]] == ["放门口"]
    assert [(each["event"], each["actor"]) for each in body["happened"] if each["event"] != "preparing"] == [
        ("placed", "buyer"),
        ("paid", "buyer"),
        ("orders.note", "staff"),
        ("orders.flag", "staff"),
        ("shipped", "staff"),
    ]
    shipped = body["happened"][-1]
    assert shipped["actor_name"] == body["notes"][0]["author"]
    assert (shipped["detail"]["carrier"], shipped["detail"]["waybill"]) == ("sf", "SF1234567890")
    assert [(each["method"], each["method_label"], each["state"], each["amount"]["amount"]) for each in body["payments"]] == [
        ("balance", "余额支付", "paid", 3600)
    ]
    assert (body["held"]["amount"], body["refundable"]["amount"]) == (3600, 3600)


async def test_every_entry_of_the_ledger_stands_there_in_words_and_balances(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    order = await bought(db, client, drain)
    staff = await people.as_staff(db)
    url = f"{CONSOLE}/orders/{order['id']}"
    asked = {"lines": [{"line_id": order["lines"][0]["id"], "quantity": 1}], "reason": "少发一件", "to": "balance"}
    await client.post(f"{url}/refunds", json=asked, headers=staff | {"Idempotency-Key": shop.fresh_key()})
    body = (await client.get(url, headers=staff)).json()
    assert [each["label"] for each in body["entries"]] == ["买家付款", "发起退款"]
    legs = [
        [(leg["label"], leg["debit"] and leg["debit"]["amount"], leg["credit"] and leg["credit"]["amount"]) for leg in each["legs"]]
        for each in body["entries"]
    ]
    assert legs == [
        [("会员余额", 3600, None), ("订单待结算款", None, 3600)],
        [("订单待结算款", 1000, None), ("会员余额", None, 1000)],
    ]
    assert (body["held"]["amount"], body["refundable"]["amount"]) == (2600, 2600)
    assert [(each["to"], each["state"], each["reason"]) for each in body["money_back"]] == [("balance", "done", "少发一件")]
    english = (await client.get(url, headers=staff | {"Accept-Language": "en"})).json()
    assert [each["label"] for each in english["entries"]] == ["Paid by the buyer", "Refund started"]


@pytest.mark.parametrize(
    ("asked", "amount", "left", "closes"),
    [
        ({}, 3600, 0, True),
        ({"amount": 100}, 100, 3500, False),
        ({"lines": [{"line": 0, "quantity": 2}]}, 2000, 1600, False),
        ({"lines": [{"line": 0, "quantity": 3}]}, 3600, 0, True),
        ({"lines": [{"line": 0, "amount": 150}]}, 150, 3450, False),
    ],
)
async def test_a_preview_says_exactly_what_the_refund_then_does(
    db: Database, client: httpx.AsyncClient, drain: Drain, asked: dict[str, Any], amount: int, left: int, closes: bool
) -> None:
    order = await bought(db, client, drain)
    staff = await people.as_staff(db, "customer_service")
    url = f"{CONSOLE}/orders/{order['id']}"
    what = dict(asked)
    if "lines" in what:
        what["lines"] = [
            {"line_id": order["lines"][each["line"]]["id"], **{k: v for k, v in each.items() if k != "line"}} for each in asked["lines"]
        ]
    preview = (await client.post(f"{url}/refunds/preview", json=what, headers=staff)).json()
    assert (preview["amount"]["amount"], preview["left"]["amount"], preview["closes"]) == (amount, left, closes)
    assert sum(each["amount"]["amount"] for each in preview["lines"]) + preview["freight"]["amount"] == amount
    assert (await client.get(url, headers=staff)).json()["refunded"]["amount"] == 0
    headers = staff | {"Idempotency-Key": shop.fresh_key()}
    done = (await client.post(f"{url}/refunds", json=what | {"reason": "质量问题", "to": "balance"}, headers=headers)).json()
    assert (done["refunded"]["amount"], done["state"] == "closed") == (amount, closes)
    await drain()
    await shop.sound(db)


async def test_what_cannot_be_refunded_is_said_before(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    order = await bought(db, client, drain)
    staff = await people.as_staff(db, "customer_service")
    url = f"{CONSOLE}/orders/{order['id']}/refunds/preview"
    for what, status, code in (
        ({"amount": 3601}, 409, "orders.refund_too_large"),
        ({"lines": [{"line_id": order["lines"][0]["id"], "quantity": 4}]}, 409, "orders.refund_too_large"),
        ({"lines": [{"line_id": order["lines"][0]["id"]}]}, 422, "orders.refund_empty"),
        ({"lines": [{"line_id": order["lines"][0]["id"], "quantity": 1, "amount": 5}]}, 422, "orders.refund_empty"),
    ):
        answer = await client.post(url, json=what, headers=staff)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_who_looks_at_the_receiver_is_remembered(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    order = await bought(db, client, drain)
    url = f"{CONSOLE}/orders/{order['id']}"
    analyst, packer = await people.as_staff(db, "analyst"), await people.as_staff(db, "warehouse")
    refused = await client.post(f"{url}/reveal", json={"reason": "看看"}, headers=analyst)
    assert (refused.status_code, refused.json()["permission"]) == (403, "orders.reveal")
    clear = (await client.post(f"{url}/reveal", json={"reason": "打包"}, headers=packer)).json()["address"]
    shown = (await client.get(url, headers=packer)).json()
    assert "*" not in clear["name"] + clear["phone"] + clear["detail"]
    for part in ("name", "phone", "detail"):
        assert clear[part] not in str(shown)
    logged = await db.reader.fetch("SELECT action, object_id, before, after FROM audit_entry ORDER BY position")
    assert [(row["action"], row["object_id"], row["after"]) for row in logged] == [("orders.reveal", order["id"], {"reason": "打包"})]
    assert shown["happened"][-1]["label"] == "查看了收货信息"


async def test_notes_are_for_who_may_write_them_and_stay_out_of_the_log(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    order = await bought(db, client, drain)
    url = f"{CONSOLE}/orders/{order['id']}/notes"
    service, reader = await people.as_staff(db, "customer_service"), await people.as_staff_with(db, "orders.read")
    assert (await client.post(url, json={"text": "x"}, headers=reader)).json()["permission"] == "orders.note"
    assert (await client.post(url, json={"text": ""}, headers=service)).status_code == 422
    assert (await client.post(url, json={"text": "王女士 13800001111"}, headers=service)).status_code == 201
    missing = await client.post(f"{CONSOLE}/orders/ord_{'0' * 26}/notes", json={"text": "x"}, headers=service)
    assert (missing.status_code, missing.json()["code"]) == (404, "orders.not_found")
    (row,) = await db.reader.fetch("SELECT action, after FROM audit_entry WHERE object_kind = 'order'")
    assert row["action"] == "orders.note"
    assert "13800001111" not in str(row["after"])
