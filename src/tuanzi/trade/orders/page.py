"""The page of one order, put together."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import ports
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import repository
from tuanzi.trade.orders.contracts import Order, OrderId, OrderPage
from tuanzi.trade.orders.ports import Journeys


async def page_for(tx: Tx, member_id: MemberId, order_id: OrderId, language: str) -> OrderPage:
    """The member's own order with its timeline and the way of its goods. Raises ``OrderNotFound``."""
    return await _page(tx, repository.get_for(tx, member_id, order_id), order_id, language)


async def page(tx: Tx, order_id: OrderId, language: str) -> OrderPage:
    """Anybody's order, for staff. Raises ``OrderNotFound``."""
    return await _page(tx, repository.get(tx, order_id), order_id, language)


async def _page(tx: Tx, reading: Coroutine[Any, Any, Order], order_id: OrderId, language: str) -> OrderPage:
    # Whose order it is decides the first of them: whoever may not see it gets nothing of the others either.
    order, journey, timeline = await tx.together(
        reading, ports.get(Journeys).journey(tx, order_id, language), repository.timeline(tx, order_id)
    )
    point = None
    if order.pickup_location_id is not None:
        point = next((each for each in await inventory.pickup_points(tx) if each.id == order.pickup_location_id), None)
    return OrderPage(order, tuple(timeline), journey, point)
