"""The first page of the day: what was sold against yesterday at the same time, what waits, and only what one may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from tests.conftest import Drain
from tests.factories import deals, people
from tests.factories.deals import Shift
from tuanzi.kernel import calendar, clock
from tuanzi.kernel.db import Database

NOON = timedelta(hours=12)


async def today(client: httpx.AsyncClient, headers: dict[str, str]) -> Any:
    answer = await client.get("/api/v1/console/today", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_sales_stand_beside_the_same_time_of_yesterday_and_last_week(
    db: Database, drain: Drain, client: httpx.AsyncClient, shift_clock: Shift
) -> None:
    # Begin at noon of a shop's day, so that nothing here crosses midnight.
    shift_clock(calendar.start_of(calendar.day_of(clock.now())) + timedelta(days=1) + NOON - clock.now())
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((2, 4000),))

    async def sell() -> int:
        (buyer,) = await deals.buyers(db, 1)
        order = await deals.order(db, buyer, activity)
        await deals.pay(db, order)
        await drain()
        return order.payable.minor

    price = await sell()
    shift_clock(timedelta(hours=2))
    await sell()
    shift_clock(timedelta(hours=23))
    await sell()
    found = await today(client, await people.as_staff(db, "operator"))
    sales = found["sales"]
    # Yesterday at 13:00 one order had been paid; the one of 14:00 was still to come and stands in the curve only.
    assert (sales["today"]["orders"], sales["today"]["paid"]["amount"]) == (1, price)
    assert (sales["yesterday"]["orders"], sales["yesterday"]["paid"]["amount"]) == (1, price)
    assert [hour["orders"] for hour in sales["yesterday"]["hours"]] == [0] * 12 + [1, 0, 1] + [0] * 9
    assert sales["last_week"]["orders"] == 0
    assert [(team["missing"], team["leader"]["nickname"]) for team in found["teams"]["items"]] == [(1, "小团")] * 2
    assert found["clock_shift_s"] == 0


async def test_queues_say_what_waits_and_how_bad_it_is(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    (buyer,) = await deals.buyers(db, 1)
    await deals.order(db, buyer, activity)
    await db.pool.execute(
        """INSERT INTO jobs_job (id, name, queue, state, arguments, due_at, attempts, attempts_max, enqueued_at)
           VALUES (uuidv7(), 'orders.expire_order', 'default', 'dead', '[]', now(), 10, 10, now())"""
    )
    found = await today(client, await people.as_staff(db))
    assert {(queue["key"], queue["count"], queue["tone"]) for queue in found["queues"]} == {
        ("awaiting_payment", 1, "neutral"),
        ("jobs_dead", 1, "danger"),
    }


async def test_everybody_sees_only_what_they_may(db: Database, client: httpx.AsyncClient) -> None:
    found = await today(client, await people.as_staff_with(db, "catalog.read"))
    assert (found["sales"], found["queues"], found["teams"]) == (None, [], None)
    half = await people.as_staff_with(db, "groupbuy.read")
    assert (await today(client, half))["teams"] == {"items": [], "total": 0}
    assert (await client.get("/api/v1/console/today", headers=await people.as_member(db))).status_code == 403
    assert (await client.get("/api/v1/console/today")).status_code == 401
