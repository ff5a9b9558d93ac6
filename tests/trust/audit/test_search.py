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


async def test_by_area_address_and_request(tx: Tx) -> None:
    await fill(tx)
    api.record(tx, Entry("staff", "stf_1", "orders_old.ship", "order", "ord_1", ip="10.0.0.7", request_id="req-00000001"))
    await tx.flush()
    for wanted, found in ((Search(area="orders"), [2, 1]), (Search(ip="10.0.0.7"), [4]), (Search(request_id="req-00000001"), [4])):
        assert [sealed.position for sealed in await api.search(tx, wanted)] == found
        assert await api.count(tx, wanted) == len(found)


async def test_the_page_names_who_acted_and_tells_a_broken_chain(client: httpx.AsyncClient, db: Database) -> None:
    headers = await people.as_staff(db)
    done = await client.post("/api/v1/console/audit/checks", headers=headers)
    assert done.status_code == 201
    assert (done.json()["problems"], done.json()["asked_by"]) == ([], "小美")
    listed = (await client.get("/api/v1/console/audit", params={"area": "audit"}, headers=headers)).json()
    assert [(entry["action"], entry["actor_name"]) for entry in listed["items"]] == [("audit.check", "小美")]
    assert (listed["total"], listed["is_more"]) == (1, False)
    async with db.pool.acquire() as connection, connection.transaction():
        # As somebody with the database's own password could.
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("""UPDATE audit_entry SET after = '{"problems": 7}' WHERE action = 'audit.check'""")
    broken = (await client.post("/api/v1/console/audit/checks", headers=headers)).json()
    assert [problem.partition(" is ")[2] for problem in broken["problems"]] == ["not what was written"]
    kept = (await client.get("/api/v1/console/audit/checks", headers=headers)).json()["items"]
    assert [len(check["problems"]) for check in kept] == [1, 0]
    # Nobody proves anything to themselves: without the permission there is no check.
    assert (await client.post("/api/v1/console/audit/checks", headers=await people.as_staff(db, "warehouse"))).status_code == 403
