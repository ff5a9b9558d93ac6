"""SQL of counts: the sheet, its lines, and what was on hand when each was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import LocationId, Stocktake, StocktakeId, StocktakeLine, StocktakeState
from tuanzi.kernel.db import Tx

# The lines of all sheets asked for are read once: sheet by sheet, the planner reads the whole table for each where few have lines.
WITH_TOTALS = """
SELECT s.*, coalesce(t.lines, 0) AS lines, coalesce(t.counted, 0) AS counted, coalesce(t.differing, 0) AS differing
FROM page s LEFT JOIN (
    SELECT l.stocktake_id, count(*) AS lines, count(l.counted) AS counted, count(*) FILTER (WHERE l.counted <> l.on_hand_then) AS differing
    FROM inventory_stocktake_line l WHERE l.stocktake_id = ANY(ARRAY(SELECT id FROM page)) GROUP BY 1) t ON t.stocktake_id = s.id
ORDER BY s.id DESC
"""
# The level row is locked by a statement of its own: what is read after it is what was committed, by whom ever.
LOCK_LEVELS = "SELECT FROM inventory_level WHERE location_id = $1 AND sku_id = ANY($2::uuid[]) ORDER BY sku_id FOR UPDATE"
COUNT = """
UPDATE inventory_stocktake_line l SET counted = n.counted, on_hand_then = v.on_hand, staff_id = $5, counted_at = $6
FROM unnest($3::uuid[], $4::int[]) AS n(sku_id, counted) JOIN inventory_level v ON v.sku_id = n.sku_id AND v.location_id = $2
WHERE l.stocktake_id = $1 AND l.sku_id = n.sku_id RETURNING l.sku_id
"""
FREEZE = """
UPDATE inventory_stocktake_line l SET expected = v.on_hand
FROM inventory_level v WHERE l.stocktake_id = $1 AND v.sku_id = l.sku_id AND v.location_id = $2
"""


async def insert(
    tx: Tx, stocktake_id: StocktakeId, name: str, location_id: LocationId, note: str, by: UUID, sku_ids: Sequence[SkuId], now: datetime
) -> None:
    """A new sheet with its lines in this order."""
    await tx.execute(
        "INSERT INTO inventory_stocktake (id, name, location_id, note, staff_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        stocktake_id,
        name,
        location_id,
        note,
        by,
        now,
    )
    await tx.execute(
        """INSERT INTO inventory_stocktake_line (stocktake_id, sku_id, position)
           SELECT $1, n.sku_id, n.position FROM unnest($2::uuid[]) WITH ORDINALITY AS n(sku_id, position)""",
        stocktake_id,
        list(sku_ids),
    )


async def lock_stocktake(tx: Tx, stocktake_id: StocktakeId) -> None:
    """Hold a sheet until the end of the transaction."""
    await tx.execute("SELECT FROM inventory_stocktake WHERE id = $1 FOR UPDATE", stocktake_id)


async def find(tx: Tx, stocktake_id: StocktakeId) -> Stocktake | None:
    """A count with its totals."""
    row = await tx.fetchrow(f"WITH page AS (SELECT * FROM inventory_stocktake WHERE id = $1) {WITH_TOTALS}", stocktake_id)
    return _stocktake(row) if row else None


async def stocktakes(
    tx: Tx, state: StocktakeState | None, before: StocktakeId | None, limit: int, places: Sequence[UUID] | None = None
) -> list[Stocktake]:
    """Counts (at these places, None: everywhere), the newest first."""
    rows = await tx.fetch(
        f"""WITH page AS MATERIALIZED (
                SELECT * FROM inventory_stocktake s WHERE ($1::text IS NULL OR s.state = $1) AND ($2::uuid IS NULL OR s.id < $2)
                AND ($3::uuid[] IS NULL OR s.location_id = ANY($3)) ORDER BY s.id DESC LIMIT {limit:d}) {WITH_TOTALS}""",
        state,
        before,
        places,
    )
    return [_stocktake(row) for row in rows]


def _stocktake(row: Mapping[str, Any]) -> Stocktake:
    return Stocktake(
        StocktakeId.of(row["id"]),
        row["name"],
        LocationId.of(row["location_id"]),
        StocktakeState(row["state"]),
        row["note"],
        row["staff_id"],
        row["lines"],
        row["counted"],
        row["differing"],
        row["created_at"],
        row["started_at"],
        row["ended_at"],
    )


async def set_state(tx: Tx, stocktake_id: StocktakeId, state: StocktakeState, now: datetime) -> None:
    """Move a locked sheet."""
    column = "started_at" if state is StocktakeState.COUNTING else "ended_at"
    await tx.execute(f"UPDATE inventory_stocktake SET state = $2, {column} = $3 WHERE id = $1", stocktake_id, state, now)


async def skus_of(tx: Tx, stocktake_id: StocktakeId) -> list[SkuId]:
    """The SKUs of a sheet in the order in which rows are taken."""
    rows = await tx.fetch("SELECT sku_id FROM inventory_stocktake_line WHERE stocktake_id = $1 ORDER BY sku_id", stocktake_id)
    return [SkuId.of(row["sku_id"]) for row in rows]


async def freeze(tx: Tx, stocktake_id: StocktakeId, location_id: LocationId) -> None:
    """Write beside each line what is on hand now."""
    await tx.execute(FREEZE, stocktake_id, location_id)


async def count(
    tx: Tx, stocktake_id: StocktakeId, location_id: LocationId, sku_ids: Sequence[SkuId], counts: Sequence[int], by: UUID, now: datetime
) -> set[SkuId]:
    """Write down counts beside what is on hand at this moment; the SKUs that stand on the sheet."""
    await tx.execute(LOCK_LEVELS, location_id, list(sku_ids))
    rows = await tx.fetch(COUNT, stocktake_id, location_id, list(sku_ids), list(counts), by, now)
    return {SkuId.of(row["sku_id"]) for row in rows}


async def differing(tx: Tx, stocktake_id: StocktakeId) -> list[StocktakeLine]:
    """The lines that were found different."""
    rows = await tx.fetch(
        "SELECT * FROM inventory_stocktake_line WHERE stocktake_id = $1 AND counted <> on_hand_then ORDER BY sku_id", stocktake_id
    )
    return [_line(row) for row in rows]


async def lines_of(
    tx: Tx, stocktake_id: StocktakeId, after: int, limit: int, *, is_open: bool, is_differing: bool
) -> list[tuple[int, StocktakeLine]]:
    """Lines with their places, in the order of the sheet; only those not yet counted, or only those with a difference, if so asked."""
    rows = await tx.fetch(
        f"""SELECT * FROM inventory_stocktake_line WHERE stocktake_id = $1 AND position > $2
              AND (NOT $3 OR counted IS NULL) AND (NOT $4 OR counted <> on_hand_then) ORDER BY position LIMIT {limit:d}""",
        stocktake_id,
        after,
        is_open,
        is_differing,
    )
    return [(row["position"], _line(row)) for row in rows]


def _line(row: Mapping[str, Any]) -> StocktakeLine:
    return StocktakeLine(SkuId.of(row["sku_id"]), row["expected"], row["counted"], row["on_hand_then"], row["staff_id"], row["counted_at"])
