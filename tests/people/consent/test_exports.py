"""The archive of a member's data: whole, their own, and only for a while."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import httpx

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tuanzi.kernel.db import Database


def unpacked(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in archive.namelist()}


async def test_everything_of_the_member_and_nothing_of_others(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    person, other = await shop.shoppers(db, client, 2, wallet=50_000)
    sku_id = await shop.on_shelf(db, stock=10, price=1000)
    mine = await person.bought(person.wish(sku_id))
    theirs = await other.bought(other.wish(sku_id))
    await person.post("/consents", {"decisions": [{"kind": "marketing", "version": 1, "is_given": True}]})
    await drain()
    asked = (await person.post("/data-exports")).json()
    assert (asked["state"], asked["by_staff"]) == ("waiting", False)
    assert (await person.post(f"/data-exports/{asked['id']}/link")).json()["code"] == "consent.export_not_ready"
    await drain()
    (shown,) = (await person.get("/data-exports")).json()["items"]
    assert shown["state"] == "ready"
    link = (await person.post(f"/data-exports/{asked['id']}/link")).json()
    answer = await client.get(link["path"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "private, no-store"
    parts = unpacked(answer.content)
    assert set(parts) >= {
        "about",
        "accounts",
        "consent",
        "orders",
        "wallet",
        "payments",
        "cart",
        "sharing",
        "tracking",
        "notices",
        "groupbuy",
    }
    assert parts["accounts"]["profile"]["id"] == str(person.member_id)
    assert parts["accounts"]["profile"]["phone"].startswith("+86139")
    assert [each["number"] for each in parts["orders"]] == [mine["number"]]
    assert parts["orders"][0]["address"]["detail"] == "圣城街道88号"
    assert len(parts["payments"]) == 1
    assert parts["consent"][0]["kind"] == "marketing"
    whole = answer.content.decode("latin-1") + json.dumps(parts, ensure_ascii=False)
    assert theirs["number"] not in whole
    assert str(other.member_id) not in whole


async def test_a_link_opens_for_minutes_and_the_archive_goes_after_a_week(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Any
) -> None:
    person, stranger = await shop.shoppers(db, client, 2)
    asked = (await person.post("/data-exports")).json()
    await drain()
    assert (await stranger.post(f"/data-exports/{asked['id']}/link")).json()["code"] == "consent.export_not_found"
    path = (await person.post(f"/data-exports/{asked['id']}/link")).json()["path"]
    for wrong in ("1.2", "", "99999999999999.00", path.rpartition("=")[2][:-1] + "0"):
        refused = await client.get(path.rpartition("=")[0] + "=" + wrong)
        assert refused.json()["code"] == "consent.link_refused", wrong
    shift_clock(timedelta(minutes=11))
    assert (await client.get(path)).json()["code"] == "consent.link_refused"
    shift_clock(timedelta(days=7))
    await shop.sign_in_again(db, person)
    async with db.transaction() as tx:
        from tuanzi.people.consent.jobs import expire_archives

        await expire_archives.function(tx)
    await drain()
    assert (await person.get("/data-exports")).json()["items"][0]["state"] == "expired"
    assert (await person.post(f"/data-exports/{asked['id']}/link")).json()["code"] == "consent.export_expired"


async def test_three_a_day(db: Database, client: httpx.AsyncClient) -> None:
    person = await shop.shopper(db, client)
    answers = await shop.together(person.post("/data-exports") for _ in range(5))
    assert sorted(each.status_code for each in answers.all) == [202, 202, 202, 429, 429]


async def test_the_house_makes_one_for_a_member_who_asks_by_phone(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    person = await shop.shopper(db, client)
    clerk = await people.as_staff(db, "customer_service")
    url = f"{CONSOLE}/members/{person.member_id}/data-exports"
    assert (await client.post(url, json={"reason": "来电"}, headers=clerk)).status_code == 202
    await drain()
    (made,) = (await client.get(url, headers=clerk)).json()["items"]
    assert made["by_staff"]
    link = (await client.post(f"{url}/{made['id']}/link", headers=clerk)).json()
    assert (await client.get(link["path"])).status_code == 200
    refused = await client.post(url, json={"reason": "x"}, headers=await people.as_staff(db, "warehouse"))
    assert (refused.status_code, refused.json()["code"]) == (403, "kernel.forbidden")
