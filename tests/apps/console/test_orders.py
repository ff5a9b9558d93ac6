"""The console's list of orders: every filter finds what it names, every order of sorting can be walked, nothing is shown in clear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, people, shop
from tests.factories.shop import CONSOLE, Shopper
from tuanzi.deals.groupbuy.contracts import Activity
from tuanzi.kernel.db import Database

Shift = Callable[[timedelta], None]


class Scene:
    """A few orders that differ in everything the list can be narrowed by."""

    def __init__(self, http: httpx.AsyncClient, owner: dict[str, str], activity: Activity, team_id: str) -> None:
        self.http, self.owner, self.activity, self.team_id = http, owner, activity, team_id
        self.buyer: Shopper
        self.orders: dict[str, Any] = {}

    async def ask(self, **params: Any) -> Any:
        answer = await self.http.get(f"{CONSOLE}/orders", params=params, headers=self.owner)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def found(self, **params: Any) -> set[str]:
        """By our own names for the orders; what belongs to others is left out."""
        names = {order["id"]: name for name, order in self.orders.items()}
        body = await self.ask(limit=100, **params)
        assert body["total"] == len(body["items"])
        return {names[item["id"]] for item in body["items"] if item["id"] in names}


@pytest.fixture
async def scene(db: Database, client: httpx.AsyncClient, drain: Drain) -> Scene:
    activity, team_id = await shop.team_with_one_seat(db, client, drain, size=3)
    made = Scene(client, await people.as_staff(db), activity, team_id)
    sku_id = deals.sku_of(activity)
    buyer, other = await shop.shoppers(db, client, 2, wallet=1_000_000)
    made.buyer = buyer
    made.orders["unpaid"] = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    made.orders["paid"] = await buyer.bought(buyer.wish(sku_id, quantity=2))
    made.orders["sent"] = await buyer.bought(buyer.wish(sku_id))
    made.orders["team"] = await other.bought(other.wish(sku_id, activity=activity))
    await drain()
    made.team_id = (await other.see(made.orders["team"]["id"]))["team_id"]
    ship = {"carrier": "zto", "waybill": "ZT0012345678"}
    answer = await client.post(f"{CONSOLE}/orders/{made.orders['sent']['id']}/ship", json=ship, headers=made.owner)
    assert answer.status_code == 200
    refund = {"amount": 100, "reason": "坏果", "to": "balance"}
    headers = made.owner | {"Idempotency-Key": shop.fresh_key()}
    await client.post(f"{CONSOLE}/orders/{made.orders['paid']['id']}/refunds", json=refund, headers=headers)
    return made


async def test_each_filter_finds_what_it_names(db: Database, scene: Scene) -> None:
    orders, buyer = scene.orders, scene.buyer
    product = orders["paid"]["lines"][0]["product_id"]
    own = str(buyer.member_id)
    assert await scene.found() == {"unpaid", "paid", "sent", "team"}
    assert await scene.found(state="preparing") == {"paid"}
    assert await scene.found(state=["preparing", "shipped"]) == {"paid", "sent"}
    assert await scene.found(member_id=own) == {"unpaid", "paid", "sent"}
    assert await scene.found(number=orders["paid"]["number"]) == {"paid"}
    assert await scene.found(q=orders["paid"]["number"][:14]) == {"paid"}
    assert await scene.found(q=orders["sent"]["id"]) == {"sent"}
    assert await scene.found(q="zt00123456") == {"sent"}
    assert await scene.found(waybill="ZT0012345678") == {"sent"}
    assert await scene.found(carrier="zto") == {"sent"}
    assert await scene.found(q=orders["paid"]["lines"][0]["title"][:3]) == {"unpaid", "paid", "sent", "team"}
    assert await scene.found(q="没有这样的东西") == set()
    assert await scene.found(product_id=product, member_id=own, state="shipped") == {"sent"}
    assert await scene.found(sku_id=orders["paid"]["lines"][0]["sku_id"], refund="any") == {"paid"}
    assert await scene.found(refund="none", member_id=own) == {"unpaid", "sent"}
    assert await scene.found(hold_reason="groupbuy") == {"team"}
    assert await scene.found(team_id=scene.team_id) == {"team"}
    assert await scene.found(activity_id=str(scene.activity.id)) == {"team"}
    assert await scene.found(payable_min=orders["paid"]["payable"]["amount"]) >= {"paid"}
    assert await scene.found(payable_max=1) == set()
    assert await scene.found(delivery="pickup") == set()
    assert await scene.found(paid_until="2000-01-01T00:00:00Z") == set()
    assert await scene.found(placed_since="2000-01-01T00:00:00Z", placed_until="2001-01-01T00:00:00Z") == set()
    assert await scene.found(flag="red") == set()


async def test_by_the_phone_of_who_bought_and_of_who_receives(db: Database, scene: Scene) -> None:
    from tuanzi.people.accounts import api as accounts

    address = (await accounts.addresses(db.reader, scene.buyer.member_id))[0]
    phone = await accounts.phone_of(db.reader, scene.buyer.member_id) or ""
    mine = {"unpaid", "paid", "sent"}
    assert await scene.found(buyer_phone=phone) == mine
    assert await scene.found(q=phone.removeprefix("+86")) == mine
    assert await scene.found(receiver_phone=address.phone) >= mine
    assert await scene.found(q=address.phone) >= mine
    assert await scene.found(buyer_phone="13000000000") == set()
    assert await scene.found(receiver_phone="not a phone") == set()


async def test_every_order_of_sorting_is_walked_without_gap_or_repetition(scene: Scene) -> None:
    everything = {item["id"] for item in (await scene.ask(limit=100))["items"]}
    keys = {"placed": "placed_at", "paid": "paid_at", "payable": "payable", "number": "number"}
    for name, field in keys.items():
        for sign in ("", "-"):
            seen, values, cursor = [], [], None
            for _ in range(20):
                body = await scene.ask(sort=sign + name, limit=2, **({"cursor": cursor} if cursor else {}))
                seen += [item["id"] for item in body["items"]]
                values += [item[field]["amount"] if field == "payable" else item[field] or "" for item in body["items"]]
                cursor = body["next"]
                if cursor is None:
                    break
            assert (len(seen), set(seen)) == (len(everything), everything), sign + name
            assert values == sorted(values, reverse=sign == "-"), sign + name


async def test_a_row_names_buyer_parcel_and_note_and_hides_the_receiver(db: Database, client: httpx.AsyncClient, scene: Scene) -> None:
    order_id = scene.orders["sent"]["id"]
    await client.post(f"{CONSOLE}/orders/{order_id}/notes", json={"text": "客户要下午送"}, headers=scene.owner)
    await client.put(f"{CONSOLE}/orders/{order_id}/flag", json={"flag": "red"}, headers=scene.owner)
    (row,) = (await scene.ask(flag="red"))["items"]
    assert (row["buyer"]["nickname"], row["note"], row["flag"], row["carrier"]) == ("小团", "客户要下午送", "red", "zto")
    assert row["parcels"] == [{"carrier": "zto", "carrier_name": "中通快递", "waybill": "ZT0012345678"}]
    assert "*" in row["receiver"]["name"]
    assert "****" in row["receiver"]["phone"]
    assert row["receiver"]["detail"] == "****"
    assert await scene.found(note="any") == {"sent"}
    assert "sent" not in await scene.found(note="none")


async def test_tabs_count_and_what_is_late_is_seen(db: Database, client: httpx.AsyncClient, scene: Scene, shift_clock: Shift) -> None:
    counted = (await client.get(f"{CONSOLE}/orders/counts", headers=scene.owner)).json()
    assert (counted["awaiting_payment"], counted["waiting"], counted["to_ship"], counted["shipped"], counted["overdue"]) == (1, 3, 1, 1, 0)
    shift_clock(timedelta(hours=49))
    scene.owner = await people.as_staff(db)
    assert (await client.get(f"{CONSOLE}/orders/counts", headers=scene.owner)).json()["overdue"] == 1
    assert await scene.found(overdue=True) == {"paid"}
    assert {item["is_overdue"] for item in (await scene.ask(overdue=True))["items"]} == {True}


async def test_the_picking_list_adds_up_what_is_still_to_be_sent(client: httpx.AsyncClient, scene: Scene) -> None:
    ids = [scene.orders[name]["id"] for name in ("paid", "sent", "unpaid", "team")]
    body = (await client.get(f"{CONSOLE}/picking-list", params={"order_id": ids}, headers=scene.owner)).json()
    assert [(each["quantity"], each["orders"]) for each in body["skus"]] == [(2, 1)]
    assert [each["id"] for each in body["orders"]] == [scene.orders["paid"]["id"]]


async def test_a_bad_wish_is_refused(client: httpx.AsyncClient, scene: Scene) -> None:
    for params, code in (
        ({"sort": "colour"}, "kernel.bad_sort"),
        ({"cursor": "abc"}, "kernel.bad_cursor"),
        ({"colour": "red"}, "kernel.bad_input"),
    ):
        answer = await client.get(f"{CONSOLE}/orders", params=params, headers=scene.owner)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    page = await scene.ask(limit=2)
    other = await client.get(f"{CONSOLE}/orders", params={"cursor": page["next"], "sort": "paid"}, headers=scene.owner)
    assert other.json()["code"] == "kernel.bad_cursor"
