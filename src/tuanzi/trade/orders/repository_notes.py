"""What staff write about orders."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.people.access.contracts import StaffId
from tuanzi.trade.orders.contracts import NOTES_MAX, Flag, Note, NoteId, OrderId


async def add(tx: Tx, note: Note) -> bool:
    """False if there is no such order, or it has as many notes as we keep."""
    return bool(
        await tx.execute(
            """INSERT INTO orders_note (id, order_id, staff_id, text, at) SELECT $1, id, $3, $4, $5 FROM orders_order
               WHERE id = $2 AND (SELECT count(*) FROM orders_note WHERE order_id = $2) < $6""",
            note.id,
            note.order_id,
            note.staff_id,
            note.text,
            note.at,
            NOTES_MAX,
        )
    )


async def notes_of(tx: Tx, order_id: OrderId) -> list[Note]:
    """The notes on an order, newest first. The caller has obtained the order before."""
    rows = await tx.fetch(
        "SELECT id, staff_id, text, at FROM orders_note WHERE order_id = $1 ORDER BY id DESC LIMIT $2", order_id, NOTES_MAX
    )
    return [Note(NoteId.of(row["id"]), order_id, StaffId.of(row["staff_id"]), row["text"], row["at"]) for row in rows]


async def last_notes(tx: Tx, order_ids: list[OrderId]) -> dict[OrderId, str]:
    """The newest note of each of these orders that has one."""
    rows = await tx.fetch(
        "SELECT DISTINCT ON (order_id) order_id, text FROM orders_note WHERE order_id = ANY($1) ORDER BY order_id, id DESC", order_ids
    )
    return {OrderId.of(row["order_id"]): row["text"] for row in rows}


async def lock_flag(tx: Tx, order_id: OrderId) -> tuple[Flag | None] | None:
    """An order's mark, kept from changing, in a tuple. None if there is no such order."""
    row = await tx.fetchrow("SELECT flag FROM orders_order WHERE id = $1 FOR UPDATE", order_id)
    return (row["flag"],) if row else None


async def set_flag(tx: Tx, order_id: OrderId, flag: Flag | None) -> None:
    """Mark an order."""
    await tx.execute("UPDATE orders_order SET flag = $2 WHERE id = $1", order_id, flag)
