"""The nightly check finds what must never be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Drain
from tests.factories import deals
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api
from tuanzi.kernel.db import Database


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE groupbuy_team SET paid = 2", "counts 2 paid"),
        ("UPDATE groupbuy_seat SET state = 'held'", "is held, and its order is waiting"),
        ("UPDATE groupbuy_seat SET state = 'refunded'", "its order has kept money"),
        ("UPDATE groupbuy_seat SET is_leader = false", "has 0 leaders"),
        ("UPDATE groupbuy_buyer SET quantity = 5", "counts 5 pieces"),
        ("UPDATE groupbuy_stock SET taken = 7", "counts 7 pieces taken"),
        ("UPDATE groupbuy_team SET state = 'failed'", "is paid in a team that is failed"),
        ("UPDATE groupbuy_team SET state = 'succeeded'", "is paid in a team that succeeded, and its order is waiting"),
        ("UPDATE orders_order SET state = 'preparing'", "is paid in a forming team, and its order is preparing"),
        ("UPDATE orders_hold SET reference = 'tea_other'", "is paid in a forming team"),
        ("UPDATE groupbuy_team SET expires_at = now() - interval '1 day'", "past its time"),
    ],
)
async def test_damage_is_found(db: Database, drain: Drain, damage: str, found: str) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, stock=10)
    (leader,) = await deals.buyers(db, 1)
    await deals.pay(db, await deals.order(db, leader, activity))
    await drain()
    assert await api.verify(db.reader) == []
    await db.pool.execute(damage)
    problems = await api.verify(db.reader)
    assert any(found in problem for problem in problems), problems


async def test_a_team_whose_timer_was_lost_is_found(db: Database, drain: Drain, shift_clock: Shift) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    (leader,) = await deals.buyers(db, 1)
    await deals.pay(db, await deals.order(db, leader, activity))
    await drain()
    await db.pool.execute("DELETE FROM jobs_job")
    shift_clock(timedelta(hours=24, minutes=11))
    await drain()
    assert [problem.split(" is ")[1] for problem in await api.verify(db.reader)] == ["past its time and still forming"]
