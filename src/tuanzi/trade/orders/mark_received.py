"""The shopper has the goods."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from tuanzi.kernel import clock, facts, jobs, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.complete import complete_key, complete_order
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.events import OrderReceived
from tuanzi.trade.orders.mark_shipped import hand_over, refuse
from tuanzi.trade.orders.repository import get


async def mark_received(tx: Tx, order_id: OrderId, how: Literal["receive", "pick_up"] = "receive") -> None:
    """Shipped (or, picked up, ready) to received; the after-sale window begins. Raises ``MoveRefused``."""
    now = clock.now()
    moved = await writes.move(tx, order_id, how, now)
    if moved is None:
        refuse(await get(tx, order_id), how)
    if how == "pick_up":
        await hand_over(tx, order_id, moved.stock_key)
    facts.record(tx, OrderReceived(order_id, moved.member_id))
    window = timedelta(days=ports.get(Config).aftersale_days)
    jobs.enqueue(tx, complete_order(order_id), due_at=now + window, key=complete_key(order_id))
