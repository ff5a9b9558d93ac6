"""Paid too late: the old place if it is free, else a choice; without an answer the money goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Drain
from tests.factories import deals
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api
from tuanzi.deals.groupbuy.contracts import Activity, TeamId, TeamState
from tuanzi.deals.groupbuy.errors import ActivityOver
from tuanzi.flows.late_choice import late_choice
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, State
from tuanzi.trade.orders.errors import NotLate, OrderNotFound


async def late(db: Database, drain: Drain, shift: Shift, *, full: bool, size: int = 2) -> tuple[Activity, TeamId, Order]:
    """A member whose payment comes after the order has closed; meanwhile the team is ``full`` or not."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((size, 3990),), limit_per_member=1)
    leader, slow, quick = await deals.buyers(db, 3)
    first = await deals.order(db, leader, activity)
    await deals.pay(db, first)
    await drain()
    team_id = deals.team_of(first)
    placed = await deals.order(db, slow, activity, team_id)
    payment = await deals.go_to_till(db, placed)
    shift(timedelta(seconds=601))
    await drain()
    assert (await deals.now(db, placed.id)).state is State.CLOSED
    if full:
        await deals.pay(db, await deals.order(db, quick, activity, team_id))
        await drain()
    await deals.till_says_paid(db, payment)
    await drain()
    return activity, team_id, placed


async def test_the_old_place_is_given_back_if_it_is_still_free(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, team_id, placed = await late(db, drain, shift_clock, full=False)
    order = await deals.now(db, placed.id)
    assert (order.state, order.late_choice_until) == (State.PREPARING, None)
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    assert (team.state, team.paid) == (TeamState.SUCCEEDED, 2)
    assert await deals.problems(db) == []


async def test_the_place_is_given_back_even_before_the_closed_order_is_heard_of(db: Database, drain: Drain, shift_clock: Shift) -> None:
    """Two facts, two reactors: nothing says that the seat is given up before the late payment arrives."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((2, 3990),))
    leader, slow = await deals.buyers(db, 2)
    first = await deals.order(db, leader, activity)
    await deals.pay(db, first)
    await drain()
    placed = await deals.order(db, slow, activity, deals.team_of(first))
    payment = await deals.go_to_till(db, placed)
    shift_clock(timedelta(seconds=601))
    async with db.transaction() as tx:
        assert await orders.expire(tx, placed.id)
        await orders.mark_paid(tx, placed.id, payment.id, payment.amount)
        assert await api.rejoin(tx, placed.id)
        assert not await api.rejoin(tx, placed.id), "once is enough"
    await deals.till_says_paid(db, payment)
    await drain()
    assert (await deals.now(db, placed.id)).state is State.PREPARING
    assert not await db.reader.fetchval("SELECT EXISTS (SELECT FROM facts_outbox WHERE name = 'groupbuy.PlaceLost')")
    assert await deals.problems(db) == []


async def test_in_a_larger_team_the_old_place_waits_again(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, team_id, placed = await late(db, drain, shift_clock, full=False, size=3)
    assert (await deals.now(db, placed.id)).state is State.WAITING
    assert (await api.get_teams(db.reader, [team_id]))[team_id].paid == 2
    assert await deals.problems(db) == []


async def test_who_is_late_for_a_full_team_may_lead_a_team_of_their_own(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, old_team, placed = await late(db, drain, shift_clock, full=True)
    closed = await deals.now(db, placed.id)
    assert (closed.state, closed.late_choice_until is not None) == (State.CLOSED, True)
    async with db.transaction() as tx:
        await late_choice(tx, placed.member_id, placed.id, "new_team")
    await drain()
    order = await deals.now(db, placed.id)
    team_id = deals.team_of(order)
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    assert (order.state, team_id != old_team) == (State.WAITING, True)
    assert (team.state, team.paid, team.leader_id) == (TeamState.FORMING, 1, placed.member_id)
    with pytest.raises(NotLate):
        async with db.transaction() as tx:
            await late_choice(tx, placed.member_id, placed.id, "new_team")
    assert await deals.problems(db) == []
    shift_clock(timedelta(hours=24, seconds=1))
    await drain()
    assert (await deals.now(db, placed.id)).refunded == Money(3990)
    assert await deals.problems(db) == []


async def test_who_takes_the_money_has_it_once(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, _, placed = await late(db, drain, shift_clock, full=True)
    async with db.transaction() as tx:
        await late_choice(tx, placed.member_id, placed.id, "refund", "balance")
    await drain()
    order = await deals.now(db, placed.id)
    assert (order.state, order.refunded, [refund.to for refund in order.refunds]) == (State.CLOSED, Money(3990), ["balance"])
    with pytest.raises(NotLate):
        async with db.transaction() as tx:
            await late_choice(tx, placed.member_id, placed.id, "refund")
    assert await deals.problems(db) == []


async def test_without_an_answer_the_money_goes_back(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, _, placed = await late(db, drain, shift_clock, full=True)
    shift_clock(timedelta(seconds=1801))
    await drain()
    order = await deals.now(db, placed.id)
    assert (order.refunded, [refund.reason for refund in order.refunds]) == (Money(3990), ["paid_late"])
    with pytest.raises(NotLate):
        async with db.transaction() as tx:
            await late_choice(tx, placed.member_id, placed.id, "new_team")
    assert await deals.problems(db) == []


async def test_after_the_activity_only_the_money_is_left(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, _, placed = await late(db, drain, shift_clock, full=True)
    async with db.transaction() as tx:
        await api.end(tx, activity.id)
    with pytest.raises(ActivityOver):
        async with db.transaction() as tx:
            await late_choice(tx, placed.member_id, placed.id, "new_team")
    async with db.transaction() as tx:
        await late_choice(tx, placed.member_id, placed.id, "refund")
    await drain()
    assert await deals.problems(db) == []


async def test_somebody_elses_late_order_is_not_found(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, _, placed = await late(db, drain, shift_clock, full=True)
    (other,) = await deals.buyers(db, 1)
    with pytest.raises(OrderNotFound):
        async with db.transaction() as tx:
            await late_choice(tx, other, placed.id, "refund")
