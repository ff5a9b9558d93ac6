"""The life of a team, from the first seat to the last order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Drain
from tests.factories import deals
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api
from tuanzi.deals.groupbuy.contracts import Activity, FailPolicy, FailReason, SeatState, TeamId, TeamState, Who
from tuanzi.deals.groupbuy.errors import (
    ActivityOver,
    ActivitySoldOut,
    AlreadyInTeam,
    DeliveryNotOffered,
    LimitReached,
    NewMembersOnly,
    TeamEnded,
    TeamFull,
    TeamNotForming,
    TeamNotFound,
    TeamNotOpen,
)
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, State


async def team_state(db: Database, team_id: TeamId) -> tuple[TeamState, int, int]:
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    return team.state, team.paid, team.held


async def opened(db: Database, drain: Drain, **said: object) -> tuple[Activity, TeamId, Order]:
    """An activity, with a team that its leader has paid for."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, **said)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    await deals.pay(db, order)
    await drain()
    return activity, deals.team_of(order), order


async def joined(db: Database, drain: Drain, activity: Activity, team_id: TeamId, count: int) -> list[Order]:
    """So many others join and pay."""
    placed = [await deals.order(db, member_id, activity, team_id) for member_id in await deals.buyers(db, count)]
    for order in placed:
        await deals.pay(db, order)
    await drain()
    return placed


async def test_three_pay_and_their_orders_are_prepared_at_the_group_price(db: Database, drain: Drain) -> None:
    activity, team_id, first = await opened(db, drain)
    assert (first.payable, first.adjustments[0].source) == (Money(3990), "groupbuy")
    assert await team_state(db, team_id) == (TeamState.FORMING, 1, 0)
    assert (await deals.now(db, first.id)).state is State.WAITING
    others = await joined(db, drain, activity, team_id, 2)
    assert await team_state(db, team_id) == (TeamState.SUCCEEDED, 3, 0)
    for order in (first, *others):
        assert (await deals.now(db, order.id)).state is State.PREPARING
    assert await deals.problems(db) == []


async def test_a_team_is_not_open_before_its_leader_has_paid(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    leader, other = await deals.buyers(db, 2)
    order = await deals.order(db, leader, activity)
    assert await team_state(db, deals.team_of(order)) == (TeamState.OPENING, 0, 1)
    with pytest.raises(TeamNotOpen):
        await deals.order(db, other, activity, deals.team_of(order))


async def test_the_clock_of_a_team_starts_with_the_leaders_payment(db: Database, drain: Drain, shift_clock: Shift) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, team_duration_s=3600)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    shift_clock(timedelta(seconds=300))
    await deals.pay(db, order)
    await drain()
    team = (await api.get_teams(db.reader, [deals.team_of(order)]))[deals.team_of(order)]
    assert team.expires_at is not None
    assert timedelta(seconds=3895) < team.expires_at - order.placed_at < timedelta(seconds=3990)


async def test_a_leader_who_does_not_pay_leaves_a_void_team(db: Database, drain: Drain, shift_clock: Shift) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, limit_per_member=1, stock=5)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    shift_clock(timedelta(seconds=601))
    await drain()
    team_id = deals.team_of(order)
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    assert (team.state, team.fail_reason) == (TeamState.FAILED, FailReason.LEADER_UNPAID)
    assert (await api.get_activity(db.reader, activity.id)).left == 5
    await deals.order(db, leader, activity)
    assert await deals.problems(db) == []


