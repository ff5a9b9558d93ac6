"""A team's time is over."""

from __future__ import annotations

from tuanzi.deals.groupbuy import ending, repository, repository_seats, rules
from tuanzi.deals.groupbuy.contracts import FailReason, SeatState, Team, TeamId, TeamState
from tuanzi.deals.groupbuy.events import SeatPaid
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import PAID_STATES


async def take_arrived_payments(tx: Tx, team: Team) -> Team:
    """Count the held seats whose order is paid already, though the fact has not reached us: what was paid in time counts."""
    held = [seat for seat in await repository.seats(tx, [team.id]) if seat.state is SeatState.HELD]
    if not held:
        return team
    found = await orders.get_many(tx, [seat.order_id for seat in held])
    for seat in held:
        if found[seat.order_id].state in PAID_STATES:
            await repository_seats.move_seat(tx, seat, SeatState.PAID, clock.now())
            team = await _again(tx, team.id)
            facts.record(tx, SeatPaid(team.id, team.activity_id, seat.member_id, seat.order_id, seat.is_leader, team.paid, team.size))
    return team


async def _again(tx: Tx, team_id: TeamId) -> Team:
    team = await repository.team(tx, team_id)
    assert team is not None, "the team is locked"
    return team


@jobs.job()
async def expire_team(tx: Tx, team_id: TeamId) -> None:
    """The timer set when the leader paid: complete the team if it may be, else fail it. Idempotent.

    Against the last payment in the same instant the team's lock decides which comes first, and a payment that is already
    booked counts even if its fact is still on the way.
    """
    team = await repository.lock_team(tx, team_id)
    if team is None or team.state is not TeamState.FORMING or team.expires_at is None or clock.now() < team.expires_at:
        return
    team = await take_arrived_payments(tx, team)
    activity = await repository.activity(tx, team.activity_id)
    assert activity is not None, "a team has its activity"
    if team.paid == team.size or rules.may_complete_at_expiry(activity.draft, team.paid):
        await ending.complete(tx, team, activity)
    else:
        await ending.fail(tx, team, FailReason.EXPIRED)
