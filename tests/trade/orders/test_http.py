from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.factories import goods, people
from tests.factories.trade import draft, line, paid, pay, place, problems, stock
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Database
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import HoldDraft, Order, OrderId

SHOP, CONSOLE = "/api/v1/shop", "/api/v1/console"
KEY = {"Idempotency-Key": "a-key-of-its-own"}


async def owned(db: Database, *, is_paid: bool = True, **said: Any) -> tuple[Order, dict[str, str]]:
    """An order and the headers of its buyer."""
    async with db.transaction() as tx:
        member_id = await people.member(tx)
        (sku_id,) = await stock(tx, 10)
        order = await api.place(tx, draft([line(sku_id, 2, 1000, 1500)], member_id, freight=600, **said))
        if is_paid:
            await pay(tx, order)
    return await api.get(db.reader, order.id), await people.as_member(db, order.member_id)


async def test_my_order_on_the_wire(db: Database, client: httpx.AsyncClient) -> None:
    order, me = await owned(db, holds=[HoldDraft("groupbuy", "tea_1")])
    answer = await client.get(f"{SHOP}/orders/{order.id}", headers=me)
    assert answer.status_code == 200
    body = answer.json()
    assert {
        key: body[key] for key in ("number", "state", "state_label", "waiting_for", "team_id", "actions", "pay_before", "late_choice")
    } == {
        "number": order.number,
        "state": "waiting",
        "state_label": "待成团",
        "waiting_for": "groupbuy",
        "team_id": "tea_1",
        "actions": ["share_team"],
        "pay_before": None,
        "late_choice": None,
    }
    money = {key: body[key]["amount"] for key in ("goods_total", "discount_total", "freight", "payable", "paid", "refunded")}
    assert money == {"goods_total": 2000, "discount_total": 500, "freight": 600, "payable": 2100, "paid": 2100, "refunded": 0}
    assert body["lines"][0]["discount"] == {"amount": 500, "currency": "CNY"}
    assert body["lines"][0]["picture"]["small"].startswith("/media/")
    assert body["adjustments"][0]["line"] == body["lines"][0]["sku_id"]
    assert body["address"]["phone"] == "13800001234"
    assert [(entry["event"], entry["label"]) for entry in body["timeline"]] == [
        ("placed", "提交订单"),
        ("paid", "付款成功"),
        ("waiting", "等待成团"),
    ]
    english = await client.get(f"{SHOP}/orders/{order.id}", headers=me | {"Accept-Language": "en"})
    assert english.json()["state_label"] == "Waiting for the team"


