"""Sharing told over HTTP: the link, its page outside the app, the touch, and the poster."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.factories import deals, goods, people
from tests.factories.insight import PHONE
from tests.factories.trade import PICTURE
from tuanzi.deals.groupbuy.contracts import Activity, TeamId
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import Product, ProductId
from tuanzi.kernel import clock, ports
from tuanzi.kernel.db import Database
from tuanzi.kernel.pictures import file_key
from tuanzi.kernel.storage import Store
from tuanzi.people.accounts.contracts import MemberId

Drain = Callable[[], Awaitable[None]]
SHOP = "/api/v1/shop"


async def _product(db: Database, title: str = "寿光番茄", **said: Any) -> Product:
    async with db.transaction() as tx:
        await catalog.note_picture(tx, PICTURE, clock.now())
        return await goods.product(tx, title=title, selling_point="沙瓤多汁", picture_keys=(PICTURE,), **said)


async def _team(db: Database, drain: Drain) -> tuple[Activity, TeamId, MemberId]:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    await deals.pay(db, order)
    await drain()
    return activity, deals.team_of(order), leader


async def _share(
    client: httpx.AsyncClient, kind: str, target: object, headers: dict[str, str] | None = None, **said: str
) -> dict[str, Any]:
    answer = await client.post(f"{SHOP}/share-links", json={"kind": kind, "target_id": str(target), **said}, headers=headers)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_member_shares_a_product(client: httpx.AsyncClient, db: Database) -> None:
    product = await _product(db)
    headers = await people.as_member(db)
    link = await _share(client, "product", product.id, headers)
    assert await _share(client, "product", product.id, headers) == link
    code = link["code"]
    assert link["url"] == f"http://127.0.0.1:8000/s/{code}"
    assert (link["title"], link["text"]) == ("寿光番茄", "49.90 元，沙瓤多汁")
    assert link["picture"]["key"] == PICTURE
    assert link["mini_program_path"] == f"pkg-goods/product/index?id={product.id}&share={code}"
    shown = (await client.get(f"{SHOP}/share-links/{code}")).json()
    assert shown == {"kind": "product", "target_id": str(product.id), "sharer": {"nickname": "小团", "avatar": None}}
    english = await _share(client, "product", product.id, headers | {"Accept-Language": "en"})
    assert (english["code"], english["text"]) == (code, "¥49.90. 沙瓤多汁")
    assert (await _share(client, "product", product.id))["code"] != code


async def test_a_team_says_who_is_missing(client: httpx.AsyncClient, db: Database, drain: Drain) -> None:
    _, team, leader = await _team(db, drain)
    link = await _share(client, "team", team, await people.as_member(db, leader))
    assert link["title"].startswith("还差 2 人 | ")
    assert link["text"] == "3 人团 39.90 元，还差 2 人就成团，单买 49.90 元。"
    assert link["mini_program_path"] == f"pkg-goods/team/index?id={team}&share={link['code']}"


@pytest.mark.parametrize(
    ("kind", "target", "status", "code"),
    [
        ("product", str(ProductId.new()), 404, "sharing.target_not_found"),
        ("team", str(TeamId.new()), 404, "sharing.target_not_found"),
        ("team", str(ProductId.new()), 422, "sharing.target_mismatch"),
        ("product", "prd_'--", 422, "sharing.target_mismatch"),
        ("note", str(ProductId.new()), 422, "kernel.bad_input"),
    ],
    ids=["no such product", "no such team", "a product named a team", "no id at all", "an unknown kind"],
)
async def test_what_cannot_be_shared_is_refused(
    client: httpx.AsyncClient, db: Database, kind: str, target: str, status: int, code: str
) -> None:
    answer = await client.post(f"{SHOP}/share-links", json={"kind": kind, "target_id": target})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await db.pool.fetchval("SELECT count(*) FROM sharing_link") == 0


async def test_a_team_that_is_not_open_yet_is_not_shown(client: httpx.AsyncClient, db: Database) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    answer = await client.post(f"{SHOP}/share-links", json={"kind": "team", "target_id": str(deals.team_of(order))})
    assert answer.json()["code"] == "sharing.target_not_found"


async def test_the_page_outside_the_app_previews_and_leads_on(client: httpx.AsyncClient, db: Database) -> None:
    product = await _product(db, title='<b>番茄</b> & "沙瓤"')
    code = (await _share(client, "product", product.id))["code"]
    answer = await client.get(f"/s/{code}", headers={"User-Agent": PHONE, "Accept-Language": "zh-CN"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = answer.text
    tags = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))
    assert tags["og:title"] == "&lt;b&gt;番茄&lt;/b&gt; &amp; &quot;沙瓤&quot;"
    assert tags["og:description"] == "49.90 元，沙瓤多汁"
    assert tags["og:url"] == f"http://127.0.0.1:8000/s/{code}"
    assert tags["og:image"] == f"http://127.0.0.1:8000/media/{file_key(PICTURE, 1200)}"
    assert (tags["og:locale"], tags["product:price:amount"], tags["product:price:currency"]) == ("zh_CN", "49.90", "CNY")
    target = f"/#/pkg-goods/product/index?id={product.id}&amp;share={code}"
    assert f'content="0;url={target}"' in page
    assert f'<a href="{target}">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/s/{code}">' in page
    assert "<script" not in page
    assert "style=" not in page
    assert "<b>番茄" not in page
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (await client.get("/s/page.css")).headers["content-type"].startswith("text/css")


async def test_the_page_speaks_the_visitors_language(client: httpx.AsyncClient, db: Database, drain: Drain) -> None:
    _, team, _ = await _team(db, drain)
    code = (await _share(client, "team", team))["code"]
    page = (await client.get(f"/s/{code}", headers={"Accept-Language": "en-GB,en;q=0.9"})).text
    assert '<html lang="en">' in page
    assert "¥39.90 with 3 people, ¥49.90 alone. 2 more and it is ours." in page


async def test_openings_are_counted_robots_apart(client: httpx.AsyncClient, db: Database) -> None:
    product = await _product(db)
    code = (await _share(client, "product", product.id))["code"]
    for agent in (PHONE, PHONE, "facebookexternalhit/1.1", "curl/8.5.0"):
        await client.get(f"/s/{code}", headers={"User-Agent": agent})
    await client.head(f"/s/{code}", headers={"User-Agent": PHONE})
    staff = await people.as_staff_with(db, "sharing.read")
    (figures,) = (await client.get("/api/v1/console/sharing/links", params={"target_id": str(product.id)}, headers=staff)).json()["items"]
    assert (figures["code"], figures["visits"], figures["robot_visits"], figures["visitors"]) == (code, 2, 2, 0)


async def test_a_dead_link_says_so_in_words(client: httpx.AsyncClient, db: Database) -> None:
    product = await _product(db)
    code = (await _share(client, "product", product.id))["code"]
    async with db.transaction() as tx:
        await catalog.take_off(tx, product.id)
    for path in (f"/s/{code}", "/s/2222222222", "/s/x"):
        answer = await client.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code == 404
        assert "This is not here any more" in answer.text
    assert await db.pool.fetchval("SELECT count(*) FROM sharing_visit") == 0


async def test_a_touch_before_sign_in_is_explained_after(client: httpx.AsyncClient, db: Database) -> None:
    product = await _product(db)
    sharer = await people.as_member(db)
    code = (await _share(client, "product", product.id, sharer))["code"]
    visitor = {"X-Visitor": "visitor-0007", "User-Agent": PHONE}
    assert (await client.post(f"{SHOP}/touches", json={"code": code}, headers=visitor)).status_code == 204
    answer = await client.post(f"{SHOP}/touches", json={"code": "2222222222"}, headers=visitor)
    assert (answer.status_code, answer.json()["code"]) == (404, "sharing.link_not_found")
    from tuanzi.growth.sharing import api

    async with db.transaction() as tx:
        buyer = await people.member(tx)
        await api.adopt(tx, "visitor-0007", buyer)
    staff = await people.as_staff_with(db, "sharing.read")
    why = (await client.get(f"/api/v1/console/sharing/members/{buyer}/attribution", headers=staff)).json()
    assert (why["model"], why["matched_by"], why["winner"]["code"], why["window_s"]) == ("last_touch", "member", code, 604_800)
    assert len(why["considered"]) == 1
    nobody = (await client.get(f"/api/v1/console/sharing/members/{MemberId.new()}/attribution", headers=staff)).json()
    assert (nobody["winner"], nobody["considered"]) == (None, [])


async def test_console_reads_need_their_permission(client: httpx.AsyncClient, db: Database) -> None:
    other = await people.as_staff_with(db, "tracking.read")
    for path in ("/sharing/links", f"/sharing/members/{MemberId.new()}/attribution"):
        assert (await client.get(f"/api/v1/console{path}")).status_code == 401
        assert (await client.get(f"/api/v1/console{path}", headers=other)).status_code == 403
    assert (await client.get("/api/v1/console/tracking/catalogue", headers=other)).status_code == 200


async def test_the_poster_is_drawn_once_and_served_from_the_store(client: httpx.AsyncClient, db: Database, drain: Drain) -> None:
    store: Store = ports.get(Store)
    out = io.BytesIO()
    Image.new("RGB", (750, 562), "#88aa66").save(out, "WEBP")
    await store.put(file_key(PICTURE, 750), out.getvalue(), "image/webp")
    product = await _product(db)
    link = await _share(client, "product", product.id, await people.as_member(db))
    first = await client.get(link["poster_url"])
    assert (first.status_code, first.headers["content-type"]) == (200, "image/webp")
    with Image.open(io.BytesIO(first.content)) as drawn:
        assert drawn.size == (750, 1334)
    key = first.headers["etag"].strip('"')
    assert (await store.get(key)).data == first.content
    assert (await client.get(link["poster_url"], headers={"If-None-Match": first.headers["etag"]})).status_code == 304
    await store.put(key, b"kept", "image/webp")
    assert (await client.get(link["poster_url"])).content == b"kept"
    english = await client.get(link["poster_url"], headers={"Accept-Language": "en"})
    assert english.headers["etag"] != first.headers["etag"]
    await store.delete(key)
    assert (await client.get(f"{SHOP}/share-links/2222222222/poster.webp")).json()["code"] == "sharing.link_not_found"
