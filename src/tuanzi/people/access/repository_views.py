"""The SQL of saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tuanzi.kernel.db import Tx
from tuanzi.people.access.contracts import VIEWS_MAX, SavedView, StaffId, ViewId

COLUMNS = "id, staff_id, screen, name, query, columns, is_default, is_shared"
SHARED_MAX = 100


def _view(row: Mapping[str, Any]) -> SavedView:
    return SavedView(
        ViewId.of(row["id"]),
        StaffId.of(row["staff_id"]),
        row["screen"],
        row["name"],
        dict(row["query"]),
        tuple(row["columns"]) if row["columns"] is not None else None,
        row["is_default"],
        row["is_shared"],
    )


async def views(tx: Tx, staff_id: StaffId, screen: str) -> list[SavedView]:
    """One's own views of a list in their order, then those that colleagues share."""
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM access_view WHERE screen = $2 AND (staff_id = $1 OR is_shared)
            ORDER BY staff_id <> $1, CASE WHEN staff_id = $1 THEN position END, name, id LIMIT {VIEWS_MAX + SHARED_MAX}""",
        staff_id,
        screen,
    )
    return [_view(row) for row in rows]


async def own(tx: Tx, staff_id: StaffId, view_id: ViewId) -> SavedView | None:
    """One of one's own."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM access_view WHERE id = $1 AND staff_id = $2", view_id, staff_id)
    return _view(row) if row else None


async def lock_owner(tx: Tx, staff_id: StaffId) -> None:
    """One change of somebody's views at a time, so that their limit and their order hold."""
    await tx.execute("SELECT 1 FROM access_staff WHERE id = $1 FOR NO KEY UPDATE", staff_id)


async def count(tx: Tx, staff_id: StaffId, screen: str) -> int:
    """How many one keeps of a list."""
    return int(await tx.fetchval("SELECT count(*) FROM access_view WHERE staff_id = $1 AND screen = $2", staff_id, screen))


async def insert(tx: Tx, view: SavedView, now: datetime) -> bool:
    """A new view at the end; False if its name is taken."""
    return bool(
        await tx.execute(
            """INSERT INTO access_view (id, staff_id, screen, name, query, columns, position, created_at)
               SELECT $1, $2, $3, $4, $5, $6, coalesce(max(position), 0) + 1, $7 FROM access_view WHERE staff_id = $2 AND screen = $3
               ON CONFLICT (staff_id, screen, name) DO NOTHING""",
            view.id,
            view.staff_id,
            view.screen,
            view.name,
            view.query,
            list(view.columns) if view.columns is not None else None,
            now,
        )
    )


async def has_name(tx: Tx, view: SavedView, name: str) -> bool:
    """Whether another of the owner's views of the list is called so."""
    found = await tx.fetchval(
        "SELECT true FROM access_view WHERE staff_id = $1 AND screen = $2 AND name = $3 AND id <> $4",
        view.staff_id,
        view.screen,
        name,
        view.id,
    )
    return bool(found)


async def update(tx: Tx, view_id: ViewId, name: str, query: dict[str, str], columns: Sequence[str] | None) -> None:
    """Replace what it says."""
    said = list(columns) if columns is not None else None
    await tx.execute("UPDATE access_view SET name = $2, query = $3, columns = $4 WHERE id = $1", view_id, name, query, said)


async def set_default(tx: Tx, view: SavedView, is_default: bool) -> None:  # noqa: FBT001 - the value of the column
    """How the owner finds the list: by this view, or as it comes."""
    await tx.execute("UPDATE access_view SET is_default = false WHERE staff_id = $1 AND screen = $2", view.staff_id, view.screen)
    await tx.execute("UPDATE access_view SET is_default = $2 WHERE id = $1", view.id, is_default)


async def set_shared(tx: Tx, view_id: ViewId, is_shared: bool) -> None:  # noqa: FBT001 - the value of the column
    """Whether colleagues see it."""
    await tx.execute("UPDATE access_view SET is_shared = $2 WHERE id = $1", view_id, is_shared)


async def put_in_order(tx: Tx, staff_id: StaffId, ids: Sequence[ViewId]) -> None:
    """The order of one's own tabs; others keep their place."""
    await tx.execute(
        """UPDATE access_view v SET position = o.place FROM unnest($2::uuid[]) WITH ORDINALITY AS o (id, place)
           WHERE v.id = o.id AND v.staff_id = $1""",
        staff_id,
        list(ids),
    )


async def delete(tx: Tx, view_id: ViewId) -> None:
    """Gone."""
    await tx.execute("DELETE FROM access_view WHERE id = $1", view_id)
