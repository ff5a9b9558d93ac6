"""What group-buy hears from orders, and what the open team pages hear from it."""

from __future__ import annotations

from typing import Any

from tuanzi.deals.groupbuy import api
from tuanzi.deals.groupbuy.contracts import HOLD, TeamId
from tuanzi.deals.groupbuy.events import LeaderChanged, SeatGivenBack, SeatHeld, SeatPaid, TeamFailed, TeamOpened, TeamSucceeded
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on, on_many
from tuanzi.trade.orders.events import OrderCompleted, OrderPaidLate, OrderRefunded


@on(OrderPaidLate)
async def rejoin_late_payer(tx: Tx, fact: OrderPaidLate, _: Delivery[OrderPaidLate]) -> None:
    """Who paid a moment too late gets the old place if it is still free; else the member chooses."""
    if fact.late_choice_until is not None and any(hold.reason == HOLD for hold in fact.holds):
        await api.rejoin(tx, fact.order_id)


@on(OrderRefunded)
async def follow_refund(tx: Tx, fact: OrderRefunded, _: Delivery[OrderRefunded]) -> None:
    """A whole refund frees the seat; any refund changes what the leader earns."""
    await api.follow_refund(tx, fact.order_id, is_whole=fact.is_whole)


@on(OrderCompleted)
async def review_reward(tx: Tx, fact: OrderCompleted, _: Delivery[OrderCompleted]) -> None:
    """The last order of a team to be over releases the leader's reward."""
    await api.review_reward(tx, fact.order_id)


@on_many(SeatHeld, SeatGivenBack, SeatPaid, TeamOpened, LeaderChanged, TeamSucceeded, TeamFailed)
async def show_change(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    """Tell everybody who looks at a team how it stands now, once per team and batch."""
    last: dict[TeamId, Delivery[Any]] = {delivery.fact.team_id: delivery for delivery in deliveries}
    teams = await api.get_teams(tx, last)
    for team_id, delivery in last.items():
        team = teams.get(team_id)
        if team is not None:
            data = {"paid": team.shown_paid, "missing": team.missing, "held": team.held, "state": team.state.value}
            delivery.publish(f"team:{team_id}", "changed", data)
