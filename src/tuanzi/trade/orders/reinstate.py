"""An order paid too late lives again."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import STOCK_HELD_DAYS_MAX, OrderId
from tuanzi.trade.orders.errors import NotLate
from tuanzi.trade.orders.events import OrderReinstated
from tuanzi.trade.orders.refund_late import refund_late_key


async def reinstate(tx: Tx, order_id: OrderId, reason: str, reference: str) -> None:
    """Closed and paid late, while its buyer may choose: reserve the stock anew and wait under a new hold.

    Raises ``NotLate`` when there is nothing to choose (any more) and ``inventory.SoldOut``.
    """
    now = clock.now()
    # A reservation that was released stays released, so the second one has a name of its own.
    moved = await writes.reinstate(tx, order_id, reason, reference, f"{order_id}:again", now)
    if moved is None:
        raise NotLate
    jobs.cancel(tx, refund_late_key(order_id))
    location = await writes.stock_location(tx, order_id)
    await inventory.reserve(
        tx, moved.stock_key, [(line.sku_id, line.quantity) for line in moved.lines], location, now + timedelta(days=STOCK_HELD_DAYS_MAX)
    )
    facts.record(tx, OrderReinstated(order_id, moved.member_id, moved.paid, reason, reference))
