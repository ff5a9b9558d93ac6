"""A role over one's own members, or one's own places, reaches nothing else: every console endpoint, tried with a thing of one's own and with
one of somebody else's.
"""

from __future__ import annotations

import io
import re
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.contract.test_access import Walked, of_kind
from tests.factories import deals, people, shop
from tests.factories.shop import CONSOLE, Shopper
from tuanzi.apps.console.guards import GUARDS
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationKind
from tuanzi.kernel import tabular
from tuanzi.kernel.db import Database
from tuanzi.kernel.scope import Scope
from tuanzi.people.access import api as access
from tuanzi.people.access import rules
from tuanzi.people.access.contracts import Actor, RoleScope, StaffChange, StaffId
from tuanzi.people.access.errors import GrantTooWide
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId

BY_HANDLER = {
    "GET /orders",
    "GET /orders/counts",
    "GET /picking-list",
    "POST /order-exports",
    "POST /order-actions/mark",
    "POST /order-actions/ready",
    "POST /orders/packing-slips",
    "POST /shipments",
    "POST /shipments/check",
    "POST /pickups/verify",
    "GET /payments",
    "GET /refunds",
    "GET /members",
    "GET /groupbuy/teams",
    "GET /sharing/links",
    "GET /stock",
    "GET /stock/movements",
    "GET /stock/takes",
    "POST /stock/takes",
    "POST /stock/adjustments",
    "POST /stock/losses",
    "POST /stock/transfers",
    "PUT /stock/safety",
    "PUT /stock/warnings",
    "GET /locations",
    "GET /products/{product_id}/stock",
}
"""Endpoints whose handler keeps to the scope, because no thing in the path tells whose it is. Whoever adds one adds a trial below."""


def reach_of(walked: Walked) -> str:
    assert walked.endpoint
    return walked.endpoint.access.reach


def permission_of(walked: Walked) -> str:
    assert walked.endpoint
    return walked.endpoint.access.permission or ""


def parameters(walked: Walked) -> set[str]:
    return set(re.findall(r"{(\w+)", walked.path))


def body_of(walked: Walked) -> dict[str, Any] | None:
    return None if walked.method in {"GET", "DELETE"} else {}


async def test_reach_and_rules_agree(app: Any) -> None:
    """A permission can be narrowed exactly if something behind it keeps to a scope; what is common is common everywhere."""
    reaches: dict[str, set[str]] = {}
    for walked in of_kind(app, "staff"):
        reaches.setdefault(permission_of(walked), set()).add(reach_of(walked))
    narrowed = frozenset[str]().union(*rules.NARROWS.values())
    assert {name for name, found in reaches.items() if "own" in found} == narrowed
    assert {name for name, found in reaches.items() if found == {"common"}} == rules.COMMON


async def test_every_endpoint_over_ones_own_has_its_guard(app: Any) -> None:
    unguarded = {
        f"{each.method} {each.path}" for each in of_kind(app, "staff") if reach_of(each) == "own" and not parameters(each) & GUARDS.keys()
    }
    assert unguarded == BY_HANDLER


@pytest.mark.parametrize("scope", ["own_members", "own_places"])
async def test_what_touches_everything_is_refused(app: Any, client: httpx.AsyncClient, db: Database, scope: RoleScope) -> None:
    _, headers = await people.narrow_staff(db, scope)
    fit = rules.PERMISSIONS - rules.unfit(scope, rules.PERMISSIONS)
    for walked in of_kind(app, "staff"):
        if reach_of(walked) != "whole":
            continue
        path = CONSOLE + re.sub(r"{\w+}", "0" * 26, walked.path)
        answer = await client.request(
            walked.method, path, json=body_of(walked), headers=headers | {"Idempotency-Key": "walking-the-endpoints"}
        )
        code = "kernel.scope_too_narrow" if permission_of(walked) in fit else "kernel.forbidden"
        assert (answer.status_code, answer.json()["code"]) == (403, code), str(walked)


