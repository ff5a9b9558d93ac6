"""The after-sale window has passed."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.kernel import clock, facts, jobs, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import postings
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId, State
from tuanzi.trade.orders.events import OrderCompleted


def complete_key(order_id: OrderId) -> str:
    """The name of the timer of the after-sale window."""
    return f"orders.complete:{order_id}"


async def complete(tx: Tx, order_id: OrderId) -> bool:
    """Received to completed: what was paid and not refunded is ours from now on. False if the order is not there (any more)."""
    moved = await writes.move(tx, order_id, "complete", clock.now())
    if moved is None:
        return False
    kept = moved.paid - moved.refunded
    await postings.earn(tx, order_id, goods=kept - moved.freight_left, freight=moved.freight_left)
    facts.record(tx, OrderCompleted(order_id, moved.member_id, kept, moved.lines))
    return True


@jobs.job()
async def complete_order(tx: Tx, order_id: OrderId) -> None:
    """The timer set at receipt."""
    order = await writes.lock_order(tx, order_id)
    if order is None or order.state != State.RECEIVED or order.received_at is None:
        return
    due_at = order.received_at + timedelta(days=ports.get(Config).aftersale_days)
    if due_at > clock.now():
        jobs.enqueue(tx, complete_order(order_id), due_at=due_at, key=complete_key(order_id))
        return
    await complete(tx, order_id)
