"""What staff write on orders for each other: notes and coloured marks. Buyers never see them."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository, repository_notes
from tuanzi.trade.orders.contracts import Flag, Note, NoteId, OrderId, StaffActor
from tuanzi.trade.orders.errors import NotesFull, OrderNotFound
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


async def add_note(tx: Tx, order_id: OrderId, text: str, by: StaffActor) -> Note:
    """Write a note on an order. The log keeps that it was written, not what: people write names there.

    Raises ``OrderNotFound``, ``NotesFull``.
    """
    note = Note(NoteId.new(), order_id, by.staff_id, text, clock.now())
    if not await repository_notes.add(tx, note):
        await repository.get(tx, order_id)
        raise NotesFull
    _record(tx, by, "orders.note", order_id, None, {"note": str(note.id), "length": len(text)})
    return note


async def set_flag(tx: Tx, order_id: OrderId, flag: Flag | None, by: StaffActor) -> None:
    """Mark an order, or take the mark away. Raises ``OrderNotFound``."""
    before = await repository_notes.lock_flag(tx, order_id)
    if before is None:
        raise OrderNotFound
    if before[0] != flag:
        await repository_notes.set_flag(tx, order_id, flag)
        _record(tx, by, "orders.flag", order_id, {"flag": before[0]}, {"flag": flag})


def _record(
    tx: Tx, by: StaffActor, action: str, order_id: OrderId, before: dict[str, object] | None, after: dict[str, object] | None
) -> None:
    audit.record(tx, Entry("staff", str(by.staff_id), action, "order", str(order_id), before, after, by.ip, by.request_id))
