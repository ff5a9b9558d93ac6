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
    _record(tx, order_id, reason, by)
    return order.address


async def reveal_many(tx: Tx, order_ids: list[OrderId], reason: str, by: StaffActor) -> dict[OrderId, AddressSnapshot]:
    """The receivers of several orders in clear, for their packing slips: one record for each. Orders without an address are left out."""
    found = await repository.addresses(tx, order_ids)
    for order_id in found:
        _record(tx, order_id, reason, by)
    return found


def _record(tx: Tx, order_id: OrderId, reason: str, by: StaffActor) -> None:
    entry = Entry("staff", str(by.staff_id), "orders.reveal", "order", str(order_id), None, {"reason": reason}, by.ip, by.request_id)
    audit.record(tx, entry)
