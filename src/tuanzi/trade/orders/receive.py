"""The buyer says it arrived."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import repository
from tuanzi.trade.orders.contracts import Order, OrderId, State
from tuanzi.trade.orders.errors import MoveRefused
from tuanzi.trade.orders.mark_received import mark_received


async def receive(tx: Tx, member_id: MemberId, order_id: OrderId) -> Order:
    """Shipped to received by the buyer's word; again is harmless. Raises ``OrderNotFound``, ``OrderHeld``, ``MoveRefused``."""
    order = await repository.get_for(tx, member_id, order_id)
    if order.state not in {State.RECEIVED, State.COMPLETED}:
        try:
            await mark_received(tx, order_id)
        except MoveRefused as refusal:
            # The timer of the shipment may have been a moment faster: then it is received, as the buyer says.
            if refusal.fields["state"] != State.RECEIVED:
                raise
    return await repository.get_for(tx, member_id, order_id)