async def test_a_role_cannot_hold_what_its_scope_cannot_divide(client: httpx.AsyncClient, db: Database) -> None:
    owner = await people.as_staff(db)
    body = {"code": "adviser", "name": "顾问", "permissions": ["audit.read", "orders.read"], "scope": "own_members"}
    refused = await client.post(f"{CONSOLE}/roles", json=body, headers=owner)
    assert (refused.status_code, refused.json()["code"], refused.json()["permission"]) == (422, "access.scope_unfit", "audit.read")
    made = await client.post(f"{CONSOLE}/roles", json={**body, "permissions": ["orders.read"]}, headers=owner)
    assert (made.status_code, made.json()["scope"]) == (201, "own_members")
    known = (await client.get(f"{CONSOLE}/roles", headers=owner)).json()
    assert "orders.read" in known["fit"]["own_members"]
    assert "audit.read" not in known["fit"]["own_members"]
    assert known["fit"]["everything"] == known["permissions"]


async def test_who_reaches_only_their_own_grants_nothing(db: Database) -> None:
    async with db.transaction() as tx:
        actor = Actor(None)
        await access.create_role(tx, actor, "hr", "人事", frozenset({"access.write", "access.read"}))
        await access.create_role(tx, actor, "adviser", "顾问", frozenset({"orders.read"}), "own_members")
        boss = await people.staff(tx, "hr", "adviser")
        with pytest.raises(GrantTooWide):
            await access.create_role(tx, Actor(boss), "wide", "更宽", frozenset({"orders.read"}))


async def test_two_roles_reach_what_either_reaches(db: Database) -> None:
    async with db.transaction() as tx:
        await access.create_role(tx, Actor(None), "adviser", "顾问", frozenset({"orders.read", "members.read"}), "own_members")
        await access.create_role(tx, Actor(None), "clerk", "店员", frozenset({"orders.read", "inventory.read"}), "own_places")
        staff_id = await people.staff(tx, "adviser", "clerk")
        mine = await people.member(tx)
        await accounts.set_adviser(tx, [mine], staff_id)
        point = await inventory.create_location(tx, "east", LocationKind.PICKUP, "东门店")
        await access.set_places(tx, Actor(None), staff_id, [point], ["东门店"])
        grants = await access.grants_of(tx, staff_id)
        assert grants.scope("orders.read") == Scope(members=frozenset({mine}), places=frozenset({point}))
        assert grants.scope("members.read") == Scope(members=frozenset({mine}))
        assert grants.scope("inventory.read") == Scope(places=frozenset({point}))
        assert grants.narrow == {"orders.read", "members.read", "inventory.read"}
        await access.create_role(tx, Actor(None), "all", "全部", frozenset({"orders.read"}))
        await access.change_staff(tx, Actor(None), staff_id, StaffChange(roles=("adviser", "clerk", "all")))
        assert (await access.grants_of(tx, staff_id)).scope("orders.read").is_whole


# Members: two buyers with everything, one of them the adviser's.


@dataclass
class Two:
    """Somebody's own, and another's: ids on the wire by what stands in a path."""

    http: httpx.AsyncClient
    headers: dict[str, str]
    staff_id: StaffId
    own: dict[str, str]
    other: dict[str, str]
    numbers: tuple[str, str]
    drain: Drain

    async def ask(self, method: str, path: str, body: Any = None, **params: Any) -> httpx.Response:
        headers = self.headers | {"Idempotency-Key": shop.fresh_key()}
        return await self.http.request(method, CONSOLE + path, json=body, params=params, headers=headers)

    async def errand(self, path: str, body: Any) -> Any:
        """Start, run, and look at what came of it."""
        started = await self.ask("POST", path, body)
        assert started.status_code == 202, started.text
        await self.drain()
        return (await self.ask("GET", f"/errands/{started.json()['errand_id']}")).json()


