"""What customer service changes on an order: another address, a closed unpaid order, a further box, a waybill typed wrong."""

from __future__ import annotations

import random
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tests.factories.trade import paid, place, problems
from tuanzi.kernel.db import Database
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.index_receivers import index_receivers

NEW = {"name": "李雷", "phone": "139 0000 1111", "region_code": "110105", "detail": "望京街道 6 号院"}


async def test_an_order_that_has_not_gone_off_is_sent_elsewhere(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        order = await paid(tx)
    staff = await people.as_staff(db, "customer_service")
    url = f"{CONSOLE}/orders/{order.id}"
    assert (await client.put(f"{url}/address", json=NEW, headers=staff)).status_code == 204
    now = (await orders.get(db.reader, order.id)).address
    assert now is not None
    assert (now.name, now.phone, now.district, now.detail) == ("李雷", "13900001111", "朝阳区", "望京街道 6 号院")
    found = (await client.get(f"{CONSOLE}/orders", params={"receiver_phone": "13900001111"}, headers=staff)).json()
    assert [each["id"] for each in found["items"]] == [str(order.id)]
    (record,) = await db.reader.fetch("SELECT action, after FROM audit_entry WHERE object_kind = 'order'")
    assert (record["action"], record["after"]) == ("orders.change_address", {"region_code": "110105"})
    last = (await client.get(url, headers=staff)).json()["happened"][-1]
    assert (last["event"], last["actor"]) == ("address_changed", "staff")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"region_code": "110000"}, 422, "accounts.region_unknown"),
        ({"phone": "12"}, 422, "accounts.address_phone_invalid"),
        ({}, 409, "orders.move_refused"),
    ],
)
async def test_an_address_that_cannot_be(db: Database, client: httpx.AsyncClient, change: Any, status: int, code: str) -> None:
    async with db.transaction() as tx:
        order = await paid(tx)
        if not change:
            await fulfilment.ship(tx, order.id, "sf", "SF1234567890")
    staff = await people.as_staff(db, "customer_service")
    answer = await client.put(f"{CONSOLE}/orders/{order.id}/address", json=NEW | change, headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    unchanged = (await orders.get(db.reader, order.id)).address
    assert unchanged is not None
    assert unchanged.name == "王小明"


async def test_the_house_closes_what_nobody_paid_and_nothing_else(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        unpaid, other = await place(tx), await paid(tx)
    staff = await people.as_staff(db, "customer_service")
    assert (await client.post(f"{CONSOLE}/orders/{unpaid.id}/close", json={"reason": "地址超区"}, headers=staff)).status_code == 204
    refused = await client.post(f"{CONSOLE}/orders/{other.id}/close", json={"reason": "x"}, headers=staff)
    assert (refused.status_code, refused.json()["code"]) == (409, "orders.move_refused")
    body = (await client.get(f"{CONSOLE}/orders/{unpaid.id}", headers=staff)).json()
    assert (body["state"], body["close_label"]) == ("closed", "商家关闭")
    assert (body["happened"][-1]["actor"], body["happened"][-1]["detail"]["reason"]) == ("staff", "地址超区")
    await drain()
    assert await problems(db.reader) == []


async def test_a_further_box_and_a_corrected_waybill(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        order, other, waiting = await paid(tx), await paid(tx), await paid(tx)
        first = await fulfilment.ship(tx, order.id, "sf", "SF1234567890")
        await fulfilment.ship(tx, other.id, "sf", "SF1234567899")
    staff = await people.as_staff(db, "warehouse")
    url = f"{CONSOLE}/orders/{order.id}/parcels"
    assert (await client.post(url, json={"carrier": "zto", "waybill": "ZT1234567890"}, headers=staff)).status_code == 201
    for path, body, status, code in (
        (url, {"carrier": "sf", "waybill": "SF1234567899"}, 409, "fulfilment.waybill_taken"),
        (url, {"carrier": "xx", "waybill": "SF1234567891"}, 422, "fulfilment.carrier_unknown"),
        (f"{CONSOLE}/orders/{waiting.id}/parcels", {"carrier": "sf", "waybill": "SF1234567891"}, 409, "orders.move_refused"),
    ):
        answer = await client.post(path, json=body, headers=staff)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    corrected = await client.put(f"{CONSOLE}/parcels/{first}", json={"carrier": "yto", "waybill": "YT1234567890"}, headers=staff)
    assert corrected.status_code == 200
    taken = await client.put(f"{CONSOLE}/parcels/{first}", json={"carrier": "sf", "waybill": "SF1234567899"}, headers=staff)
    assert taken.json()["code"] == "fulfilment.waybill_taken"
    parcels = (await fulfilment.parcels_of(db.reader, [order.id]))[order.id]
    assert sorted((each.carrier, each.waybill) for each in parcels) == [("yto", "YT1234567890"), ("zto", "ZT1234567890")]
    row = await db.reader.fetchrow("SELECT before, after FROM audit_entry WHERE action = 'fulfilment.correct_parcel'")
    assert row is not None
    assert (row["before"], row["after"]) == ({"carrier": "sf", "waybill": "SF1234567890"}, {"carrier": "yto", "waybill": "YT1234567890"})


async def test_only_who_may_change_changes(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        order = await place(tx)
    reader = await people.as_staff_with(db, "orders.read")
    for method, path, body in (("PUT", "address", NEW), ("POST", "close", {"reason": "x"})):
        answer = await client.request(method, f"{CONSOLE}/orders/{order.id}/{path}", json=body, headers=reader)
        assert (answer.status_code, answer.json()["permission"]) == (403, "orders.change")


@pytest.mark.parametrize("seed", range(3))
async def test_tables_in_any_order_and_number_ship_each_order_once(
    db: Database, client: httpx.AsyncClient, drain: Drain, seed: int
) -> None:
    """Whatever pieces of a table are sent, how often and mixed how: every order has the one parcel that its line names."""
    dice = random.Random(seed)
    async with db.transaction() as tx:
        made = [await paid(tx) for _ in range(12)]
    staff = await people.as_staff(db, "warehouse")
    lines = [
        {"line": number + 2, "number": each.number, "carrier": "yto", "waybill": f"YT{seed}00000{number:03d}"}
        for number, each in enumerate(made)
    ]
    sent: set[str] = set()
    counted: dict[str, int] = {}
    for _ in range(6):
        piece = dice.sample(lines, dice.randrange(1, len(lines) + 1))
        answer = await client.post(f"{CONSOLE}/shipments", json={"rows": piece}, headers=staff | {"Idempotency-Key": shop.fresh_key()})
        await drain()
        ended = (await client.get(f"{CONSOLE}/errands/{answer.json()['errand_id']}", headers=staff)).json()
        assert (ended["state"], ended["failed"]) == ("done", 0)
        for word, count in ended["counts"].items():
            counted[word] = counted.get(word, 0) + count
        sent |= {str(each["waybill"]) for each in piece}
    rows = await db.reader.fetch("SELECT waybill, count(*) AS times FROM fulfilment_parcel GROUP BY waybill")
    assert {row["waybill"]: row["times"] for row in rows} == dict.fromkeys(sent, 1)
    assert counted["shipped"] == len(sent)
    assert await problems(db.reader) == []


async def test_packing_slips_show_receivers_and_every_look_is_kept(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        made = [await paid(tx) for _ in range(3)]
    packer, reader = await people.as_staff(db, "warehouse"), await people.as_staff_with(db, "orders.read")
    body = {"order_ids": [str(each.id) for each in made], "reason": "打包"}
    refused = await client.post(f"{CONSOLE}/orders/packing-slips", json=body, headers=reader)
    assert (refused.status_code, refused.json()["permission"]) == (403, "orders.reveal")
    slips = (await client.post(f"{CONSOLE}/orders/packing-slips", json=body, headers=packer)).json()["items"]
    assert {(each["order_id"], each["address"]["detail"]) for each in slips} == {(str(each.id), "文圣街 1 号") for each in made}
    looks = await db.reader.fetch("SELECT object_id FROM audit_entry WHERE action = 'orders.reveal'")
    assert {row["object_id"] for row in looks} == set(body["order_ids"])


async def test_older_orders_are_found_by_the_receivers_phone_after_a_night(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        made = [await paid(tx) for _ in range(2)]
        await tx.execute("UPDATE orders_order SET receiver_index = NULL")
        await tx.execute("UPDATE orders_order SET address = NULL WHERE id = $1", made[1].id)
    await index_receivers.function(db)
    staff = await people.as_staff(db, "warehouse")
    found = (await client.get(f"{CONSOLE}/orders", params={"receiver_phone": "13800001234"}, headers=staff)).json()["items"]
    assert [each["id"] for each in found] == [str(made[0].id)]
