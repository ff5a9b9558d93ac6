"""The shop's profile: read by anybody, changed by who may, one after the other, with what changed in the log."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.factories import people
from tests.factories.shop import CONSOLE, SHOP
from tuanzi.kernel.db import Database

SAID = {
    "name": "团子农场",
    "slogan": "早上摘，晚上到",
    "hotline": "400-600-1234",
    "hotline_hours": "9:00–21:00",
    "return_name": "售后组",
    "return_phone": "0536-5221234",
    "return_address": "山东省潍坊市寿光市圣城街道 88 号",
}


async def put(client: httpx.AsyncClient, staff: dict[str, str], version: int, **said: Any) -> httpx.Response:
    return await client.put(f"{CONSOLE}/settings/shop", json={**SAID, **said, "version": version}, headers=staff)


async def test_it_is_written_and_read_by_everybody(client: httpx.AsyncClient, db: Database) -> None:
    staff = await people.as_staff(db, "operator")
    empty = (await client.get(f"{SHOP}/shop-profile")).json()
    assert empty == {"name": "", "slogan": "", "hotline": "", "hotline_hours": ""}
    written = await put(client, staff, 0, name=" 团子农场 ")
    assert (written.status_code, written.json()["version"], written.json()["name"]) == (200, 1, "团子农场")
    shown = (await client.get(f"{SHOP}/shop-profile")).json()
    assert shown == {name: SAID[name] for name in shown}
    assert "return_address" not in shown
    await put(client, staff, 1, hotline="")
    logged = await db.reader.fetchrow(
        "SELECT before, after FROM audit_entry WHERE action = 'settings.change_shop' ORDER BY position DESC LIMIT 1"
    )
    assert logged is not None
    assert (logged["before"], logged["after"]) == ({"hotline": "400-600-1234"}, {"hotline": ""})


async def test_two_at_once_do_not_overwrite_each_other(client: httpx.AsyncClient, db: Database) -> None:
    staff = await people.as_staff(db)
    for version in (0, 1):
        answers = await asyncio.gather(*(put(client, staff, version, name=f"店{number}") for number in range(6)))
        assert sorted(each.status_code for each in answers) == [200, *[409] * 5]
        assert {each.json().get("code") for each in answers if each.status_code == 409} == {"shops.profile_version"}
    assert (await put(client, staff, 9)).json()["version"] == 2


@pytest.mark.parametrize("said", [{"hotline": "打给我"}, {"return_phone": "1"}, {"name": "x" * 31}, {"return_address": "x" * 201}])
async def test_what_cannot_be_is_refused(client: httpx.AsyncClient, db: Database, said: dict[str, str]) -> None:
    answer = await put(client, await people.as_staff(db), 0, **said)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, next(iter(said)))


async def test_the_installation_is_shown_without_secrets(client: httpx.AsyncClient, db: Database) -> None:
    answer = await client.get(f"{CONSOLE}/settings/installation", headers=await people.as_staff(db))
    items = {each["key"]: each for each in answer.json()["items"]}
    assert len(items) > 20
    assert items["secret_key"]["value"] in {"********", ""}
    assert all(each["source"] in {"environment", "file", "default", "generated"} for each in items.values())
    analyst = await people.as_staff(db, "analyst")
    assert (await client.get(f"{CONSOLE}/settings/installation", headers=analyst)).json()["permission"] == "settings.read"
