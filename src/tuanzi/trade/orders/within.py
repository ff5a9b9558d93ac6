"""Which orders are within the scope of a staff member: those of their members, and those that leave from their places."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Tx
from tuanzi.kernel.scope import Scope
from tuanzi.trade.orders import repository_listing
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.listing import Within


async def within(tx: Tx, scope: Scope) -> Within | None:
    """What a listing is kept to; None for who sees everything. An order that names no place leaves from the default location."""
    if scope.is_whole:
        return None
    is_default = any(place.is_default and place.id in scope.places for place in await inventory.locations(tx)) if scope.places else False
    return Within(tuple(sorted(scope.members)), tuple(sorted(scope.places)), is_default)


async def admitted(tx: Tx, scope: Scope, order_ids: Sequence[OrderId]) -> set[OrderId]:
    """Those of these orders that are within the scope."""
    return await repository_listing.admitted(tx, order_ids, await within(tx, scope))
