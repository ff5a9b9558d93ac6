"""Money that came too late goes back."""

from __future__ import annotations

from tuanzi.kernel import clock, jobs
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_money
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId, RefundTo, State
from tuanzi.trade.orders.errors import NotLate
from tuanzi.trade.orders.refund import refund


def refund_late_key(order_id: OrderId) -> str:
    """The name of the timer that ends the late choice."""
    return f"orders.refund_late:{order_id}"


async def refund_late(tx: Tx, order_id: OrderId, to: RefundTo = "gateway") -> None:
    """Give a late payment back, once. Raises ``NotLate`` if the order is not closed with money of ours to return."""
    moved = await writes.lock_order(tx, order_id)
    if moved is None or moved.state != State.CLOSED or not moved.paid or moved.refunded:
        raise NotLate
    await repository_money.end_late_choice(tx, order_id)
    if moved.late_choice_until is not None:
        jobs.cancel(tx, refund_late_key(order_id))
    await refund(tx, order_id, None, "paid_late", to, f"{order_id}:late")


@jobs.job()
async def refund_late_order(tx: Tx, order_id: OrderId) -> None:
    """The timer of the late choice: without an answer the money goes back."""
    moved = await writes.lock_order(tx, order_id)
    if moved is None or moved.state != State.CLOSED or moved.refunded or not moved.paid:
        return
    if moved.late_choice_until is not None and moved.late_choice_until > clock.now():
        jobs.enqueue(tx, refund_late_order(order_id), due_at=moved.late_choice_until, key=refund_late_key(order_id))
        return
    await refund_late(tx, order_id)
