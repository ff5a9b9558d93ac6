"""What a member may have who paid too late: the old place if it is still free, or a team of their own."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.deals.groupbuy import ending, repository, repository_seats, seats
from tuanzi.deals.groupbuy.contracts import HOLD, Seat, SeatState, TeamId
from tuanzi.deals.groupbuy.errors import ActivityOver, TeamFull, TeamNotFound
from tuanzi.deals.groupbuy.events import PlaceLost, PlaceRegained
from tuanzi.deals.groupbuy.take_seat import refuse_limits
from tuanzi.deals.groupbuy.taking import tell_paid
from tuanzi.goods.inventory.errors import SoldOut
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.errors import NotLate


async def lead_late(tx: Tx, order_id: OrderId) -> TeamId:
    """A new team led by the member of this late paid order, open at once. The caller reinstates the order under its hold.

    Raises ``TeamNotFound`` for an order that never sat in a team, ``ActivityOver``, ``LimitReached``, ``ActivitySoldOut``.
    """
    old = await repository.seat_of_order(tx, order_id)
    if old is None or old.state is not SeatState.VOIDED:
        raise TeamNotFound
    activity = await repository.activity(tx, old.activity_id)
    assert activity is not None, "a seat has its activity"
    now = clock.now()
    expires_at = now + timedelta(seconds=activity.draft.team_duration_s)
    team_id = TeamId.new()
    outcome = await repository_seats.open_team(
        tx, team_id, activity.id, old.member_id, order_id, old.quantity, activity.size, now, expires_at
    )
    if not outcome.first:
        raise ActivityOver(activity_id=activity.id)
    await refuse_limits(tx, outcome, team_id, activity.id)
    team = await repository.team(tx, team_id)
    seat = await repository.seat_of_order(tx, order_id)
    assert team is not None
    assert seat is not None
    seats.announce(tx, team, seat, expires_at)
    tell_paid(tx, team, seat)
    return team_id


async def rejoin(tx: Tx, order_id: OrderId) -> bool:
    """Give a late payer the old place back without asking, if the team still forms and every limit allows; else say that it is gone."""
    # The order has closed; that its seat is free may be heard after that it was paid.
    await seats.give_up(tx, order_id)
    old = await repository.seat_of_order(tx, order_id)
    if old is None or old.state is not SeatState.VOIDED:
        return False
    try:
        async with tx.savepoint():
            await _sit_down_again(tx, old, order_id)
    except (TeamFull, NotLate, SoldOut):
        await _ask(tx, order_id)
        return False
    team = await repository.team(tx, old.team_id)
    seat = await repository.seat_of_order(tx, order_id)
    activity = await repository.activity(tx, old.activity_id)
    assert team is not None
    assert seat is not None
    assert activity is not None
    tell_paid(tx, team, seat)
    facts.record(tx, PlaceRegained(team.id, seat.member_id, order_id))
    if team.paid == team.size:
        await ending.complete(tx, team, activity)
    return True


async def _ask(tx: Tx, order_id: OrderId) -> None:
    """Tell the member to choose, unless that is over."""
    order = (await orders.get_many(tx, [order_id]))[order_id]
    if order.late_choice_until is not None:
        facts.record(tx, PlaceLost(order.member_id, order_id, order.paid, order.late_choice_until))


async def _sit_down_again(tx: Tx, old: Seat, order_id: OrderId) -> None:
    """Both or nothing: a seat in the old team, and the order waiting for it."""
    outcome = await repository_seats.join(
        tx, old.team_id, old.activity_id, old.member_id, order_id, old.quantity, clock.now(), is_paid=True
    )
    if not outcome.seat:
        raise TeamFull(team_id=old.team_id)
    await orders.reinstate(tx, order_id, HOLD, str(old.team_id))
