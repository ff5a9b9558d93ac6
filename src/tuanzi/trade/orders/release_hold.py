"""What the order waited for has happened."""

from __future__ import annotations

from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId, State
from tuanzi.trade.orders.events import OrderHoldReleased, OrderPreparing


async def release_hold(tx: Tx, order_id: OrderId, reason: str, reference: str) -> bool:
    """End one hold; with the last one a paid order goes to preparing. False if that hold is not open (any more)."""
    before = await writes.lock_state(tx, order_id)
    if before is None:
        return False
    moved = await writes.release_hold(tx, order_id, reason, reference, clock.now())
    if moved is None:
        return False
    facts.record(tx, OrderHoldReleased(order_id, moved.member_id, reason, reference, is_last=moved.holds_open == 0))
    if before == State.WAITING and moved.state == State.PREPARING:
        facts.record(tx, OrderPreparing(order_id, moved.member_id))
    return True
