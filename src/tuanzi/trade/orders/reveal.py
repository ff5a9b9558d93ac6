"""A person of the house looks at where an order goes."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository
from tuanzi.trade.orders.contracts import AddressSnapshot, OrderId, StaffActor
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


async def reveal(tx: Tx, order_id: OrderId, reason: str, by: StaffActor) -> AddressSnapshot | None:
    """The receiver in clear, None for pickup. Everywhere else staff see it masked; who looked, and why, is kept. Raises ``OrderNotFound``."""
    order = await repository.get(tx, order_id)
    audit.record(
        tx,
        Entry(
            "staff", str(by.staff_id), "orders.reveal", "order", str(order_id), after={"reason": reason}, ip=by.ip, request_id=by.request_id
        ),
    )
    return order.address
