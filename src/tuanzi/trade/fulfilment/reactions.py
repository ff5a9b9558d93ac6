"""What fulfilment hears from orders."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on
from tuanzi.trade.fulfilment import api
from tuanzi.trade.orders.events import OrderClosed


@on(OrderClosed)
async def void_pickup_code(tx: Tx, fact: OrderClosed, _: Delivery[OrderClosed]) -> None:
    """A closed order is not fetched any more."""
    await api.void_pickup(tx, fact.order_id)
