"""The goods went off."""

from __future__ import annotations

from typing import NoReturn

from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import Reason
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_money
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import Order, OrderId, State
from tuanzi.trade.orders.errors import MoveRefused, OrderHeld
from tuanzi.trade.orders.events import OrderShipped
from tuanzi.trade.orders.repository import get


async def mark_shipped(tx: Tx, order_id: OrderId, carrier: str | None = None) -> None:
    """Preparing to shipped with this carrier; the stock leaves the house. Raises ``OrderHeld`` and ``MoveRefused``, also against a whole refund that won."""
    moved = await writes.move(tx, order_id, "ship", clock.now())
    if moved is None:
        refuse(await get(tx, order_id), "ship")
    if carrier:
        await writes.note_carrier(tx, order_id, carrier)
    await hand_over(tx, order_id, moved.stock_key)
    facts.record(tx, OrderShipped(order_id, moved.member_id))


def refuse(order: Order, move: str) -> NoReturn:
    """Say why an order does not move."""
    if order.state == State.WAITING:
        raise OrderHeld(order_id=order.id)
    raise MoveRefused(move=move, state=order.state)


async def hand_over(tx: Tx, order_id: OrderId, stock_key: str) -> None:
    """Consume what was reserved. Units refunded before are not in the box: they go back on the shelf."""
    await inventory.consume(tx, stock_key)
    kept_back = await repository_money.refunded_units(tx, order_id)
    if kept_back:
        await inventory.restock(tx, f"{stock_key}:kept_back", kept_back, Reason.CORRECTION, reserved_as=stock_key)
