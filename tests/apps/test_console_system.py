"""The engine room of the console: what was recorded, what could not be delivered, what the clock starts."""

from __future__ import annotations

import httpx
import pytest

from tests.factories import deals, people
from tuanzi.kernel.db import Database

CONSOLE = "/api/v1/console"


async def test_the_outbox_is_read_newest_first_and_by_name(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    (buyer,) = await deals.buyers(db, 1)
    order = await deals.order(db, buyer, activity)
    headers = await people.as_staff(db)
    found = (await client.get(f"{CONSOLE}/facts/outbox", params={"name": "orders.OrderPlaced"}, headers=headers)).json()["items"]
    assert [fact["payload"]["order_id"] for fact in found] == [str(order.id)]
    first = (await client.get(f"{CONSOLE}/facts/outbox", params={"limit": 1}, headers=headers)).json()
    second = (await client.get(f"{CONSOLE}/facts/outbox", params={"limit": 1, "cursor": first["next"]}, headers=headers)).json()
    assert second["items"][0]["position"] < first["items"][0]["position"]


async def test_what_is_parked_says_why(db: Database, client: httpx.AsyncClient) -> None:
    await db.pool.execute(
        "INSERT INTO facts_failure (reactor, position, attempts, error, failed_at) VALUES ('orders.show_change', 7, 3, 'it broke', now())"
    )
    found = (await client.get(f"{CONSOLE}/facts/parked", headers=await people.as_staff(db))).json()["items"]
    assert [(each["reactor"], each["error"], each["attempts"]) for each in found] == [("orders.show_change", "it broke", 3)]


async def test_the_timetable_says_what_each_job_is_for(db: Database, client: httpx.AsyncClient) -> None:
    found = (await client.get(f"{CONSOLE}/crons", headers=await people.as_staff(db))).json()["items"]
    assert {each["name"]: each["expression"] for each in found}["audit.check_at_night"] == "40 3 * * *"
    assert all(each["about"] for each in found)


@pytest.mark.parametrize("path", ["/facts/outbox", "/facts/parked", "/crons", "/jobs", "/facts"])
async def test_the_engine_room_is_not_for_everybody(db: Database, client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"{CONSOLE}{path}", headers=await people.as_staff(db, "operator"))).status_code == 403
