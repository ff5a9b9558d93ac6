"""Signing in, told over HTTP: codes, passwords, WeChat, devices, and the visitor who becomes a member."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.factories import goods, growth, people
from tuanzi.adapters.wechat import sandbox
from tuanzi.growth.sharing import api as sharing
from tuanzi.kernel.db import Database
from tuanzi.people.accounts.contracts import MemberId

Drain = Callable[[], Awaitable[None]]
SHOP = "/api/v1/shop"


async def sign_in(client: httpx.AsyncClient, db: Database, drain: Drain, phone: str, **headers: str) -> dict[str, Any]:
    answer = await client.post(f"{SHOP}/sign-in/codes", json={"phone": phone})
    assert (answer.status_code, answer.json()) == (202, {"resend_after_s": 60, "expires_in_s": 300})
    await drain()
    body = {"phone": phone, "code": await people.read_code(client, db), "device": "iPhone 15"}
    answer = await client.post(f"{SHOP}/sign-in/phone", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def bearer(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"}


async def test_a_phone_signs_up_then_in(
    client: httpx.AsyncClient, db: Database, drain: Drain, shift_clock: Callable[[timedelta], None]
) -> None:
    session = await sign_in(client, db, drain, "138 0000 1234")
    assert session["is_new"] is True
    assert session["member"]["phone_masked"] == "138****1234"
    assert session["member"]["nickname"].startswith("团友")
    shift_clock(timedelta(seconds=61))
    again = await sign_in(client, db, drain, "+8613800001234")
    assert again["is_new"] is False
    assert again["member"]["id"] == session["member"]["id"]
    me = await client.get(f"{SHOP}/me", headers=bearer(again))
    assert me.json() == again["member"]
    names = [row["name"] for row in await db.pool.fetch("SELECT name FROM facts_outbox WHERE name LIKE 'accounts.%' ORDER BY position")]
    assert names == ["accounts.MemberSignedUp", "accounts.MemberSignedIn", "accounts.MemberSignedIn"]


async def test_a_wrong_code_is_counted_although_the_request_fails(client: httpx.AsyncClient, db: Database, drain: Drain) -> None:
    await client.post(f"{SHOP}/sign-in/codes", json={"phone": "13800001234"})
    await drain()
    code = await people.read_code(client, db)
    body = {"phone": "13800001234", "code": f"{(int(code) + 1) % 10**6:06d}"}
    answers = [await client.post(f"{SHOP}/sign-in/phone", json=body, headers={"Accept-Language": "en"}) for _ in range(5)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "accounts.code_wrong")] * 4 + [
        (409, "accounts.code_locked")
    ]
    assert answers[0].json()["detail"] == "That code is not right. 4 attempts left."
    right = await client.post(f"{SHOP}/sign-in/phone", json={**body, "code": code})
    assert (right.status_code, right.json()["code"]) == (409, "accounts.code_locked")
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_member") == 0


@pytest.mark.parametrize("phone", ["12345", "23800001234", "+12025550143"])
async def test_an_unknown_format_is_a_problem_and_nothing_changes(client: httpx.AsyncClient, db: Database, phone: str) -> None:
    answer = await client.post(f"{SHOP}/sign-in/codes", json={"phone": phone})
    assert (answer.status_code, answer.json()["code"]) == (422, "accounts.phone_invalid")
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_code") == 0


async def test_too_soon_says_how_long_to_wait(client: httpx.AsyncClient) -> None:
    await client.post(f"{SHOP}/sign-in/codes", json={"phone": "13800001234"})
    answer = await client.post(f"{SHOP}/sign-in/codes", json={"phone": "13800001234"})
    assert (answer.status_code, answer.json()["code"]) == (429, "accounts.code_too_soon")
    assert 55 <= int(answer.headers["retry-after"]) <= 60


async def test_wechat_signs_up_then_in_and_a_code_works_once(client: httpx.AsyncClient) -> None:
    code = (await client.get("/sandbox/wechat/login", params={"name": "anna"})).json()["code"]
    first = await client.post(f"{SHOP}/sign-in/wechat", json={"code": code})
    assert (first.status_code, first.json()["is_new"]) == (200, True)
    assert first.json()["member"]["phone_masked"] is None
    replay = await client.post(f"{SHOP}/sign-in/wechat", json={"code": code})
    assert (replay.status_code, replay.json()["code"]) == (409, "accounts.wechat_code_wrong")
    second = await client.post(f"{SHOP}/sign-in/wechat", json={"code": sandbox.make_code("anna")})
    assert (second.json()["is_new"], second.json()["member"]["id"]) == (False, first.json()["member"]["id"])
    other = await client.post(f"{SHOP}/sign-in/wechat", json={"code": sandbox.make_code("bert")})
    assert other.json()["member"]["id"] != first.json()["member"]["id"]


async def test_a_password_is_chosen_and_used(client: httpx.AsyncClient, db: Database, drain: Drain) -> None:
    session = await sign_in(client, db, drain, "13800001234")
    weak = await client.put(f"{SHOP}/me/password", json={"new": "password123"}, headers=bearer(session))
    assert (weak.status_code, weak.json()["code"]) == (422, "accounts.password_too_common")
    chosen = await client.put(f"{SHOP}/me/password", json={"new": "寿光的番茄很好吃呀"}, headers=bearer(session))
    assert chosen.status_code == 422
    chosen = await client.put(f"{SHOP}/me/password", json={"new": "寿光的番茄很好吃呀真的"}, headers=bearer(session))
    assert chosen.status_code == 204, chosen.text
    body = {"login": "13800001234", "password": "寿光的番茄很好吃呀真的"}
    answer = await client.post(f"{SHOP}/sign-in/password", json=body)
    assert (answer.status_code, answer.json()["member"]["has_password"]) == (200, True)
    answer = await client.post(f"{SHOP}/sign-in/password", json={**body, "password": "not the password"})
    assert (answer.status_code, answer.json()["code"]) == (401, "accounts.credentials_wrong")


async def test_devices_are_listed_ended_and_refreshed(
    client: httpx.AsyncClient, db: Database, drain: Drain, shift_clock: Callable[[timedelta], None]
) -> None:
    first = await sign_in(client, db, drain, "13800001234")
    shift_clock(timedelta(seconds=61))
    second = await sign_in(client, db, drain, "13800001234")
    devices = (await client.get(f"{SHOP}/sessions", headers=bearer(second))).json()["items"]
    assert [(device["device"], device["current"]) for device in devices] == [("iPhone 15", True), ("iPhone 15", False)]
    ended = await client.delete(f"{SHOP}/sessions/{devices[1]['id']}", headers=bearer(second))
    assert ended.status_code == 204
    refused = await client.post(f"{SHOP}/sessions/refresh", json={"refresh_token": first["refresh_token"]})
    assert (refused.status_code, refused.json()["code"]) == (401, "accounts.refresh_refused")
    renewed = await client.post(f"{SHOP}/sessions/refresh", json={"refresh_token": second["refresh_token"]})
    assert (renewed.status_code, renewed.json()["is_new"], renewed.json()["member"]) == (200, False, second["member"])
    assert (await client.post(f"{SHOP}/sign-out", headers=bearer(renewed.json()))).status_code == 204
    gone = await client.post(f"{SHOP}/sessions/refresh", json={"refresh_token": renewed.json()["refresh_token"]})
    assert gone.status_code == 401


async def test_a_reused_refresh_token_ends_the_session_although_the_request_fails(client: httpx.AsyncClient, db: Database) -> None:
    async with db.transaction() as tx:
        token = (await people.session(tx, await people.member(tx))).refresh_token
    url = f"{SHOP}/sessions/refresh"
    newer = (await client.post(url, json={"refresh_token": token})).json()["refresh_token"]
    newest = (await client.post(url, json={"refresh_token": newer})).json()["refresh_token"]
    assert (await client.post(url, json={"refresh_token": token})).status_code == 401
    assert (await client.post(url, json={"refresh_token": newest})).status_code == 401


async def test_the_profile_the_avatar_and_the_addresses(client: httpx.AsyncClient, db: Database) -> None:
    from tests.people.accounts.test_avatar import picture

    headers = await people.as_member(db)
    changed = await client.patch(f"{SHOP}/me", json={"nickname": "寿光小团", "attributes": {"肤质": "干性"}}, headers=headers)
    assert (changed.json()["nickname"], changed.json()["attributes"]) == ("寿光小团", {"肤质": "干性"})
    for bad in ({"nickname": ""}, {"nickname": "x" * 31}, {"birthday": "2999-01-01"}, {"gender": "x"}, {"level": 9}):
        assert (await client.patch(f"{SHOP}/me", json=bad, headers=headers)).status_code == 422, bad
    answer = await client.put(f"{SHOP}/me/avatar", files={"file": ("a.png", picture(), "image/png")}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["avatar"]["width"] == 256
    assert answer.json()["avatar"]["small"].startswith("/media/accounts/avatars/")
    answer = await client.put(f"{SHOP}/me/avatar", files={"file": ("a.png", b"<script>", "image/png")}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "accounts.avatar_refused")

    body = {"name": "张三", "phone": "13800000000", "region_code": "370783", "detail": "圣城街道88号", "is_default": False}
    made = await client.post(f"{SHOP}/me/addresses", json=body, headers=headers)
    assert made.status_code == 201
    assert made.json() == {
        **body,
        "id": made.json()["id"],
        "province": "山东省",
        "city": "潍坊市",
        "district": "寿光市",
        "is_default": True,
    }
    url = f"{SHOP}/me/addresses/{made.json()['id']}"
    stranger = await people.as_member(db)
    assert (await client.put(url, json=body, headers=stranger)).status_code == 404
    assert (await client.delete(url, headers=stranger)).status_code == 404
    assert (await client.get(f"{SHOP}/me/addresses", headers=stranger)).json() == {"items": []}
    assert (await client.put(url, json={**body, "detail": "1号"}, headers=headers)).json()["detail"] == "1号"
    assert (await client.delete(url, headers=headers)).status_code == 204
    parsed = await client.post(
        f"{SHOP}/me/addresses/parse", json={"text": "张三 13800000000 山东省潍坊市寿光市圣城街道88号"}, headers=headers
    )
    assert parsed.json()["region_code"] == "370783"
    cities = await client.get(f"{SHOP}/regions", params={"parent": "370000"})
    assert {"code": "370700", "name": "潍坊市", "has_children": True} in cities.json()["items"]


async def test_a_visitors_cart_and_links_come_along(client: httpx.AsyncClient, db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
        sharer = await people.member(tx)
        code = (await growth.product_link(tx, sharer)).code
    visitor = {"X-Visitor": "visitor-0001"}
    added = await client.post(f"{SHOP}/cart/lines", json={"sku_id": str(sku_id), "quantity": 2}, headers=visitor)
    assert added.status_code in {200, 201}, added.text
    assert (await client.post(f"{SHOP}/touches", json={"code": code}, headers=visitor)).status_code == 204
    session = await sign_in(client, db, drain, "13800001234", **visitor)
    cart = (await client.get(f"{SHOP}/cart", headers=bearer(session))).json()
    assert [(line["sku_id"], line["quantity"]) for line in cart["lines"]] == [(str(sku_id), 2)]
    assert (await client.get(f"{SHOP}/cart", headers=visitor)).json()["lines"] == []
    member_id = MemberId.parse(session["member"]["id"])
    found = await sharing.last_touch(db.reader, None, member_id, timedelta(days=7))
    assert found is not None
    assert found.sharer_id == sharer
