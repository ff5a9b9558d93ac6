"""What orders needs from above itself: how the goods travel, for the page of an order. Fulfilment implements it."""

from __future__ import annotations

from typing import Protocol

from tuanzi.kernel.db import Tx
from tuanzi.trade.orders.contracts import Journey, OrderId


class Journeys(Protocol):
    """Tells the way of an order's goods; orders stands below fulfilment and cannot ask it by name."""

    async def journey(self, tx: Tx, order_id: OrderId, language: str) -> Journey:
        """Parcels and pickup of an order that the caller has obtained."""
        ...
