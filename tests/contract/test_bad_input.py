"""Hostile and broken input at both doors: a clear refusal in the reader's language, never a 5xx, and nothing half done."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from tests.conftest import Drain
from tests.contract.furnished import Furnished, furnish
from tests.contract.refusals import as_json, check, counts, refused, sender
from tests.factories import deals, shop
from tests.factories.shop import CONSOLE, SHOP
from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.db import Database
from tuanzi.people.accounts.contracts import AddressId
from tuanzi.trade.orders.contracts import OrderId

pytestmark = pytest.mark.timeout(120)
UNKEEPABLE = ("a\0b", "\ud800", "x\udfffy")
SQL = "'; DROP TABLE orders_order; --"


async def test_baskets_that_cannot_be(client: httpx.AsyncClient, there: Furnished) -> None:
    me = there.member
    sku_id = deals.sku_of(there.activity)
    good = me.wish(sku_id)
    line = good["lines"][0]
    group = me.wish(sku_id, activity=there.activity)["deal"]
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"lines": [{**line, "sku_id": str(SkuId.new())}]}, 409, "pricing.not_on_sale"),
        ({"lines": [{**line, "sku_id": there.ids["prd"][0]}]}, 422, "kernel.bad_input"),
        ({"lines": [{**line, "sku_id": SQL}]}, 422, "kernel.bad_input"),
        ({"lines": []}, 422, "kernel.bad_input"),
        ({"lines": [line] * 2}, 422, "pricing.bad_basket"),
        ({"lines": [line] * 10_000}, 422, "kernel.bad_input"),
        *[
            ({"lines": [{**line, "quantity": each}]}, 422, "kernel.bad_input")
            for each in (-1, 0, 10**9, 10**30, 1.5, None, "x", [1], 1e300)
        ],
        ({"lines": [{**line, "price": {"amount": 1, "currency": "CNY"}}]}, 422, "kernel.bad_input"),
        ({"payable": {"amount": 1, "currency": "CNY"}}, 422, "kernel.bad_input"),
        ({"member_id": str(there.ids["mem"][0])}, 422, "kernel.bad_input"),
        ({"deal": {**group, "kind": "free_lunch"}}, 422, "pricing.unknown_deal"),
        ({"deal": {**group, "activity_id": str(ProductId.new())}}, 404, "groupbuy.activity_not_found"),
        ({"deal": {**group, "activity_id": SQL}}, 404, "groupbuy.activity_not_found"),
        ({"address_id": str(AddressId.new())}, 404, "accounts.address_not_found"),
        ({"address_id": there.ids["ord"][0]}, 422, "kernel.bad_input"),
        ({"delivery": "drone"}, 422, "kernel.bad_input"),
        ({"quote_hash": "0" * 64}, 409, "checkout.quote_changed"),
        ({"quote_hash": "x" * 65}, 422, "kernel.bad_input"),
        ({"remark": "多" * 1_001}, 422, "kernel.bad_input"),
        ({"address_id": None}, 422, "checkout.address_missing"),
        ({"delivery": "pickup", "address_id": None}, 422, "checkout.pickup_point_unknown"),
    ]
    shown = (await me.quote(good))["hash"]
    for change, status, code in cases:
        body = {**good, "quote_hash": shown, **change}
        await refused(sender(client, me.headers, "POST", f"{SHOP}/orders", body), status, code)
    nowhere = {**good, "deal": {**group, "team_id": there.ids["ord"][0]}}
    nowhere["quote_hash"] = (await me.quote(nowhere))["hash"]
    await refused(sender(client, me.headers, "POST", f"{SHOP}/orders", nowhere), 404, "groupbuy.team_not_found")
    tampered = await refused(sender(client, me.headers, "POST", f"{SHOP}/orders", {**good, "quote_hash": shown[:-1] + "x"}), 409)
    assert tampered["quote"]["hash"] == shown, "the refusal brings the quote that is true"


async def test_keys_of_intentions(client: httpx.AsyncClient, there: Furnished) -> None:
    me, unpaid = there.member, there.ids["ord"][2]
    path = f"{SHOP}/orders/{unpaid}/payments"
    for key in ("short", "x" * 129, "with a space in it", "钥匙钥匙钥匙钥匙"):
        for language in ("zh-CN", "en"):
            headers = {**me.headers, "Accept-Language": language, "Idempotency-Key": key}
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            check(await client.post(path, json={"method": "sandbox"}, headers=raw), 422, "idempotency.key_missing")
    bare = {"Accept-Language": "en", **me.headers}
    check(await client.post(path, json={"method": "sandbox"}, headers=bare), 422, "idempotency.key_missing")


async def test_a_replayed_key_with_another_body_does_nothing_new(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    there = await furnish(db, client, drain)
    me, key = there.member, shop.fresh_key()
    wish = me.wish(deals.sku_of(there.activity))
    assert (await me.order(wish, key=key)).status_code == 201
    before = await counts(db)
    other = {**wish, "remark": "not what I said", "quote_hash": (await me.quote(wish))["hash"]}
    say = sender(client, me.headers, "POST", f"{SHOP}/orders", other)
    await refused(lambda headers: say({**headers, "Idempotency-Key": key}), 422, "idempotency.key_reused")
    elsewhere = sender(client, me.headers, "POST", f"{SHOP}/orders/{there.ids['ord'][2]}/cancel", {})
    await refused(lambda headers: elsewhere({**headers, "Idempotency-Key": key}), 422, "idempotency.key_reused")
    assert await counts(db) == before


async def test_bodies_that_are_not_json(client: httpx.AsyncClient, there: Furnished) -> None:
    me = there.member
    good = orjson.dumps(me.wish(deals.sku_of(there.activity)))
    bodies = (
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe{}",
        b"NaN",
        b"{" + b'"a":' * 9,
        b"[" * 100_000,
        b'{"lines":1e999}',
        good[:-1],
        b"\0" * 9,
    )
    for body in bodies:
        await refused(sender(client, me.headers, "POST", f"{SHOP}/quotes", body), 422, "kernel.bad_input")
        await refused(sender(client, there.owner, "POST", f"{CONSOLE}/products", body), 422, "kernel.bad_input")
    for kind in (
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "nonsense",
        "a/b; charset=x",
    ):
        wrong = sender(client, me.headers, "POST", f"{SHOP}/quotes", good, **{"Content-Type": kind})
        await refused(wrong, 422, "kernel.bad_input")
    for path in (f"{SHOP}/me/avatar", f"{CONSOLE}/pictures"):
        who = me.headers if path.startswith(SHOP) else there.owner
        method = "PUT" if path.startswith(SHOP) else "POST"
        await refused(sender(client, who, method, path, b"{}"), 422, "kernel.bad_input")


async def test_bodies_that_are_too_large(client: httpx.AsyncClient, there: Furnished) -> None:
    me = there.member
    large = b'{"x":"' + b"y" * 1_100_000 + b'"}'
    for path in (f"{SHOP}/quotes", f"{SHOP}/orders", f"{SHOP}/events", f"{CONSOLE}/sign-in"):
        await refused(sender(client, me.headers if path.startswith(SHOP) else {}, "POST", path, large), 413, "kernel.too_large")

    async def pour() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b"y" * 100_000

    for language in ("zh-CN", "en"):
        headers = {**me.headers, "Content-Type": "application/json", "Accept-Language": language, "Idempotency-Key": shop.fresh_key()}
        check(await client.post(f"{SHOP}/orders", content=pour(), headers=headers), 413, "kernel.too_large")
        check(await client.post(f"{SHOP}/quotes", content=pour(), headers=headers), 413, "kernel.too_large")


async def test_text_that_cannot_be_kept(client: httpx.AsyncClient, there: Furnished) -> None:
    """PostgreSQL takes neither NUL nor half a surrogate pair; no field of any body lets one through."""
    me, owner = there.member, there.owner
    address = {"name": "张三", "phone": "13800000000", "region_code": "370783", "detail": "文圣街", "is_default": False}
    event = {"id": "x", "name": "page_viewed", "version": 1, "at": "2026-11-22T00:00:00Z", "properties": {"page": "x"}}
    bodies: list[tuple[dict[str, str], str, str, Any]] = [
        (
            me.headers,
            "POST",
            f"{SHOP}/orders",
            {**me.wish(deals.sku_of(there.activity)), "quote_hash": "x", "remark": "x", "share_code": "x"},
        ),
        (me.headers, "POST", f"{SHOP}/me/addresses", address),
        (me.headers, "POST", f"{SHOP}/me/addresses/parse", {"text": "x"}),
        (me.headers, "PATCH", f"{SHOP}/me", {"nickname": "x", "region": "x", "attributes": {"k": "x"}}),
        (me.headers, "PUT", f"{SHOP}/me/password", {"new": "x"}),
        (me.headers, "POST", f"{SHOP}/orders/{there.ids['ord'][0]}/cancel", {"reason": "x"}),
        (me.headers, "POST", f"{SHOP}/orders/{there.ids['ord'][2]}/payments", {"method": "x"}),
        (me.headers, "POST", f"{SHOP}/share-links", {"kind": "product", "target_id": "x"}),
        (me.headers, "POST", f"{SHOP}/touches", {"code": "x"}),
        (me.headers, "POST", f"{SHOP}/events", {"events": [event]}),
        ({}, "POST", f"{SHOP}/sign-in/password", {"login": "x", "password": "x", "device": "x"}),
        ({}, "POST", f"{SHOP}/sign-in/codes", {"phone": "x"}),
        ({}, "POST", f"{SHOP}/sessions/refresh", {"refresh_token": "x"}),
        ({}, "POST", f"{CONSOLE}/sign-in", {"email": "x", "password": "x"}),
        (owner, "POST", f"{CONSOLE}/categories", {"name": "x"}),
        (owner, "POST", f"{CONSOLE}/orders/{there.ids['ord'][0]}/refunds", {"reason": "x"}),
        (owner, "POST", f"{CONSOLE}/parcels/{there.ids['prc'][0]}/events", {"text": "x"}),
    ]
    for who, method, path, body in bodies:
        for spoiled in _spoil(body):
            await refused(sender(client, who, method, path, spoiled), 422)
    for query in ("q=a%00b", "cursor=%00", "tag=%00", "q=%ed%a0%80%00"):
        await refused(sender(client, me.headers, "GET", f"{SHOP}/products?{query}"), 422, "kernel.unkeepable_text")
    await refused(sender(client, me.headers, "GET", f"{SHOP}/share-links/a%00b"), 422, "kernel.unkeepable_text")
    await refused(sender(client, owner, "GET", f"{CONSOLE}/audit?action=%00"), 422, "kernel.unkeepable_text")


def _spoil(body: Any) -> list[Any]:
    """The body once for each of its texts and each text that cannot be kept in its place, and with such keys."""
    if isinstance(body, str):
        return list(UNKEEPABLE)
    if isinstance(body, list):
        return [[each, *body[1:]] for each in _spoil(body[0])] if body else []
    if isinstance(body, dict):
        spoiled = [{**body, key: each} for key, value in body.items() for each in _spoil(value)]
        return [*spoiled, *({**body, key: "x"} for key in UNKEEPABLE[:2])]
    return []


async def test_texts_that_are_too_long_or_speak_sql_are_only_texts(client: httpx.AsyncClient, there: Furnished) -> None:
    me, owner = there.member, there.owner
    long = "长" * 25_000
    for who, method, path, body in (
        (me.headers, "PATCH", f"{SHOP}/me", {"nickname": long}),
        (me.headers, "POST", f"{SHOP}/me/addresses/parse", {"text": long}),
        (me.headers, "POST", f"{SHOP}/orders/{there.ids['ord'][0]}/cancel", {"reason": long}),
        ({}, "POST", f"{SHOP}/sign-in/password", {"login": long, "password": long}),
        ({}, "POST", f"{SHOP}/sessions/refresh", {"refresh_token": long}),
        (owner, "POST", f"{CONSOLE}/categories", {"name": long}),
        (owner, "POST", f"{CONSOLE}/pickups/verify", {"code": long}),
    ):
        await refused(sender(client, who, method, path, body), 422, "kernel.bad_input")
    for text in (
        SQL,
        "%' OR '1'='1",
        "\\",
        "%",
        "_",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "\u202e\u202e",
        "😀" * 20,
    ):
        answer = await client.get(f"{SHOP}/products", params={"q": text})
        assert (answer.status_code, answer.json()["items"]) == (200, []), text
        for path in (f"{CONSOLE}/products", f"{CONSOLE}/audit", f"{CONSOLE}/orders", f"{CONSOLE}/payments", f"{CONSOLE}/sharing/links"):
            found = await client.get(path, params={"q": text, "action": text, "order_id": text, "actor_id": text}, headers=owner)
            assert found.status_code in {200, 422}, f"{path} {text}: {found.text}"


async def test_cursors_that_we_did_not_give_out(app: Any, client: httpx.AsyncClient, there: Furnished) -> None:
    parts: list[Any] = [None, -1, 10**30, 1e300, True, "x", "", "a\0b", [], {}, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
    parts += ["2026-11-22T00:00:00", "ffffffff-ffff-ffff-ffff-ffffffffffff", there.ids["ord"][0], 2**63, 2**64]
    made = [base64.urlsafe_b64encode(as_json(each)).decode() for part in parts for each in ([part], [part] * 2, [part] * 3, part)]
    cursors = ["abc", "%", "====", "x" * 5000, SQL, "W10", "字", *made]
    tried = 0
    for name, door in (("shop", SHOP), ("console", CONSOLE)):
        document = getattr(app.app.rest.state.shop, name).openapi()
        who = there.member.headers if name == "shop" else there.owner
        for path, operations in document["paths"].items():
            named = {each["name"] for each in operations.get("get", {}).get("parameters", [])}
            if "cursor" not in named or "{" in path:
                continue
            tried += 1
            for cursor in cursors:
                answer = await client.get(door + path, params={"cursor": cursor}, headers=who)
                assert answer.status_code in {200, 422}, f"{path} {cursor}: {answer.text}"
            await refused(sender(client, who, "GET", f"{door}{path}?cursor=abc"), 422, "kernel.bad_cursor")
            for limit in ("0", "-1", "101", "1e9", "x", "9" * 40):
                await refused(sender(client, who, "GET", f"{door}{path}?limit={limit}"), 422, "kernel.bad_input")
    assert tried >= 10


async def test_ids_of_another_kind_and_ways_that_do_not_exist(app: Any, client: httpx.AsyncClient, there: Furnished) -> None:
    me = there.member
    for wrong in (
        there.ids["prd"][0],
        "ord_",
        "ord_" + "z" * 26,
        "ord_" + "0" * 25,
        str(OrderId.new()).upper(),
        "1",
        "-1",
        SQL,
        "%2e%2e",
        "null",
    ):
        await refused(
            sender(client, me.headers, "GET", f"{SHOP}/orders/{wrong.replace('/', '%2F').replace(' ', '%20')}"), 422, "kernel.bad_input"
        )
    await refused(sender(client, me.headers, "GET", f"{SHOP}/orders/{OrderId.new()}"), 404, "orders.not_found")
    await refused(sender(client, me.headers, "GET", f"{SHOP}/nothing/here"), 404, "kernel.not_found")
    await refused(sender(client, there.owner, "GET", f"{CONSOLE}/nothing/here"), 404, "kernel.not_found")
    await refused(sender(client, me.headers, "GET", "/api/v1/nothing"), 404, "kernel.not_found")
    for name, door in (("shop", SHOP), ("console", CONSOLE)):
        for path, operations in getattr(app.app.rest.state.shop, name).openapi()["paths"].items():
            where = door + path.replace("{", "").replace("}", "")
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {each.upper() for each in operations}:
                answer = await client.request(method, where, headers={"Accept-Language": "en"})
                if answer.status_code != 401:
                    check(answer, {404, 405, 422})
                if answer.status_code == 405:
                    assert set(answer.headers["allow"].split(", ")) <= {each.upper() for each in operations} | {"HEAD"}, path
    check(await client.request("TRACE", f"{SHOP}/orders"), 405, "kernel.method_not_allowed")


async def test_headers_out_of_this_world(client: httpx.AsyncClient, there: Furnished) -> None:
    raw = [
        (b"authorization", "Bearer 团子".encode()),
        (b"authorization", b"Bearer " + b"a." * 5000),
        (b"authorization", b"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZW0ifQ."),
        (b"authorization", b"Basic eDp5"),
        (b"accept-language", b"\xff\xfe;q=nan,*;q=9"),
        (b"x-visitor", b"../../etc/passwd"),
        (b"x-request-id", b"<script>"),
    ]
    for header in raw:
        answer = await client.get(f"{SHOP}/orders", headers=[header])
        check(answer, 401, "kernel.unauthenticated")
        assert "<script>" not in answer.headers["x-request-id"]
    check(await client.get(f"{SHOP}/cart", headers={"X-Visitor": "../../etc/passwd"}), 422, "cart.visitor_unknown")
