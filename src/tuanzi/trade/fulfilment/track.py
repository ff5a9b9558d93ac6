"""Where a parcel was seen."""

from __future__ import annotations

from datetime import datetime

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment import repository
from tuanzi.trade.fulfilment.contracts import ParcelId
from tuanzi.trade.fulfilment.errors import ParcelFull, ParcelNotFound
from tuanzi.trade.orders.contracts import OrderId


async def track(tx: Tx, parcel_id: ParcelId, text: str, at: datetime | None = None) -> OrderId:
    """Note an event of a parcel (now, unless told when). Raises ``ParcelNotFound``, ``ParcelFull``."""
    order_id = await repository.add_event(tx, parcel_id, text, at or clock.now())
    if order_id is None:
        if await repository.order_of_parcel(tx, parcel_id):
            raise ParcelFull
        raise ParcelNotFound
    return order_id
