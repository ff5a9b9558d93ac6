"""The goods wait at the pickup point."""

from __future__ import annotations

from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.events import OrderReadyForPickup
from tuanzi.trade.orders.mark_shipped import refuse
from tuanzi.trade.orders.repository import get


async def mark_ready(tx: Tx, order_id: OrderId) -> None:
    """Preparing to ready for pickup; the stock stays reserved until it is fetched. Raises ``OrderHeld`` and ``MoveRefused``."""
    moved = await writes.move(tx, order_id, "ready", clock.now())
    if moved is None:
        refuse(await get(tx, order_id), "ready")
    facts.record(tx, OrderReadyForPickup(order_id, moved.member_id))
