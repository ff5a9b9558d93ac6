"""Name what a hold waits for."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId


async def attach_reference(tx: Tx, order_id: OrderId, reason: str, reference: str) -> bool:
    """Set the reference of an open hold once it is known (the team that the checkout joined). False without such a hold."""
    return await writes.set_reference(tx, order_id, reason, reference)
