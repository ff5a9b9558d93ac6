"""The house closes an order that nobody has paid."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders import rules
from tuanzi.trade.orders.cancel import close_unpaid
from tuanzi.trade.orders.contracts import OrderId, StaffActor
from tuanzi.trade.orders.errors import MoveRefused, OrderNotFound
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

BY_STAFF = "closed_by_staff"


async def close_by_staff(tx: Tx, order_id: OrderId, reason: str, by: StaffActor) -> None:
    """Close an unpaid order, audited with why. A paid one is refunded instead. Raises ``OrderNotFound``, ``MoveRefused``."""
    moved = await writes.lock_order(tx, order_id)
    if moved is None:
        raise OrderNotFound
    if moved.state not in rules.MOVES["cancel"].sources:
        raise MoveRefused(move="cancel", state=moved.state)
    await close_unpaid(tx, order_id, BY_STAFF)
    audit.record(
        tx, Entry("staff", str(by.staff_id), "orders.close", "order", str(order_id), None, {"reason": reason}, by.ip, by.request_id)
    )
