"""How a team ends: once, with every paid order released to be packed or refunded in full. Callers hold the team's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tuanzi.deals.groupbuy import repository, repository_seats, rewards, rules
from tuanzi.deals.groupbuy.contracts import HOLD, KIND, Activity, FailReason, RewardKind, Seat, SeatState, Team, TeamState
from tuanzi.deals.groupbuy.events import DifferenceRefunded, TeamFailed, TeamSucceeded
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money, total
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, OrderLine, RefundLine

FAILED = "groupbuy_failed"
DIFFERENCE = "groupbuy_difference"


def expire_key(team: Team) -> str:
    """The name of a team's timer."""
    return f"groupbuy.expire:{team.id}"


async def complete(tx: Tx, team: Team, activity: Activity) -> None:
    """Succeed with the seats paid now: release their orders, give back what the price reached is lower, promise the reward."""
    now = clock.now()
    await repository_seats.set_succeeded(tx, team, now)
    jobs.cancel(tx, expire_key(team))
    team = replace(team, state=TeamState.SUCCEEDED, reached=team.paid, succeeded_at=now)
    seats = await repository.seats(tx, [team.id])
    paid = sorted((seat for seat in seats if seat.state is SeatState.PAID), key=lambda seat: seat.order_id)
    for seat in paid:
        await orders.release_hold(tx, seat.order_id, HOLD, str(team.id))
    await give_differences(tx, team, activity, paid)
    facts.record(
        tx,
        TeamSucceeded(
            team.id,
            team.activity_id,
            team.product_id,
            len(paid),
            team.leader_id,
            tuple(seat.member_id for seat in paid),
            tuple(seat.order_id for seat in paid),
        ),
    )
    await rewards.promise(tx, team, activity, seats)


async def give_differences(tx: Tx, team: Team, activity: Activity, seats: Sequence[Seat]) -> None:
    """Refund to each of these seats what it paid above the team's final price: a ladder that climbed, a leader who inherited."""
    assert team.reached is not None
    tier = rules.tier_for(activity.draft.tiers, team.reached)
    reward = activity.draft.reward
    if len(activity.draft.tiers) == 1 and reward.kind is not RewardKind.LEADER_PRICE:
        return
    found = await orders.get_many(tx, [seat.order_id for seat in seats])
    for seat in seats:
        lines = []
        for line, scene_total in _scene_totals(found[seat.order_id]):
            price = rules.group_price(tier, line.sku_id, reward, leads=seat.is_leader)
            assert price is not None, "the order was quoted from this activity"
            over = min(scene_total - price * line.quantity, line.payable - line.refunded)
            if over.minor > 0:
                lines.append(RefundLine(line.id, amount=over))
        if lines:
            refunded = await orders.refund(tx, seat.order_id, lines, DIFFERENCE, key=f"groupbuy.difference:{seat.id}")
            facts.record(tx, DifferenceRefunded(team.id, seat.member_id, seat.order_id, refunded.amount))


def _scene_totals(order: Order) -> list[tuple[OrderLine, Money]]:
    """What each line cost at its group price, before any other discount."""
    zero = Money(0, order.payable.currency)
    result = []
    for line in order.lines:
        ours = total((each.amount for each in order.adjustments if each.line_id == line.id and each.source == KIND), zero.currency)
        result.append((line, line.unit_price * line.quantity + ours))
    return result


async def fail(tx: Tx, team: Team, reason: FailReason) -> None:
    """End without success: every paid order is refunded in full, once; nobody is asked to pay for it any more.

    A payment that is under way meets a failed team and goes back when it is counted.
    """
    now = clock.now()
    await repository_seats.set_failed(tx, team, reason, now)
    jobs.cancel(tx, expire_key(team))
    seats = await repository.seats(tx, [team.id])
    await orders.lock_orders(tx, [seat.order_id for seat in seats if seat.state in {SeatState.PAID, SeatState.HELD}])
    paid = sorted((seat for seat in seats if seat.state is SeatState.PAID), key=lambda seat: seat.order_id)
    for seat in paid:
        await repository_seats.move_seat(tx, seat, SeatState.REFUNDED, now)
    if paid:
        await repository_seats.give_back(tx, team.activity_id, paid)
    for seat in paid:
        await give_money_back(tx, seat)
    for seat in seats:
        if seat.state is SeatState.HELD:
            await orders.expire(tx, seat.order_id)
    member_ids, order_ids = tuple(seat.member_id for seat in paid), tuple(seat.order_id for seat in paid)
    facts.record(tx, TeamFailed(team.id, team.activity_id, team.product_id, reason.value, member_ids, order_ids))


async def give_money_back(tx: Tx, seat: Seat) -> None:
    """Refund what is left of a seat's order, exactly once: the key is the seat's."""
    order = (await orders.get_many(tx, [seat.order_id]))[seat.order_id]
    if order.refunded < order.paid:
        await orders.refund(tx, seat.order_id, None, FAILED, key=f"groupbuy.fail:{seat.id}")
