"""The operator lets an incomplete team through at its group price."""

from __future__ import annotations

from tuanzi.deals.groupbuy import ending, repository
from tuanzi.deals.groupbuy.contracts import Team, TeamId, TeamState
from tuanzi.deals.groupbuy.errors import TeamNotForming, TeamNotFound
from tuanzi.deals.groupbuy.taking import reread, take_arrived_payments
from tuanzi.kernel.db import Tx


async def succeed(tx: Tx, team_id: TeamId) -> Team:
    """Complete a forming team with the members it has; nobody is invented. Again is harmless.

    Raises ``TeamNotFound``, and ``TeamNotForming`` for a team that has no paid member or has failed.
    """
    team = await repository.lock_team(tx, team_id)
    if team is None:
        raise TeamNotFound
    if team.state is TeamState.SUCCEEDED:
        return team
    if team.state is not TeamState.FORMING:
        raise TeamNotForming(state=team.state.value)
    team = await take_arrived_payments(tx, team)
    if team.paid == 0:
        raise TeamNotForming(state=team.state.value)
    activity = await repository.activity(tx, team.activity_id)
    assert activity is not None, "a team has its activity"
    await ending.complete(tx, team, activity)
    return await reread(tx, team_id)