async def things_of(owner: dict[str, str], buyer: Shopper, activity: Any, db: Database, drain: Drain) -> dict[str, str]:
    """An order sent and partly refunded, one in a team, a share link; ids by parameter."""

    async def clerk(method: str, path: str, body: Any) -> Any:
        answer = await buyer.http.request(method, CONSOLE + path, json=body, headers={**owner, "Idempotency-Key": shop.fresh_key()})
        assert answer.status_code < 300, answer.text
        return answer.json()

    sku_id = deals.sku_of(activity)
    order = await buyer.bought(buyer.wish(sku_id, quantity=2))
    team_id = (await buyer.bought(buyer.wish(sku_id, activity=activity)))["team_id"]
    await drain()
    assert (await buyer.post("/share-links", {"kind": "team", "target_id": team_id})).status_code == 201
    parcel = await clerk("POST", f"/orders/{order['id']}/ship", {"carrier": "sf", "waybill": f"SF{secrets.randbelow(10**10):010d}"})
    lines = [{"line_id": order["lines"][0]["id"], "quantity": 1}]
    await clerk("POST", f"/orders/{order['id']}/refunds", {"lines": lines, "reason": "坏了一个"})
    waiting = await buyer.bought(buyer.wish(sku_id))
    await drain()
    return {
        "order_id": order["id"],
        "parcel_id": parcel["parcel_id"],
        "member_id": str(buyer.member_id),
        "team_id": team_id,
        "waiting": waiting["id"],
        "number": (await buyer.see(waiting["id"]))["number"],
    }


@pytest.fixture
async def two_members(db: Database, client: httpx.AsyncClient, drain: Drain) -> Two:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((3, deals.GROUP_PRICE),), goods_stock=1000)
    owner = await people.as_staff(db)
    mine, foreign = await shop.shoppers(db, client, 2, wallet=1_000_000)
    staff_id, headers = await people.narrow_staff(db, "own_members")
    given = await client.post(
        f"{CONSOLE}/advisers/assign", json={"member_ids": [str(mine.member_id)], "staff_id": str(staff_id)}, headers=owner
    )
    assert given.json() == {"changed": 1}
    own = await things_of(owner, mine, activity, db, drain)
    other = await things_of(owner, foreign, activity, db, drain)
    return Two(client, headers, staff_id, own, other, (own["number"], other["number"]), drain)


async def test_in_a_path_others_things_are_not_there(app: Any, two_members: Two) -> None:
    two, tried = two_members, 0
    bodies = {"/orders/{order_id}/refunds/preview": {}, "/members/{member_id}/notes": {"text": "x"}}
    for walked in of_kind(app, "staff"):
        names = parameters(walked) & {"order_id", "parcel_id", "member_id", "team_id"}
        if reach_of(walked) != "own" or not names or permission_of(walked) in rules.unfit("own_members", [permission_of(walked)]):
            continue
        tried += 1
        path = re.sub(r"{(\w+)}", lambda found: two.other.get(found[1], "0" * 26), walked.path)
        answer = await two.ask(walked.method, path, body_of(walked) and {} if walked.path not in bodies else bodies[walked.path])
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), f"{walked}: {answer.text}"
        path = re.sub(r"{(\w+)}", lambda found: two.own.get(found[1], "0" * 26), walked.path)
        if walked.method == "GET":
            assert (await two.ask("GET", path)).status_code == 200, str(walked)
    assert tried >= 25


LISTS = ("/orders", "/members", "/payments", "/refunds", "/groupbuy/teams", "/sharing/links")


async def test_in_lists_others_things_are_not_there(two_members: Two) -> None:
    two = two_members
    for path in LISTS:
        answer = await two.ask("GET", path, limit=100)
        assert answer.status_code == 200, answer.text
        assert answer.json()["items"], path
        for name, value in two.other.items():
            assert value not in answer.text, f"{path} shows {name}"
        if "total" in answer.json():
            assert answer.json()["total"] == len(answer.json()["items"]), path
    for number, found in zip(two.numbers, (1, 0), strict=True):
        assert len((await two.ask("GET", "/orders", number=number)).json()["items"]) == found
        assert len((await two.ask("GET", "/search", q=number)).json()["items"]) == found
        assert len((await two.ask("GET", "/payments", number=number)).json()["items"]) == found
    assert (await two.ask("GET", "/orders/counts")).json()["to_ship"] == 1
    today = (await two.ask("GET", "/today")).json()
    assert today["sales"]["today"]["orders"] == 3
    assert [each["count"] for each in today["queues"] if each["key"] == "to_ship"] == [1]
    assert [each["id"] for each in today["teams"]["items"]] == [two.own["team_id"]]
    picked = (await two.ask("GET", "/picking-list", order_id=[two.own["waiting"], two.other["waiting"]])).json()
    assert [each["id"] for each in picked["orders"]] == [two.own["waiting"]]


