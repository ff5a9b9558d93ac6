"""Nobody objected: a shipped order counts as received."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.kernel import clock, jobs, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId, State


def auto_receive_key(order_id: OrderId) -> str:
    """The name of the timer of a shipped order."""
    return f"fulfilment.auto_receive:{order_id}"


async def auto_receive(tx: Tx, order_id: OrderId) -> bool:
    """Count a shipped order as received once its days are over. False if it is not shipped (any more) or it is too early."""
    order = await orders.get(tx, order_id)
    if order.state is not State.SHIPPED or order.shipped_at is None:
        return False
    due_at = order.shipped_at + timedelta(days=ports.get(Config).receive_auto_days)
    if due_at > clock.now():
        jobs.enqueue(tx, auto_receive_order(order_id), due_at=due_at, key=auto_receive_key(order_id))
        return False
    await orders.mark_received(tx, order_id)
    return True


@jobs.job()
async def auto_receive_order(tx: Tx, order_id: OrderId) -> None:
    """The timer set at shipment."""
    await auto_receive(tx, order_id)
