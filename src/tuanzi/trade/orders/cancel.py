"""The buyer does not want it any more."""

from __future__ import annotations

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import api as payments
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import repository, rules
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import REASON_LENGTH_MAX, Order, OrderId, State
from tuanzi.trade.orders.errors import MoveRefused, OrderHeld, OrderNotFound
from tuanzi.trade.orders.events import OrderClosed
from tuanzi.trade.orders.refund import refund

CANCELLED = "cancelled"


async def cancel(tx: Tx, member_id: MemberId, order_id: OrderId, reason: str = "") -> Order:
    """Close an unpaid order, or give all the money back for a paid one that nobody prepares yet; again is harmless.

    Raises ``OrderNotFound``, ``OrderHeld`` while it waits (the team counts on it), ``MoveRefused`` once it is on its way.
    """
    moved = await writes.lock_order(tx, order_id)
    if moved is None or moved.member_id != member_id:
        raise OrderNotFound
    if moved.state == State.WAITING:
        raise OrderHeld(order_id=order_id)
    if moved.state == State.PREPARING:
        await refund(tx, order_id, None, reason[:REASON_LENGTH_MAX] or CANCELLED, key=f"{order_id}:cancel", close_reason=CANCELLED)
    elif moved.state in rules.MOVES["cancel"].sources:
        await close_unpaid(tx, order_id, CANCELLED)
    else:
        order = await repository.get_for(tx, member_id, order_id)
        if order.close_reason != CANCELLED:
            raise MoveRefused(move="cancel", state=order.state)
        return order
    return await repository.get_for(tx, member_id, order_id)


async def close_unpaid(tx: Tx, order_id: OrderId, reason: str) -> None:
    """Close an order that the caller has locked as unpaid: its stock is free, its payments end."""
    moved = await writes.move(tx, order_id, "cancel", clock.now(), close_reason=reason)
    assert moved is not None, "the order was locked as unpaid"
    jobs.cancel(tx, rules.expire_key(order_id))
    await inventory.release(tx, moved.stock_key, "voided")
    await payments.close_for(tx, str(order_id))
    facts.record(tx, OrderClosed(order_id, moved.member_id, reason, was_paid=False, holds=moved.holds))