async def test_with_ids_in_a_body_others_things_are_left_alone(db: Database, two_members: Two) -> None:
    two = two_members
    both = [two.own["waiting"], two.other["waiting"]]
    slips = await two.ask("POST", "/orders/packing-slips", {"order_ids": both, "reason": "打包"})
    assert [each["order_id"] for each in slips.json()["items"]] == [two.own["waiting"]]
    marked = await two.errand("/order-actions/mark", {"ids": both, "flag": "red"})
    assert (marked["done"], marked["counts"]) == (1, {"marked": 1})
    everything = await two.errand("/order-actions/mark", {"filters": {}, "note": "全部"})
    assert everything["done"] == 3
    assert await db.reader.fetchval("SELECT count(*) FROM orders_note") == 3
    exported = await two.errand("/order-exports", {"filters": {}, "columns": ["number"]})
    rows = list(tabular.read((await two.ask("GET", f"/errands/{exported['id']}/file")).content))
    assert len(rows) == 1 + 3
    assert [two.numbers[0]] in rows
    assert [two.numbers[1]] not in rows
    table = "\n".join(["订单号,快递公司,运单号", *(f"{number},sf,SF88800000{place}" for place, number in enumerate(two.numbers))])
    headers = two.headers | {"Idempotency-Key": shop.fresh_key()}
    checked = await two.http.post(
        f"{CONSOLE}/shipments/check", files={"file": ("a.csv", io.BytesIO(table.encode()), "text/csv")}, headers=headers
    )
    assert [each["verdict"] for each in checked.json()["rows"]] == ["ok", "bad"], checked.text
    lines = [{"line": 1, "number": two.numbers[1], "carrier": "sf", "waybill": "SF8880000001"}]
    refused = await two.ask("POST", "/shipments", {"rows": lines})
    assert refused.json()["code"] == "fulfilment.number_unknown"
    body = {"source_id": two.other["member_id"], "reason": "同一个人", "keep": "mine"}
    merged = await two.ask("POST", f"/members/{two.own['member_id']}/merge", body)
    assert (merged.status_code, merged.json()["code"]) == (404, "accounts.member_not_found")


async def test_a_file_holds_what_the_person_may_see_when_it_is_written(db: Database, two_members: Two) -> None:
    two = two_members
    started = await two.ask("POST", "/order-exports", {"filters": {}, "columns": ["number", "receiver_phone"]})
    async with db.transaction() as tx:
        await accounts.set_adviser(tx, [MemberId.parse(two.own["member_id"])], None)
    await two.drain()
    done = (await two.ask("GET", f"/errands/{started.json()['errand_id']}")).json()
    assert (done["state"], done["done"]) == ("done", 0)


async def test_another_adviser_sees_them_from_the_next_request_on(db: Database, two_members: Two, client: httpx.AsyncClient) -> None:
    two = two_members
    _, headers = await people.narrow_staff(db, "own_members")
    assert (await client.get(f"{CONSOLE}/members", headers=headers)).json()["items"] == []
    refused = await two.ask("POST", "/advisers/assign", {"member_ids": [two.other["member_id"]], "staff_id": str(two.staff_id)})
    assert (refused.status_code, refused.json()["permission"]) == (403, "members.assign")
    owner = await people.as_staff(db)
    row = (await client.get(f"{CONSOLE}/members/{two.own['member_id']}", headers=owner)).json()
    assert (row["adviser_id"], row["adviser_name"]) == (str(two.staff_id), "小美")
    found = (await client.get(f"{CONSOLE}/members?has_adviser=false", headers=owner)).json()["items"]
    assert [each["id"] for each in found] == [two.other["member_id"]]
    body = {"member_ids": [two.own["member_id"], two.other["member_id"]], "staff_id": None}
    assert (await client.post(f"{CONSOLE}/advisers/assign", json=body, headers=owner)).json() == {"changed": 1}
    assert (await two.ask("GET", "/members")).json()["items"] == []
    assert (await two.ask("GET", f"/members/{two.own['member_id']}")).status_code == 404
