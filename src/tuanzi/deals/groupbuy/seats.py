"""The life of a seat: held at checkout, taken by payment, given back when the order closes or is refunded."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.deals.groupbuy import ending, repository, repository_seats, rewards
from tuanzi.deals.groupbuy.contracts import HOLD, Activity, FailReason, Seat, SeatState, Team, TeamState
from tuanzi.deals.groupbuy.events import LeaderChanged, SeatGivenBack, TeamOpened
from tuanzi.deals.groupbuy.expire_team import expire_team
from tuanzi.deals.groupbuy.taking import reread, take_arrived_payments, take_place
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId


async def _locked(tx: Tx, order_id: OrderId) -> tuple[Team, Seat, Activity] | None:
    """The order's newest seat with its team locked, and its activity, read under the lock; None if it never had one."""
    team = await repository.lock_team_of(tx, order_id)
    if team is None:
        return None
    seat, activity = await tx.together(repository.seat_of_order(tx, order_id), repository.activity(tx, team.activity_id))
    assert seat is not None
    assert activity is not None, "a team has its activity"
    return team, seat, activity


async def take(tx: Tx, order_id: OrderId) -> None:
    """The order was paid: the seat is taken. The leader's payment opens the team, the last one completes it. Idempotent."""
    found = await _locked(tx, order_id)
    if found is None or found[1].state is not SeatState.HELD:
        return
    team, seat, activity = found
    now = clock.now()
    if team.state is TeamState.FAILED:
        await repository_seats.move_seat(tx, seat, SeatState.REFUNDED, now)
        await repository_seats.give_back(tx, team.activity_id, [seat])
        await ending.give_money_back(tx, seat)
        return
    if team.state is TeamState.OPENING:
        await start(tx, team, seat, activity)
    team, seat = await take_place(tx, team, seat)
    if team.state is TeamState.SUCCEEDED:
        # The team was let through incomplete while this member was paying: they are in.
        await orders.release_hold(tx, order_id, HOLD, str(team.id))
        await ending.give_differences(tx, team, activity, [seat])
        await rewards.review(tx, team.id)
    elif team.paid == team.size:
        await ending.complete(tx, team, activity)


async def start(tx: Tx, team: Team, seat: Seat, activity: Activity) -> None:
    """The leader has paid: the team is open and its clock runs."""
    expires_at = clock.now() + timedelta(seconds=activity.draft.team_duration_s)
    await repository_seats.set_forming(tx, team, expires_at)
    announce(tx, team, seat, expires_at)


def announce(tx: Tx, team: Team, seat: Seat, expires_at: datetime) -> None:
    """Set the timer of an open team and tell the world."""
    jobs.enqueue(tx, expire_team(team.id), due_at=expires_at, key=ending.expire_key(team))
    facts.record(tx, TeamOpened(team.id, team.activity_id, team.product_id, seat.member_id, seat.order_id, team.size, expires_at))


async def give_up(tx: Tx, order_id: OrderId) -> None:
    """The order closed unpaid: the seat is free again, and a team whose leader never paid is void. Idempotent."""
    found = await _locked(tx, order_id)
    if found is None or found[1].state is not SeatState.HELD:
        return
    team, seat, activity = found
    await _free(tx, team, seat, SeatState.VOIDED)
    if team.state is TeamState.OPENING:
        await ending.fail(tx, team, FailReason.LEADER_UNPAID)
    elif team.state is TeamState.FORMING:
        await _pass_on(tx, await reread(tx, team.id), activity)


async def refund(tx: Tx, order_id: OrderId) -> None:
    """All of the order's money went back: the seat is free while the team forms, and the next paid member leads. Idempotent.

    A team that has succeeded stays so; only its leader's reward is looked at again.
    """
    found = await _locked(tx, order_id)
    if found is None or found[1].state not in {SeatState.HELD, SeatState.PAID}:
        return
    team, seat, activity = found
    await _free(tx, team, seat, SeatState.REFUNDED)
    if team.state is TeamState.OPENING:
        await ending.fail(tx, team, FailReason.ABANDONED)
    elif team.state is TeamState.FORMING:
        await _pass_on(tx, await reread(tx, team.id), activity)


async def _pass_on(tx: Tx, team: Team, activity: Activity) -> None:
    """A forming team lost a seat: somebody who has paid leads, or who pays next; with nobody left it is over."""
    team = await take_arrived_payments(tx, team)
    if team.paid == 0:
        if team.held == 0:
            await ending.fail(tx, team, FailReason.ABANDONED)
        return
    if team.paid == team.size:
        await ending.complete(tx, team, activity)
        return
    paid = [seat for seat in await repository.seats(tx, [team.id]) if seat.state is SeatState.PAID]
    if not any(seat.is_leader for seat in paid):
        heir = min(paid, key=lambda seat: (seat.paid_at or seat.joined_at, seat.id))
        await repository_seats.set_leader(tx, team.id, heir)
        facts.record(tx, LeaderChanged(team.id, team.leader_id, heir.member_id))


async def _free(tx: Tx, team: Team, seat: Seat, state: SeatState) -> None:
    await repository_seats.move_seat(tx, seat, state, clock.now())
    await repository_seats.give_back(tx, team.activity_id, [seat])
    facts.record(tx, SeatGivenBack(team.id, seat.member_id, seat.order_id))
