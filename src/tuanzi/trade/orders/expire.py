"""Time to pay is over."""

from __future__ import annotations

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import api as payments
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.events import OrderClosed


def expire_key(order_id: OrderId) -> str:
    """The name of the timer of an unpaid order."""
    return f"orders.expire:{order_id}"


async def expire(tx: Tx, order_id: OrderId) -> bool:
    """Close an order that was not paid in time and free its stock. False if it is not (any more) to be expired.

    Against a payment in the same instant the conditional update decides: one of both finds the order as it wants it.
    """
    now = clock.now()
    moved = await writes.move(tx, order_id, "expire", now, condition="pay_before <= $4", close_reason="expired")
    if moved is None:
        return False
    await inventory.release(tx, moved.stock_key, "expired")
    await payments.close_for(tx, str(order_id))
    facts.record(tx, OrderClosed(order_id, moved.member_id, "expired", was_paid=False, holds=moved.holds))
    return True


@jobs.job()
async def expire_order(tx: Tx, order_id: OrderId) -> None:
    """The timer set when the order was placed."""
    await expire(tx, order_id)
