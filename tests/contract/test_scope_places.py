"""A role over one's own places: a shop of two outlets, one of them the clerk's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.factories import people, shop, trade
from tests.factories.shop import CONSOLE
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationId, LocationKind, Reason
from tuanzi.kernel.db import Database
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import Actor
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.orders import api as orders


@dataclass
class Outlets:
    """Two pickup points with stock of their own and an order waiting at each."""

    http: httpx.AsyncClient
    headers: dict[str, str]
    own: LocationId
    other: LocationId
    main: LocationId
    sku_id: str
    orders: tuple[str, str]
    codes: tuple[str, str]

    async def ask(self, method: str, path: str, body: Any = None, **params: Any) -> httpx.Response:
        headers = self.headers | {"Idempotency-Key": shop.fresh_key()}
        return await self.http.request(method, CONSOLE + path, json=body, params=params, headers=headers)


@pytest.fixture
async def outlets(db: Database, client: httpx.AsyncClient) -> Outlets:
    sku_id = await shop.on_shelf(db, stock=10)
    staff_id, headers = await people.narrow_staff(db, "own_places")
    async with db.transaction() as tx:
        main = await inventory.default_location(tx)
        points = [await inventory.create_location(tx, code, LocationKind.PICKUP, code, has_own_stock=True) for code in ("east", "west")]
        placed, codes = [], []
        for point in points:
            await inventory.adjust(tx, sku_id, point, 5, Reason.RECEIPT, "test")
            order = await orders.place(tx, trade.draft([trade.line(sku_id)], pickup=point))
            await trade.pay(tx, order)
            codes.append(await fulfilment.ready_for_pickup(tx, order.id))
            placed.append(str(order.id))
    owner = await people.as_staff(db)
    set_ = await client.put(f"{CONSOLE}/staff/{staff_id}/places", json={"ids": [str(points[0])]}, headers=owner)
    assert [each["name"] for each in set_.json()["items"] if each["is_own"]] == ["east"]
    return Outlets(client, headers, points[0], points[1], main, str(sku_id), (placed[0], placed[1]), (codes[0], codes[1]))


async def test_a_clerk_sees_the_stock_and_the_orders_of_their_outlet(outlets: Outlets) -> None:
    for path in ("/stock", "/stock/movements"):
        items = (await outlets.ask("GET", path)).json()["items"]
        assert {each["location_id"] for each in items} == {str(outlets.own)}, path
    assert [each["id"] for each in (await outlets.ask("GET", "/locations")).json()["items"]] == [str(outlets.own)]
    assert [each["id"] for each in (await outlets.ask("GET", "/orders")).json()["items"]] == [outlets.orders[0]]
    assert (await outlets.ask("GET", f"/orders/{outlets.orders[0]}")).status_code == 200
    assert (await outlets.ask("GET", f"/orders/{outlets.orders[1]}")).json()["code"] == "orders.not_found"


async def test_a_clerk_hands_over_at_their_outlet_only(outlets: Outlets) -> None:
    wrong = await outlets.ask("POST", "/pickups/verify", {"code": outlets.codes[1]})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "fulfilment.pickup_code_wrong")
    right = await outlets.ask("POST", "/pickups/verify", {"code": outlets.codes[0]})
    assert (right.status_code, right.json()["state"]) == (200, "received")


async def test_a_clerk_changes_stock_at_their_outlet_only(outlets: Outlets, db: Database) -> None:
    def body(place: LocationId | None, **said: Any) -> dict[str, Any]:
        return {"sku_id": outlets.sku_id, "location_id": str(place) if place else None, **said}

    lines = [{"sku_id": outlets.sku_id, "quantity": 1}]
    before = await db.reader.fetchval("SELECT sum(on_hand) FROM inventory_level WHERE location_id <> $1", outlets.own)
    for place in (outlets.other, outlets.main, None):
        to = str(place) if place else str(outlets.main)
        for method, path, said in (
            ("POST", "/stock/adjustments", body(place, delta=1, reason="count", reference="x")),
            ("POST", "/stock/losses", {"location_id": body(place)["location_id"], "lines": lines, "reference": "x"}),
            ("POST", "/stock/transfers", {"from_id": to, "to_id": str(outlets.own), "lines": lines, "reference": "x"}),
            ("POST", "/stock/transfers", {"from_id": str(outlets.own), "to_id": to, "lines": lines, "reference": "x"}),
            ("PUT", "/stock/safety", body(place, safety=1)),
            ("PUT", "/stock/warnings", {"sku_ids": [outlets.sku_id], "location_id": body(place)["location_id"], "low_at": 1}),
            ("POST", "/stock/takes", {"name": "x", "location_id": body(place)["location_id"], "sku_ids": [outlets.sku_id]}),
        ):
            answer = await outlets.ask(method, path, said)
            assert (answer.status_code, answer.json()["code"]) == (404, "inventory.location_not_found"), f"{path} {place}: {answer.text}"
    assert await db.reader.fetchval("SELECT sum(on_hand) FROM inventory_level WHERE location_id <> $1", outlets.own) == before
    done = await outlets.ask("POST", "/stock/adjustments", body(outlets.own, delta=1, reason="count", reference="x"))
    assert (done.status_code, done.json()["on_hand"]) == (201, 6)
    sheet = await outlets.ask("POST", "/stock/takes", {"name": "x", "location_id": str(outlets.own), "sku_ids": [outlets.sku_id]})
    assert (await outlets.ask("GET", f"/stock/takes/{sheet.json()['id']}")).status_code == 200


async def test_a_stocktake_of_another_outlet_is_not_there(outlets: Outlets, db: Database, client: httpx.AsyncClient) -> None:
    owner = await people.as_staff(db)
    body = {"name": "西门店盘点", "location_id": str(outlets.other), "sku_ids": [outlets.sku_id]}
    sheet = (await client.post(f"{CONSOLE}/stock/takes", json=body, headers=owner)).json()
    for method, path in (("GET", ""), ("GET", "/lines"), ("POST", "/start"), ("POST", "/post"), ("POST", "/cancel")):
        answer = await outlets.ask(method, f"/stock/takes/{sheet['id']}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "inventory.stocktake_not_found"), path
    assert (await outlets.ask("GET", "/stock/takes")).json()["items"] == []
    named = await outlets.ask(
        "PUT", f"/locations/{outlets.other}", {"name": "x", "address": "", "hours": "", "position": 0, "is_active": True}
    )
    assert named.json()["code"] == "inventory.location_not_found"


async def test_the_main_warehouse_has_the_orders_that_name_no_place(db: Database, client: httpx.AsyncClient) -> None:
    staff_id, headers = await people.narrow_staff(db, "own_places")
    async with db.transaction() as tx:
        order = await trade.paid(tx)
        main = await inventory.default_location(tx)
    assert (await client.get(f"{CONSOLE}/orders", headers=headers)).json()["items"] == []
    async with db.transaction() as tx:
        await access.set_places(tx, Actor(None), staff_id, [main], ["总仓"])
    assert [each["id"] for each in (await client.get(f"{CONSOLE}/orders", headers=headers)).json()["items"]] == [str(order.id)]
