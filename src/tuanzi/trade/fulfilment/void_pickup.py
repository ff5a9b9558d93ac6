"""Nobody will come for it."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment import repository
from tuanzi.trade.orders.contracts import OrderId


async def void_pickup(tx: Tx, order_id: OrderId) -> None:
    """Make the pickup code of a closed order open nothing; harmless if it has none."""
    await repository.void_pickup(tx, order_id, clock.now())