async def test_my_list_by_tab_and_page(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
        (sku_id,) = await stock(tx, 10)
        placed = [await api.place(tx, draft([line(sku_id)], member_id)) for _ in range(3)]
        await pay(tx, placed[0])
        await place(tx)
    me = await people.as_member(db, member_id)
    first = (await client.get(f"{SHOP}/orders?limit=2", headers=me)).json()
    assert [item["id"] for item in first["items"]] == [str(placed[2].id), str(placed[1].id)]
    assert first["items"][0]["actions"] == ["pay", "cancel"]
    rest = (await client.get(f"{SHOP}/orders", params={"limit": 2, "cursor": first["next"]}, headers=me)).json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == ([str(placed[0].id)], None)
    preparing = (await client.get(f"{SHOP}/orders?state=preparing", headers=me)).json()
    assert [item["id"] for item in preparing["items"]] == [str(placed[0].id)]
    assert (await client.get(f"{SHOP}/orders?state=lost", headers=me)).status_code == 422
    assert (await client.get(f"{SHOP}/orders?cursor=abc", headers=me)).json()["code"] == "kernel.bad_cursor"


async def test_an_order_of_somebody_else_is_not_found(db: Database, client: httpx.AsyncClient) -> None:
    order, _ = await owned(db)
    stranger = await people.as_member(db)
    for answer in (
        await client.get(f"{SHOP}/orders/{order.id}", headers=stranger),
        await client.post(f"{SHOP}/orders/{order.id}/cancel", json={}, headers=stranger | KEY),
        await client.post(f"{SHOP}/orders/{order.id}/receive", headers=stranger | KEY),
        await client.get(f"{SHOP}/orders/{OrderId.new()}", headers=stranger),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "orders.not_found")
    assert (await client.get(f"{SHOP}/orders/{order.id}")).status_code == 401
    assert await api.get(db.reader, order.id) == order


async def test_cancelling_over_the_wire(db: Database, client: httpx.AsyncClient) -> None:
    order, me = await owned(db)
    url = f"{SHOP}/orders/{order.id}/cancel"
    assert (await client.post(url, json={}, headers=me)).json()["code"] == "idempotency.key_missing"
    first = await client.post(url, json={"reason": "买错了"}, headers=me | KEY)
    body = first.json()
    assert (first.status_code, body["state"], body["close_reason"], body["refunded"]["amount"]) == (200, "closed", "cancelled", 2100)
    assert body["refunds"][0]["amount"] == {"amount": 2100, "currency": "CNY"}
    again = await client.post(url, json={"reason": "买错了"}, headers=me | KEY)
    assert (again.json(), again.headers["idempotency-replayed"]) == (body, "true")
    held, keeper = await owned(db, holds=[HoldDraft("groupbuy", "tea")])
    refused = await client.post(f"{SHOP}/orders/{held.id}/cancel", json={}, headers=keeper | KEY)
    assert (refused.status_code, refused.json()["code"]) == (409, "orders.held")
    assert await problems(db.reader) == []


async def test_from_the_console_to_the_door(db: Database, client: httpx.AsyncClient) -> None:
    order, me = await owned(db)
    staff = await people.as_staff(db, "warehouse")
    listed = (await client.get(f"{CONSOLE}/orders", params={"state": "preparing", "number": order.number[:8]}, headers=staff)).json()
    assert [(item["id"], item["member_id"]) for item in listed["items"]] == [(str(order.id), str(order.member_id))]
    bad = await client.post(f"{CONSOLE}/orders/{order.id}/ship", json={"carrier": "sf", "waybill": "1"}, headers=staff)
    assert (bad.status_code, bad.json()["code"]) == (422, "fulfilment.waybill_bad")
    sent = await client.post(f"{CONSOLE}/orders/{order.id}/ship", json={"carrier": "sf", "waybill": "SF1234567890"}, headers=staff)
    assert sent.status_code == 200
    parcel_id = sent.json()["parcel_id"]
    noted = await client.post(f"{CONSOLE}/parcels/{parcel_id}/events", json={"text": "已揽收"}, headers=staff)
    assert noted.status_code == 201
    seen = (await client.get(f"{SHOP}/orders/{order.id}", headers=me)).json()
    assert seen["actions"] == ["receive", "track"]
    assert [(parcel["carrier_name"], parcel["waybill"], [event["text"] for event in parcel["events"]]) for parcel in seen["parcels"]] == [
        ("顺丰速运", "SF1234567890", ["已揽收"])
    ]
    received = await client.post(f"{SHOP}/orders/{order.id}/receive", headers=me | KEY)
    assert received.json()["state"] == "received"
    actions = await db.reader.fetch("SELECT action FROM audit_entry ORDER BY position")
    assert [row["action"] for row in actions] == ["fulfilment.ship", "fulfilment.track"]


async def test_refunds_by_staff_are_audited(db: Database, client: httpx.AsyncClient) -> None:
    order, _ = await owned(db)
    url = f"{CONSOLE}/orders/{order.id}/refunds"
    asked = {"lines": [{"line_id": str(order.lines[0].id), "quantity": 1}], "reason": "少发一件", "to": "balance"}
    clerk = await people.as_staff(db, "customer_service")
    done = await client.post(url, json=asked, headers=clerk | KEY)
    assert (done.status_code, done.json()["refunded"]["amount"]) == (201, 750)
    replay = await client.post(url, json=asked, headers=clerk | KEY)
    assert replay.json() == done.json()
    too_much = await client.post(url, json={"amount": 9999, "reason": "x"}, headers=clerk | {"Idempotency-Key": "another-key"})
    assert (too_much.status_code, too_much.json()["code"]) == (409, "orders.refund_too_large")
    assert too_much.json()["detail"] == "退款超过了可退金额，最多还能退 13.50 元"
    row = await db.reader.fetchrow("SELECT action, object_id, after FROM audit_entry")
    assert row is not None
    assert (row["action"], row["object_id"], row["after"]["amount"]) == ("orders.refund", str(order.id), 750)
    assert await problems(db.reader) == []


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("GET", "/orders", "orders.read"),
        ("GET", "/orders/{id}", "orders.read"),
        ("POST", "/orders/{id}/ship", "orders.ship"),
        ("POST", "/orders/{id}/ready-for-pickup", "orders.ship"),
        ("POST", "/orders/{id}/refunds", "orders.refund"),
        ("POST", "/pickups/verify", "fulfilment.pickup"),
        ("PUT", "/freight-templates/default", "fulfilment.write"),
        ("DELETE", "/freight-templates/default", "fulfilment.write"),
    ],
)
async def test_the_console_wants_its_permission(db: Database, client: httpx.AsyncClient, method: str, path: str, permission: str) -> None:
    url = CONSOLE + path.format(id=OrderId.new())
    analyst = await people.as_staff_with(db, "audit.read")
    refused = await client.request(method, url, headers=analyst | KEY)
    assert (refused.status_code, refused.json()["permission"]) == (403, permission)
    assert (await client.request(method, url, headers=await people.as_member(db) | KEY)).status_code == 403
    assert (await client.request(method, url)).status_code == 401


