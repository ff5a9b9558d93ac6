"""Do the books of all teams add up? Run nightly, on demand, and at the end of tests."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.deals.groupbuy import repository_verify
from tuanzi.deals.groupbuy.contracts import HOLD, Seat, SeatState, TeamState
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, State

PAGE = 500


async def verify(tx: Tx) -> list[str]:
    """What does not add up, in words; empty when all is well: counters equal their seats, no team outlives its time, and every
    paid seat has an order that waits, is on its way, or was refunded in full. Run it when no facts are under way.
    """
    problems = [f"groupbuy: {what}" for what in await repository_verify.contradictions(tx, clock.now())]
    last = None
    while page := await repository_verify.seats_page(tx, last, PAGE):
        problems += await _orders(tx, page)
        last = page[-1][0].id
    return problems


async def _orders(tx: Tx, page: Sequence[tuple[Seat, TeamState]]) -> list[str]:
    found = await orders.get_many(tx, [seat.order_id for seat, _ in page])
    problems = []
    for seat, team_state in page:
        order = found.get(seat.order_id)
        what = "has no order" if order is None else _contradiction(seat, team_state, order)
        if what:
            problems.append(f"groupbuy: seat {seat.id} of order {seat.order_id} {what}")
    return problems


def _contradiction(seat: Seat, team_state: TeamState, order: Order) -> str | None:
    """What is wrong between a seat and its order."""
    hold = order.hold(HOLD)
    waits_here = hold is not None and hold.released_at is None and hold.reference == str(seat.team_id)
    if seat.state is SeatState.PAID:
        if team_state is TeamState.FORMING and not (order.state is State.WAITING and waits_here):
            return f"is paid in a forming team, and its order is {order.state}"
        if team_state is TeamState.SUCCEEDED and (order.state in {State.AWAITING_PAYMENT, State.WAITING} or waits_here):
            return f"is paid in a team that succeeded, and its order is {order.state}"
        if team_state in {TeamState.FAILED, TeamState.OPENING}:
            return f"is paid in a team that is {team_state}"
        if order.state is State.CLOSED and order.refunded < order.paid:
            return "is paid, and its order is closed with the money kept"
    if seat.state is SeatState.HELD and order.state is not State.AWAITING_PAYMENT:
        return f"is held, and its order is {order.state}"
    if seat.state is SeatState.REFUNDED and order.refunded != order.paid:
        return "is refunded, and its order has kept money"
    return None
