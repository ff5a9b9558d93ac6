"""The audit log as a file: what the filters find, with hashes; the export is an entry of its own."""

from __future__ import annotations

import httpx

from tests.apps.console.test_order_actions import rows_of, start
from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tuanzi.kernel.db import Database


async def test_what_the_filters_find_is_written_with_its_hash(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    owner = await people.as_staff(db)
    for name in ("甲牌", "=乙牌"):
        await client.post(f"{CONSOLE}/brands", json={"name": name}, headers=owner)
    await client.post(f"{CONSOLE}/tags", json={"name": "当季"}, headers=owner)
    listed = (await client.get(f"{CONSOLE}/audit", params={"object_kind": "brand"}, headers=owner)).json()["items"]
    done = await start(client, owner, "/audit/exports", {"filters": {"object_kind": "brand"}, "format": "xlsx"}, drain)
    assert (done["title"], done["state"], done["done"]) == ("导出审计日志", "done", 2)
    rows = await rows_of(client, owner, done)
    assert rows[0][:3] == ["序号", "时间", "操作人"]
    assert [row[-1] for row in rows[1:]] == [each["hash"] for each in listed]
    assert [row[2] for row in rows[1:]] == ["小美", "小美"]
    newest = (await client.get(f"{CONSOLE}/audit", headers=owner)).json()["items"][0]
    assert (newest["action"], newest["after"]) == ("audit.export", {"filters": {"object_kind": "brand"}, "format": "xlsx"})


async def test_reading_is_not_exporting(db: Database, client: httpx.AsyncClient) -> None:
    finance = await people.as_staff(db, "finance")
    assert (await client.get(f"{CONSOLE}/audit", headers=finance)).status_code == 200
    refused = await client.post(f"{CONSOLE}/audit/exports", json={}, headers=finance | {"Idempotency-Key": shop.fresh_key()})
    assert (refused.status_code, refused.json()["permission"]) == (403, "audit.export")
