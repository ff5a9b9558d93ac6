"""Time to pay is over."""

from __future__ import annotations

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import api as payments
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.count_booked import count_booked
from tuanzi.trade.orders.events import OrderClosed


async def expire(tx: Tx, order_id: OrderId) -> bool:
    """Close an order that was not paid in time and free its stock. False if it is not (any more) to be expired.

    Against a payment in the same instant the payment's own row decides: what is booked before it could be closed counts.
    """
    now = clock.now()
    if not await writes.lock_expirable(tx, order_id, now):
        return False
    await payments.close_for(tx, str(order_id))
    if await count_booked(tx, order_id):
        return False
    moved = await writes.move(tx, order_id, "expire", now, close_reason="expired")
    assert moved is not None, "the order was locked as unpaid"
    await inventory.release(tx, moved.stock_key, "expired")
    facts.record(tx, OrderClosed(order_id, moved.member_id, "expired", was_paid=False, holds=moved.holds))
    return True


@jobs.job()
async def expire_order(tx: Tx, order_id: OrderId) -> None:
    """The timer set when the order was placed."""
    await expire(tx, order_id)