async def test_an_unpaid_seat_is_free_again_for_somebody_else(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, team_id, _ = await opened(db, drain, sizes=((2, 3990),))
    slow, quick = await deals.buyers(db, 2)
    await deals.order(db, slow, activity, team_id)
    with pytest.raises(TeamFull):
        await deals.order(db, quick, activity, team_id)
    shift_clock(timedelta(seconds=601))
    await drain()
    order = await deals.order(db, quick, activity, team_id)
    await deals.pay(db, order)
    await drain()
    assert await team_state(db, team_id) == (TeamState.SUCCEEDED, 2, 0)
    assert await deals.problems(db) == []


async def test_an_incomplete_team_fails_and_everybody_is_refunded_in_full_once(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, team_id, first = await opened(db, drain, stock=10)
    (second,) = await joined(db, drain, activity, team_id, 1)
    shift_clock(timedelta(hours=24, seconds=1))
    await drain()
    assert await team_state(db, team_id) == (TeamState.FAILED, 0, 0)
    for order in (first, second):
        ended = await deals.now(db, order.id)
        assert (ended.state, ended.refunded, ended.close_reason) == (State.CLOSED, ended.paid, "groupbuy_failed")
        assert [refund.amount for refund in ended.refunds] == [Money(3990)]
    assert (await api.get_activity(db.reader, activity.id)).left == 10
    await drain()
    assert await deals.problems(db) == []


async def test_policy_succeed_lets_an_incomplete_team_through_at_the_group_price(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, team_id, first = await opened(db, drain, fail_policy=FailPolicy.SUCCEED)
    shift_clock(timedelta(hours=24, seconds=1))
    await drain()
    assert await team_state(db, team_id) == (TeamState.SUCCEEDED, 1, 0)
    order = await deals.now(db, first.id)
    assert (order.state, order.refunded) == (State.PREPARING, Money(0))


async def test_an_operator_lets_a_team_through_and_who_was_paying_is_in(db: Database, drain: Drain) -> None:
    activity, team_id, first = await opened(db, drain)
    (payer,) = await deals.buyers(db, 1)
    paying = await deals.order(db, payer, activity, team_id)
    async with db.transaction() as tx:
        assert (await api.succeed(tx, team_id)).reached == 1
        assert (await api.succeed(tx, team_id)).reached == 1
    await drain()
    assert (await deals.now(db, first.id)).state is State.PREPARING
    await deals.pay(db, paying)
    await drain()
    assert (await deals.now(db, paying.id)).state is State.PREPARING
    assert await deals.problems(db) == []
    with pytest.raises(TeamEnded):
        await deals.order(db, (await deals.buyers(db, 1))[0], activity, team_id)


async def test_only_a_forming_team_can_be_let_through(db: Database, drain: Drain, shift_clock: Shift) -> None:
    _, team_id, _ = await opened(db, drain)
    shift_clock(timedelta(hours=25))
    await drain()
    with pytest.raises(TeamNotForming):
        async with db.transaction() as tx:
            await api.succeed(tx, team_id)
    with pytest.raises(TeamNotFound):
        async with db.transaction() as tx:
            await api.succeed(tx, TeamId.new())


async def test_a_ladder_that_climbs_gives_the_difference_back(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, team_id, first = await opened(db, drain, sizes=((2, 4500), (3, 4000), (5, 3500)))
    assert first.payable == Money(4500)
    others = await joined(db, drain, activity, team_id, 2)
    assert await team_state(db, team_id) == (TeamState.FORMING, 3, 0)
    shift_clock(timedelta(hours=24, seconds=1))
    await drain()
    assert await team_state(db, team_id) == (TeamState.SUCCEEDED, 3, 0)
    for order in (first, *others):
        ended = await deals.now(db, order.id)
        assert (ended.state, ended.refunded) == (State.PREPARING, Money(500))
        assert [refund.reason for refund in ended.refunds] == ["groupbuy_difference"]
    assert await deals.problems(db) == []


async def test_a_ladder_succeeds_at_once_at_its_largest_size(db: Database, drain: Drain) -> None:
    activity, team_id, first = await opened(db, drain, sizes=((2, 4500), (3, 4000)))
    await joined(db, drain, activity, team_id, 2)
    assert await team_state(db, team_id) == (TeamState.SUCCEEDED, 3, 0)
    assert (await deals.now(db, first.id)).refunded == Money(500)


async def test_a_refund_in_a_succeeded_team_breaks_nothing_for_the_others(db: Database, drain: Drain) -> None:
    activity, team_id, first = await opened(db, drain)
    second, third = await joined(db, drain, activity, team_id, 2)
    async with db.transaction() as tx:
        await orders.refund(tx, second.id, None, "wish", key="test.wish")
    await drain()
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    assert (team.state, team.paid, team.shown_paid, team.missing) == (TeamState.SUCCEEDED, 2, 3, 0)
    assert [(await deals.now(db, each.id)).state for each in (first, third)] == [State.PREPARING, State.PREPARING]
    assert await deals.problems(db) == []


async def test_when_the_leader_is_refunded_the_next_paid_member_leads(db: Database, drain: Drain) -> None:
    activity, team_id, first = await opened(db, drain)
    (second,) = await joined(db, drain, activity, team_id, 1)
    async with db.transaction() as tx:
        await orders.refund(tx, first.id, None, "wish", key="test.wish")
    await drain()
    view = await api.team_view(db.reader, team_id)
    assert (view.team.leader_id, view.team.state, view.team.paid) == (second.member_id, TeamState.FORMING, 1)
    assert [(seat.member_id, seat.state) for seat in view.seats if seat.is_leader] == [(second.member_id, SeatState.PAID)]
    await joined(db, drain, activity, team_id, 2)
    assert await team_state(db, team_id) == (TeamState.SUCCEEDED, 3, 0)
    assert await deals.problems(db) == []


async def test_when_the_only_member_is_refunded_the_team_is_abandoned(db: Database, drain: Drain) -> None:
    _, team_id, first = await opened(db, drain)
    async with db.transaction() as tx:
        await orders.refund(tx, first.id, None, "wish", key="test.wish")
    await drain()
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    assert (team.state, team.fail_reason) == (TeamState.FAILED, FailReason.ABANDONED)
    assert await deals.problems(db) == []


async def test_limits_hold_and_come_back(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, team_id, first = await opened(db, drain, limit_per_member=2, stock=3)
    with pytest.raises(LimitReached):
        await deals.order(db, first.member_id, activity, quantity=2)
    with pytest.raises(AlreadyInTeam):
        await deals.order(db, first.member_id, activity, team_id)
    (other,) = await deals.buyers(db, 1)
    with pytest.raises(LimitReached):
        await deals.order(db, other, activity, quantity=3)
    unpaid = await deals.order(db, other, activity, team_id, quantity=2)
    (third,) = await deals.buyers(db, 1)
    with pytest.raises(ActivitySoldOut) as sold_out:
        await deals.order(db, third, activity)
    assert sold_out.value.fields == {"left": 0}
    async with db.transaction() as tx:
        await orders.cancel(tx, other, unpaid.id)
    await drain()
    assert (await api.get_activity(db.reader, activity.id)).left == 2
    await deals.order(db, third, activity, quantity=2)
    assert await deals.problems(db) == []


async def test_only_new_members_may_join_and_anybody_may_lead(db: Database, drain: Drain) -> None:
    activity, _, first = await opened(db, drain, who=Who.NEW_MEMBERS, sizes=((2, 3990),))
    old = first.member_id
    again = await deals.order(db, old, activity)
    await deals.pay(db, again)
    await drain()
    (buyer,) = await deals.buyers(db, 1)
    async with db.transaction() as tx:
        elsewhere = await deals.activity(tx)
    bought = await deals.order(db, buyer, elsewhere)
    await deals.pay(db, bought)
    await drain()
    with pytest.raises(NewMembersOnly):
        await deals.order(db, buyer, activity, deals.team_of(again))
    (new,) = await deals.buyers(db, 1)
    await deals.order(db, new, activity, deals.team_of(again))


async def test_after_the_end_no_team_opens_and_a_running_one_goes_on(db: Database, drain: Drain) -> None:
    activity, team_id, _ = await opened(db, drain)
    async with db.transaction() as tx:
        await api.end(tx, activity.id)
    member_id, other = await deals.buyers(db, 2)
    with pytest.raises(ActivityOver):
        await deals.order(db, member_id, activity)
    await deals.order(db, other, activity, team_id)


async def test_nobody_joins_after_the_time_even_before_the_timer_ran(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, team_id, _ = await opened(db, drain)
    (member_id,) = await deals.buyers(db, 1)
    shift_clock(timedelta(hours=24, seconds=1))
    with pytest.raises(TeamEnded):
        await deals.order(db, member_id, activity, team_id)


async def test_a_foreign_team_is_not_found(db: Database, drain: Drain) -> None:
    _, team_id, _ = await opened(db, drain)
    async with db.transaction() as tx:
        other = await deals.activity(tx)
    (member_id,) = await deals.buyers(db, 1)
    for some in (team_id, TeamId.new()):
        with pytest.raises(TeamNotFound):
            await deals.order(db, member_id, other, some)


async def test_a_delivery_that_is_not_offered_is_refused(db: Database) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, delivery=("pickup",))
    (member_id,) = await deals.buyers(db, 1)
    with pytest.raises(DeliveryNotOffered):
        await deals.order(db, member_id, activity)


async def test_the_hold_of_a_seat_never_outlives_the_team(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, team_id, _ = await opened(db, drain)
    (member_id,) = await deals.buyers(db, 1)
    shift_clock(timedelta(hours=23, minutes=58))
    order = await deals.order(db, member_id, activity, team_id)
    assert order.pay_before - order.placed_at <= timedelta(minutes=2)
    shift_clock(timedelta(minutes=2, seconds=1))
    await drain()
    assert await team_state(db, team_id) == (TeamState.FAILED, 0, 0)
    assert (await deals.now(db, order.id)).state is State.CLOSED
    assert await deals.problems(db) == []


async def test_open_teams_are_near_to_full_first_and_never_full_over_or_own(db: Database, drain: Drain, shift_clock: Shift) -> None:
    activity, far, first = await opened(db, drain)
    members = await deals.buyers(db, 4)
    near_order = await deals.order(db, members[0], activity)
    full_order = await deals.order(db, members[1], activity)
    for order in (near_order, full_order):
        await deals.pay(db, order)
    await drain()
    near, full = deals.team_of(near_order), deals.team_of(full_order)
    await joined(db, drain, activity, near, 1)
    for member_id in members[2:]:
        await deals.order(db, member_id, activity, full)
    product_id = activity.draft.product_id
    assert [team.id for team in await api.open_teams(db.reader, [product_id])] == [near, far]
    assert [team.id for team in await api.open_teams(db.reader, [product_id], first.member_id)] == [near]
    shift_clock(timedelta(hours=24, seconds=1))
    assert await api.open_teams(db.reader, [product_id]) == []
