"""Many buyers, few seats. Every race ends with books that add up."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import Any

import pytest

from tests.conftest import Drain
from tests.factories import deals
from tuanzi.deals.groupbuy import api
from tuanzi.deals.groupbuy.contracts import Activity, TeamId, TeamState
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Database
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order

pytestmark = pytest.mark.race


async def all_of(attempts: Sequence[Awaitable[Any]]) -> Counter[str]:
    """Run everything at once; how often each came out, by the name of its result or error."""
    results = await asyncio.gather(*attempts, return_exceptions=True)
    return Counter(type(result).__name__ for result in results)


async def open_team(db: Database, drain: Drain, **said: Any) -> tuple[Activity, TeamId, Order]:
    """A team that its leader has paid for."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, **said)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    await deals.pay(db, order)
    await drain()
    return activity, deals.team_of(order), order


@pytest.mark.timeout(120)
async def test_two_hundred_buyers_of_the_last_seat_get_exactly_one(db: Database, drain: Drain) -> None:
    activity, team_id, _ = await open_team(db, drain, sizes=((2, 3990),), goods_stock=500)
    members = await deals.buyers(db, 200)
    gate = asyncio.Semaphore(18)

    async def one(member_id: Any) -> Order:
        async with gate:
            return await deals.order(db, member_id, activity, team_id)

    assert await all_of([one(member_id) for member_id in members]) == {"Order": 1, "TeamFull": 199}
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    assert (team.paid, team.held) == (1, 1)
    available = await inventory.available(db.reader, [deals.sku_of(activity)])
    assert list(available.values()) == [498]
    await drain()
    assert await deals.problems(db) == []


async def test_one_member_on_many_devices_gets_one_seat(db: Database, drain: Drain) -> None:
    activity, team_id, _ = await open_team(db, drain, sizes=((5, 3990),))
    (member_id,) = await deals.buyers(db, 1)
    assert await all_of([deals.order(db, member_id, activity, team_id) for _ in range(12)]) == {"Order": 1, "AlreadyInTeam": 11}
    await drain()
    assert await deals.problems(db) == []


async def test_the_stock_of_an_activity_is_never_oversold(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, stock=7, goods_stock=500)
    members = await deals.buyers(db, 30)
    counts = await all_of([deals.order(db, member_id, activity, quantity=1 + number % 2) for number, member_id in enumerate(members)])
    assert set(counts) == {"Order", "ActivitySoldOut"}
    left = (await api.get_activity(db.reader, activity.id)).left
    assert left == 0
    await drain()
    assert await deals.problems(db) == []


async def test_the_limit_of_a_member_holds_on_many_devices(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, limit_per_member=5)
    (member_id,) = await deals.buyers(db, 1)
    assert await all_of([deals.order(db, member_id, activity, quantity=2) for _ in range(12)]) == {"Order": 2, "LimitReached": 10}
    assert await api.bought(db.reader, activity.id, member_id) == 4
    await drain()
    assert await deals.problems(db) == []


async def test_joins_cancellations_and_payments_at_once_never_lock_each_other_out(db: Database, drain: Drain) -> None:
    activity, team_id, _ = await open_team(db, drain, sizes=((10, 3990),), stock=40, goods_stock=60, limit_per_member=2)
    members = await deals.buyers(db, 24)

    async def shop(number: int, member_id: Any) -> Order:
        order = await deals.order(db, member_id, activity, team_id if number % 3 else None)
        if number % 4 == 0:
            async with db.transaction() as tx:
                await orders.cancel(tx, member_id, order.id)
        else:
            await deals.pay(db, order)
        return order

    counts = await all_of([*(shop(number, member_id) for number, member_id in enumerate(members)), drain(), drain()])
    assert set(counts) <= {"Order", "TeamFull", "NoneType"}
    await drain()
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    assert team.state in {TeamState.FORMING, TeamState.SUCCEEDED}
    assert await deals.problems(db) == []
