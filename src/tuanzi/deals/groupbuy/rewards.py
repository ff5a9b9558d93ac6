"""The leader's cashback follows its team: promised at success, recomputed with every refund, paid when nothing can change any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tuanzi.deals.groupbuy import postings, repository, repository_seats, rules
from tuanzi.deals.groupbuy.contracts import Activity, RewardState, Seat, SeatState, Team, TeamId, TeamState
from tuanzi.deals.groupbuy.events import LeaderRewardFrozen, LeaderRewardReleased, LeaderRewardVoided
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money, total
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, OrderId, State

OVER = frozenset({State.COMPLETED, State.CLOSED})


def _shares(seats: Sequence[Seat], found: Mapping[OrderId, Order]) -> list[rules.Share]:
    shares = []
    for seat in seats:
        order = found[seat.order_id]
        currency = order.payable.currency
        goods = total((line.payable for line in order.lines), currency)
        back = total((line.refunded for line in order.lines), currency)
        shares.append(rules.Share(seat.is_leader, goods, goods if seat.state is SeatState.REFUNDED else back))
    return shares


def _bought(seats: Sequence[Seat], succeeded_at: datetime) -> list[Seat]:
    """The seats the team succeeded with or got afterwards, refunded since or not; who left before counts for nothing."""
    return [
        seat
        for seat in seats
        if seat.state is SeatState.PAID or (seat.paid_at is not None and seat.ended_at is not None and seat.ended_at >= succeeded_at)
    ]


async def promise(tx: Tx, team: Team, activity: Activity, seats: Sequence[Seat]) -> None:
    """Freeze the cashback of a team that has just succeeded, if its activity gives one."""
    if activity.draft.reward.kind not in rules.CASHBACKS:
        return
    assert team.succeeded_at is not None
    bought = _bought(seats, team.succeeded_at)
    found = await orders.get_many(tx, [seat.order_id for seat in bought])
    currency = activity.draft.tiers[0].prices[0][1].currency
    amount = rules.reward_amount(activity.draft.reward, _shares(bought, found), currency)
    if amount:
        await _freeze(tx, team, amount, 1)


async def review(tx: Tx, team_id: TeamId) -> None:
    """After a refund or a completed order: recompute the cashback; release it once every order of the team is over, void what is nothing.

    Idempotent. Only a succeeded team with a frozen reward is touched.
    """
    team = await repository.lock_team(tx, team_id)
    kept = await repository.reward(tx, team_id)
    if team is None or team.state is not TeamState.SUCCEEDED or kept is None or kept[0].state is not RewardState.FROZEN:
        return
    reward, revision = kept
    activity = await repository.activity(tx, team.activity_id)
    assert activity is not None, "a team has its activity"
    seats = await repository.seats(tx, [team_id])
    assert team.succeeded_at is not None
    bought = _bought(seats, team.succeeded_at)
    found = await orders.get_many(tx, [seat.order_id for seat in bought])
    amount = rules.reward_amount(activity.draft.reward, _shares(bought, found), reward.amount.currency)
    if amount != reward.amount:
        await postings.void(tx, team_id, revision, "groupbuy.reward_changed")
        if not amount:
            await _end(tx, team, RewardState.VOIDED)
            facts.record(tx, LeaderRewardVoided(team_id, reward.leader_id, reward.amount))
            return
        revision += 1
        await _freeze(tx, team, amount, revision)
    if team.held == 0 and all(found[seat.order_id].state in OVER for seat in bought):
        await postings.release(tx, team_id, revision)
        await _end(tx, team, RewardState.RELEASED)
        facts.record(tx, LeaderRewardReleased(team_id, reward.leader_id, amount))


async def _freeze(tx: Tx, team: Team, amount: Money, revision: int) -> None:
    await postings.freeze(tx, team.id, revision, team.leader_id, amount)
    await repository_seats.keep_reward(tx, team.id, team.leader_id, amount, revision, clock.now())
    facts.record(tx, LeaderRewardFrozen(team.id, team.leader_id, amount))


async def _end(tx: Tx, team: Team, state: RewardState) -> None:
    assert state in rules.REWARD_TRANSITIONS[RewardState.FROZEN]
    await repository_seats.end_reward(tx, team.id, state, clock.now())
