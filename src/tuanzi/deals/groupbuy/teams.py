"""Reading teams: for their page, for the product page, for orders and for the console."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tuanzi.deals.groupbuy import repository
from tuanzi.deals.groupbuy.contracts import ActivityId, Team, TeamId, TeamView
from tuanzi.deals.groupbuy.errors import TeamNotFound
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId


async def team_view(tx: Tx, team_id: TeamId) -> TeamView:
    """A team with its activity, all its seats (the leader's first) and its reward. Raises ``TeamNotFound``."""
    team = await repository.team(tx, team_id)
    if team is None:
        raise TeamNotFound
    activity, reward, seats = await tx.together(
        repository.activity(tx, team.activity_id), repository.reward(tx, team_id), repository.seats(tx, [team_id])
    )
    assert activity is not None, "a team has its activity"
    return TeamView(team, activity, tuple(seats), reward[0] if reward else None)


async def get_teams(tx: Tx, team_ids: Iterable[TeamId]) -> dict[TeamId, Team]:
    """Teams by id; unknown ids are missing."""
    return await repository.teams(tx, team_ids)


async def open_teams(tx: Tx, product_ids: Sequence[ProductId], viewer: MemberId | None = None) -> list[Team]:
    """Teams a viewer could join now, per product nearest to full first: none that is full, over, or the viewer's own."""
    return await repository.joinable_teams(tx, product_ids, clock.now(), viewer)


async def own_teams(tx: Tx, product_id: ProductId, member_id: MemberId) -> list[Team]:
    """Teams of the product that form now and in which this member sits, the first to end first; also full ones."""
    return await repository.own_teams(tx, product_id, clock.now(), member_id)


async def bought(tx: Tx, activity_id: ActivityId, member_id: MemberId) -> int:
    """How many pieces of an activity this member holds or has bought."""
    return await repository.bought(tx, activity_id, member_id)
