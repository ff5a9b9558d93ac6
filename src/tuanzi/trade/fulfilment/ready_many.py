"""Many orders wait at their outlets."""

from __future__ import annotations

from tuanzi.kernel import errands
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import Errand
from tuanzi.trade.fulfilment.by_staff import ready_by_staff
from tuanzi.trade.fulfilment.contracts import NamedOrder
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import StaffActor, State


@errands.each("fulfilment.errand_ready")
async def ready_many(tx: Tx, on: Errand, by: StaffActor, order: NamedOrder) -> str:  # noqa: ARG001 - the shape of every errand
    """Make one order ready for pickup, audited; one that is ready already stays so. Raises what ``ready_for_pickup`` raises."""
    if (await orders.states(tx, [order.id])).get(order.id) is State.READY_FOR_PICKUP:
        return "already"
    await ready_by_staff(tx, order.id, by)
    return "ready"