async def test_pickup_at_the_counter(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
        (sku_id,) = await stock(tx, 5)
        point = await inventory.default_location(tx)
        order = await api.place(tx, draft([line(sku_id)], member_id, pickup=point))
        await pay(tx, order)
    me, staff = await people.as_member(db, member_id), await people.as_staff(db, "warehouse")
    ready = await client.post(f"{CONSOLE}/orders/{order.id}/ready-for-pickup", headers=staff)
    assert ready.json() == {"id": str(order.id), "state": "ready_for_pickup"}
    wrong = await client.post(f"{CONSOLE}/pickups/verify", json={"code": "nothing"}, headers=staff)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "fulfilment.pickup_code_wrong")
    assert await db.reader.fetchval("SELECT count(*) FROM fulfilment_wrong_code") == 1
    code = await code_of(db, order.id)
    done = await client.post(f"{CONSOLE}/pickups/verify", json={"code": code}, headers=staff)
    assert done.json() == {"id": str(order.id), "state": "received"}
    assert (await client.get(f"{SHOP}/orders/{order.id}", headers=me)).json()["state_label"] == "已收货"


async def code_of(db: Database, order_id: OrderId) -> str:
    from tuanzi.trade.fulfilment import api as fulfilment

    pickup = await fulfilment.pickup_of(db.reader, order_id)
    assert pickup is not None
    return pickup.code


async def test_freight_templates_over_the_wire(db: Database, client: httpx.AsyncClient) -> None:
    staff = await people.as_staff(db, "operator")
    rule = {
        "regions": [],
        "first": 1,
        "first_fee": {"amount": 800, "currency": "CNY"},
        "next": 1,
        "next_fee": {"amount": 200, "currency": "CNY"},
    }
    template = {"name": "普通", "charge_by": "count", "rules": [rule], "excluded": ["54"]}
    put = await client.put(f"{CONSOLE}/freight-templates/default", json=template, headers=staff)
    assert put.status_code == 200
    listed = (await client.get(f"{CONSOLE}/freight-templates", headers=staff)).json()
    assert listed == {"items": [{"code": "default", **template, "rules": [{**rule, "free_from": None}]}]}
    bad = await client.put(f"{CONSOLE}/freight-templates/default", json=template | {"excluded": ["x"]}, headers=staff)
    assert (bad.status_code, bad.json()["why"]) == (422, "regions")
    assert (await client.delete(f"{CONSOLE}/freight-templates/default", headers=staff)).status_code == 204
    assert (await client.delete(f"{CONSOLE}/freight-templates/default", headers=staff)).status_code == 404


async def test_a_cart_before_and_after_sign_in(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx, price=1000)
        member_id = await people.member(tx)
    visitor = {"X-Visitor": "visitor-0001"}
    assert (await client.get(f"{SHOP}/cart")).json()["code"] == "cart.visitor_unknown"
    added = await client.post(f"{SHOP}/cart/lines", json={"sku_id": str(sku_id), "quantity": 2}, headers=visitor)
    body = added.json()
    assert (added.status_code, body["count"], body["selected_total"]["amount"]) == (200, 2, 2000)
    line_id = body["lines"][0]["id"]
    assert body["groups"] == [{"delivery": "ship", "line_ids": [line_id]}]
    url = f"{SHOP}/cart/lines/{line_id}"
    assert (await client.patch(url, json={"is_selected": False}, headers=visitor)).json()["selected_total"]["amount"] == 0
    for quantity in (0, -3, 1000):
        assert (await client.patch(url, json={"quantity": quantity}, headers=visitor)).status_code == 422
    foreign = await client.delete(url, headers={"X-Visitor": "visitor-0002"})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "cart.line_not_found")
    me = await people.as_member(db, member_id)
    assert (await client.get(f"{SHOP}/cart", headers=me | visitor)).json()["lines"] == []
    assert (await client.delete(url, headers=visitor)).json()["lines"] == []


async def test_a_late_choice_is_offered_on_the_page(db: Database, client: httpx.AsyncClient, shift_clock: Any) -> None:
    order, _ = await owned(db, is_paid=False, holds=[HoldDraft("groupbuy", "tea_1", 1800)])
    shift_clock(timedelta(hours=1))
    async with db.transaction() as tx:
        await api.expire(tx, order.id)
        await pay(tx, order)
    me = await people.as_member(db, MemberId.of(order.member_id))
    body = (await client.get(f"{SHOP}/orders/{order.id}", headers=me)).json()
    assert (body["state"], body["actions"], body["late_choice"]["options"]) == ("closed", ["late_choice"], ["new_team", "refund"])


async def test_shipped_goods_of_a_paid_order_show_to_staff_with_their_buyer(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        order = await paid(tx)
    staff = await people.as_staff(db, "warehouse")
    body = (await client.get(f"{CONSOLE}/orders/{order.id}", headers=staff)).json()
    assert (body["member_id"], body["payment_id"], body["attribution"]) == (str(order.member_id), str(order.payment_id), None)
