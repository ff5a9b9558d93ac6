"""Notes and marks on many orders."""

from __future__ import annotations

from dataclasses import dataclass

from tuanzi.kernel import errands
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import Errand
from tuanzi.trade.orders.contracts import Flag, OrderId, StaffActor
from tuanzi.trade.orders.notes import add_note, set_flag


@dataclass(frozen=True, slots=True)
class Marking:
    """What to put on each order: a note, a colour, or both; ``clears`` takes the colour away. ``by``: who asked for it."""

    by: StaffActor
    note: str | None = None
    flag: Flag | None = None
    clears: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """An order to mark."""

    id: OrderId
    name: str


@errands.each("orders.errand_mark")
async def mark_many(tx: Tx, on: Errand, marking: Marking, order: Marked) -> str:  # noqa: ARG001 - the shape of every errand
    """Mark one order, audited. Raises ``OrderNotFound``, ``NotesFull``."""
    if marking.note:
        await add_note(tx, order.id, marking.note, marking.by)
    if marking.flag or marking.clears:
        await set_flag(tx, order.id, marking.flag, marking.by)
    return "marked"
