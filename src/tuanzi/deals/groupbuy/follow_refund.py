"""What a team makes of refunds and completed orders."""

from __future__ import annotations

from tuanzi.deals.groupbuy import repository, rewards, seats
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders.contracts import OrderId


async def follow_refund(tx: Tx, order_id: OrderId, *, is_whole: bool) -> None:
    """A whole refund frees the order's seat; any refund is a reason to look at the leader's reward again. Idempotent."""
    if is_whole:
        await seats.refund(tx, order_id)
    await review_reward(tx, order_id)


async def review_reward(tx: Tx, order_id: OrderId) -> None:
    """Look at the reward of the team in which this order sits, if any. Idempotent."""
    seat = await repository.seat_of_order(tx, order_id)
    if seat is not None:
        await rewards.review(tx, seat.team_id)
