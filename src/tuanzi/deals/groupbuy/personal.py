"""What group-buy keeps about a member: seats and cashbacks, by id only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.deals.groupbuy import postings
from tuanzi.deals.groupbuy import repository_person as repository
from tuanzi.deals.groupbuy.contracts import TeamId
from tuanzi.deals.groupbuy.errors import TeamShared
from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every seat."""
    return [{**row, "team_id": str(TeamId.of(row["team_id"]))} for row in map(dict, await repository.seats_of(tx, MemberId.of(member_id)))]


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Seats, teams and cashbacks change hands. Raises ``TeamShared`` while both sit in one team that is not over."""
    old, new = MemberId.of(source), MemberId.of(target)
    await repository.lock_teams_of(tx, old)
    shared = await repository.shared_living_team(tx, old, new)
    if shared is not None:
        raise TeamShared(team_id=shared)
    for row in await repository.lock_frozen_rewards(tx, old):
        team_id, amount = TeamId.of(row["team_id"]), Money(row["amount_minor"], row["currency"])
        await postings.void(tx, team_id, row["revision"], "groupbuy.reward_moved")
        await postings.freeze(tx, team_id, row["revision"] + 1, new, amount)
    await repository.move_rewards(tx, old, new)
    await repository.move_seats(tx, old, new)


personal.bring("groupbuy", export=export, merge=merge)
