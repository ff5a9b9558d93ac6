"""The goods wait at the outlet."""

from __future__ import annotations

import secrets

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errors import Unavailable
from tuanzi.trade.fulfilment import repository
from tuanzi.trade.fulfilment.contracts import PICKUP_CODE_DIGITS
from tuanzi.trade.fulfilment.errors import WrongDelivery
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId

TRIES_MAX = 20


async def ready_for_pickup(tx: Tx, order_id: OrderId) -> str:
    """Preparing to ready for pickup; the code of six digits, unlike every other open one.

    Raises ``orders.held``, ``orders.move_refused``, ``WrongDelivery``.
    """
    order = await orders.get(tx, order_id)
    if order.delivery != "pickup":
        raise WrongDelivery(delivery=order.delivery)
    await orders.mark_ready(tx, order_id)
    for _ in range(TRIES_MAX):
        code = f"{secrets.randbelow(10**PICKUP_CODE_DIGITS):0{PICKUP_CODE_DIGITS}d}"
        if await repository.open_pickup(tx, order_id, order.pickup_location_id, code, clock.now()):
            return code
    raise Unavailable
