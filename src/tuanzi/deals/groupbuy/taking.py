"""Payment takes a seat. Callers hold the team's lock."""

from __future__ import annotations

from dataclasses import replace

from tuanzi.deals.groupbuy import repository, repository_seats
from tuanzi.deals.groupbuy.contracts import Seat, SeatState, Team, TeamId, TeamState
from tuanzi.deals.groupbuy.events import LeaderChanged, SeatPaid
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import PAID_STATES


async def reread(tx: Tx, team_id: TeamId) -> Team:
    """The team as this transaction has left it."""
    team = await repository.team(tx, team_id)
    assert team is not None, "the team is locked"
    return team


async def take_place(tx: Tx, team: Team, seat: Seat) -> tuple[Team, Seat]:
    """The held seat is paid; the team and the seat afterwards. Where all who had paid were refunded meanwhile, who pays now leads."""
    moved = await repository_seats.move_seat(tx, seat, SeatState.PAID, clock.now())
    leads = seat.is_leader
    if team.state is TeamState.FORMING and team.paid == 0 and not leads:
        leads = True
        await repository_seats.set_leader(tx, team.id, seat)
        facts.record(tx, LeaderChanged(team.id, team.leader_id, seat.member_id))
        moved = replace(moved, leader_id=seat.member_id)
    team, seat = moved, replace(seat, state=SeatState.PAID, is_leader=leads)
    tell_paid(tx, team, seat)
    return team, seat


def tell_paid(tx: Tx, team: Team, seat: Seat) -> None:
    """Say that a seat is taken."""
    facts.record(tx, SeatPaid(team.id, team.activity_id, seat.member_id, seat.order_id, seat.is_leader, team.paid, team.size))


async def take_arrived_payments(tx: Tx, team: Team) -> Team:
    """Take the held seats that are paid already, though the fact has not reached us or the order: what was paid in time counts."""
    held = [seat for seat in await repository.seats(tx, [team.id]) if seat.state is SeatState.HELD]
    if not held:
        return team
    for seat in sorted(held, key=lambda seat: seat.order_id):
        await orders.count_booked(tx, seat.order_id)
    found = await orders.get_many(tx, [seat.order_id for seat in held])
    for seat in held:
        if found[seat.order_id].state in PAID_STATES:
            team, _ = await take_place(tx, team, seat)
    return team
