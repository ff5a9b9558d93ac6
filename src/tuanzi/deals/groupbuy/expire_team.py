"""A team's time is over."""

from __future__ import annotations

from tuanzi.deals.groupbuy import ending, repository, rules
from tuanzi.deals.groupbuy.contracts import FailReason, TeamId, TeamState
from tuanzi.deals.groupbuy.taking import take_arrived_payments
from tuanzi.kernel import clock, jobs
from tuanzi.kernel.db import Tx


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
