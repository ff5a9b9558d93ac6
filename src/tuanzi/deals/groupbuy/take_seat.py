"""A seat for the payment time: in an open team, or as the leader of a new one."""

from __future__ import annotations

from datetime import datetime

from tuanzi.deals.groupbuy import repository, repository_seats
from tuanzi.deals.groupbuy.contracts import HOLD, Activity, ActivityId, TeamId, TeamState
from tuanzi.deals.groupbuy.errors import (
    ActivityOver,
    ActivitySoldOut,
    AlreadyInTeam,
    LimitReached,
    TeamEnded,
    TeamFull,
    TeamNotFound,
    TeamNotOpen,
)
from tuanzi.deals.groupbuy.events import SeatHeld
from tuanzi.deals.pricing.contracts import Claim, Claimed
from tuanzi.kernel import facts, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders.contracts import HoldDraft


def parse_team(text: str) -> TeamId:
    """A team named by a client. Raises ``TeamNotFound``."""
    try:
        return TeamId.parse(text)
    except ValueError:
        raise TeamNotFound from None


async def take_seat(tx: Tx, claim: Claim, activity: Activity) -> Claimed:
    """Hold a seat for the order in one conditional statement; the order waits for the team and must be paid within the seat's time.

    Raises ``TeamFull``, ``TeamEnded``, ``TeamNotOpen``, ``TeamNotFound``, ``AlreadyInTeam``, ``LimitReached``,
    ``ActivitySoldOut``, ``ActivityOver``.
    """
    config = ports.get(Config)
    quantity = sum(line.quantity for line in claim.basket.lines)
    pay_within_s = min(claim.pay_within_s, config.groupbuy_payment_s)
    assert claim.basket.deal is not None
    if claim.basket.deal.team_id is None:
        team_id = TeamId.new()
        outcome = await repository_seats.open_team(
            tx, team_id, activity.id, claim.member_id, claim.order_id, quantity, activity.size, claim.now, None
        )
        if not outcome.first:
            raise ActivityOver(activity_id=activity.id)
    else:
        team_id = parse_team(claim.basket.deal.team_id)
        outcome = await repository_seats.join(tx, team_id, activity.id, claim.member_id, claim.order_id, quantity, claim.now)
        if not outcome.first:
            await refuse_team(tx, team_id, activity.id, claim.now)
        assert outcome.expires_at is None or outcome.expires_at > claim.now
        if outcome.expires_at is not None:
            pay_within_s = max(1, min(pay_within_s, int((outcome.expires_at - claim.now).total_seconds())))
    await refuse_limits(tx, outcome, team_id, activity.id)
    facts.record(tx, SeatHeld(team_id, claim.member_id, claim.order_id))
    return Claimed((HoldDraft(HOLD, str(team_id), config.late_choice_s),), pay_within_s)


async def refuse_team(tx: Tx, team_id: TeamId, activity_id: ActivityId, now: datetime) -> None:
    """Say why a team could not be joined."""
    team = await repository.team(tx, team_id)
    if team is None or team.activity_id != activity_id:
        raise TeamNotFound
    if team.state is TeamState.OPENING:
        raise TeamNotOpen(team_id=team_id)
    if team.state is not TeamState.FORMING or team.expires_at is None or team.expires_at <= now:
        raise TeamEnded(team_id=team_id)
    raise TeamFull(team_id=team_id)


async def refuse_limits(tx: Tx, outcome: repository_seats.Outcome, team_id: TeamId, activity_id: ActivityId) -> None:
    """Raise for the limit that stopped a claim, if one did; the transaction then undoes the rest of it."""
    if not outcome.buyer:
        raise LimitReached(limit=outcome.limit)
    if not outcome.counted:
        activity = await repository.activity(tx, activity_id)
        raise ActivitySoldOut(left=activity.left if activity else 0)
    if not outcome.seat:
        raise AlreadyInTeam(team_id=team_id)
