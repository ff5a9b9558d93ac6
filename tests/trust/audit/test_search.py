"""Looking into the audit log, by verb and over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from tests.factories import people
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.trust.audit import api
from tuanzi.trust.audit.contracts import Entry, Search


async def fill(tx: Tx) -> None:
    api.record(tx, Entry("staff", "stf_1", "orders.ship", "order", "ord_1"))
    api.record(tx, Entry("staff", "stf_2", "orders.ship", "order", "ord_2"))
    api.record(tx, Entry("staff", "stf_1", "catalog.publish", "product", "prd_1"))
    await tx.flush()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Search(), [3, 2, 1]),
        (Search(actor_id="stf_1"), [3, 1]),
        (Search(action="orders.ship"), [2, 1]),
        (Search(object_kind="order", object_id="ord_2"), [2]),
        (Search(actor_id="stf_2", action="catalog.publish"), []),
    ],
)
async def test_every_part_narrows(tx: Tx, wanted: Search, found: list[int]) -> None:
    await fill(tx)
    assert [sealed.position for sealed in await api.search(tx, wanted)] == found


async def test_by_time(tx: Tx, shift_clock: Callable[[timedelta], None]) -> None:
    await fill(tx)
    shift_clock(timedelta(hours=1))
    api.record(tx, Entry("system", "command line", "access.create_staff", "staff", "stf_9"))
    await tx.flush()
    middle = clock.now() - timedelta(minutes=30)
    assert [sealed.position for sealed in await api.search(tx, Search(since=middle))] == [4]
    assert [sealed.position for sealed in await api.search(tx, Search(until=middle))] == [3, 2, 1]


async def test_the_console_turns_pages_and_refuses_a_foreign_cursor(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        await fill(tx)
    headers = await people.as_staff_with(db, "audit.read")
    url = "/api/v1/console/audit"
    first = (await client.get(url, params={"limit": 2, "object_kind": "order"}, headers=headers)).json()
    assert [item["position"] for item in first["items"]] == [2, 1]
    assert first["next"] is None
    page = (await client.get(url, params={"limit": 3}, headers=headers)).json()
    assert len(page["items"]) == 3
    rest = (await client.get(url, params={"limit": 3, "cursor": page["next"]}, headers=headers)).json()
    assert [item["position"] for item in page["items"] + rest["items"]] == [4, 3, 2, 1]
    assert rest["next"] is None
    assert page["items"][0]["action"] == "access.create_role"
    answer = await client.get(url, params={"cursor": "WyJ4Il0"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.bad_cursor")
