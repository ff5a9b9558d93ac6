"""SQL of the console's lists: levels, movements, locations.

Levels are read whole and sorted, not kept in indexes: they change with every order, and an index over what is free would be written
with each of them. A hundred thousand narrow rows are sorted in some tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import (
    Level,
    LevelQuery,
    LevelState,
    Location,
    LocationId,
    LocationKind,
    Movement,
    MovementQuery,
    Reason,
)
from tuanzi.goods.inventory.repository import level_of
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment, whole
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to

FREE = "on_hand - reserved - safety"


def level_id(text: str) -> tuple[SkuId, LocationId]:
    """A level's id in a cursor. Raises ``ValueError``."""
    sku_id, _, location_id = text.partition("/")
    return SkuId.parse(sku_id), LocationId.parse(location_id)


LEVELS = Sorting(
    "available",
    id_kind=level_id,
    available=By(f"({FREE})", whole),
    on_hand=By("on_hand", whole),
    reserved=By("reserved", whole),
    safety=By("safety", whole),
    changed=By("changed_at", moment),
)
MOVEMENTS = Sorting("-position", id_kind=int, position=By("position", whole))
STATES = {
    LevelState.OUT: f"{FREE} <= 0",
    LevelState.LOW: f"{FREE} > 0 AND {FREE} <= low_at",
    LevelState.OVER: f"{FREE} < 0",
}


def _levels_where(query: LevelQuery, found: Sequence[SkuId] | None) -> Where:
    where = Where()
    where.add_given(
        ("sku_id = ANY({0}::uuid[])", None if found is None else list(found)),
        ("sku_id = {0}", query.sku_id),
        ("location_id = {0}", query.location_id),
        ("location_id = ANY({0})", query.places),
    )
    if query.state:
        where.add(STATES[query.state])
    return where


async def levels(tx: Tx, query: LevelQuery, found: Sequence[SkuId] | None, place: Place, limit: int) -> list[tuple[Level, Any]]:
    """Levels (of the SKUs that were ``found`` by words) with the value they are sorted by."""
    where = _levels_where(query, found)
    direction, sign = ("DESC", "<") if place.is_descending else ("ASC", ">")
    if place.key:
        value, (sku_id, location_id) = place.key
        where.add(f"({place.by.sql}, sku_id, location_id) {sign} ({{0}}, {{1}}, {{2}})", value, sku_id, location_id)
    rows = await tx.fetch(
        f"""SELECT *, {place.by.sql} AS sort_key FROM inventory_level WHERE {where.sql}
            ORDER BY {place.by.sql} {direction}, sku_id {direction}, location_id {direction} LIMIT {limit:d}""",
        *where.arguments,
    )
    return [(level_of(row), row["sort_key"]) for row in rows]


async def count_levels(tx: Tx, query: LevelQuery, found: Sequence[SkuId] | None) -> int:
    """How many levels of this kind there are, counting no further than lists do."""
    where = _levels_where(query, found)
    return await count_up_to(tx, f"SELECT 1 FROM inventory_level WHERE {where.sql}", *where.arguments)


def _movements_where(query: MovementQuery, found: Sequence[SkuId] | None) -> Where:
    where = Where()
    where.add_given(
        ("sku_id = ANY({0}::uuid[])", None if found is None else list(found)),
        ("sku_id = {0}", query.sku_id),
        ("location_id = {0}", query.location_id),
        ("location_id = ANY({0})", query.places),
        ("reason = {0}", query.reason),
        ("staff_id = {0}", query.staff_id),
        ("moved_at >= {0}", query.since),
        ("moved_at < {0}", query.until),
    )
    return where


async def movements(tx: Tx, query: MovementQuery, found: Sequence[SkuId] | None, place: Place, limit: int) -> list[Movement]:
    """Movements in their order."""
    where = _movements_where(query, found)
    direction, sign = ("DESC", "<") if place.is_descending else ("ASC", ">")
    if place.key:
        where.add(f"position {sign} {{0}}", place.key[0])
    rows = await tx.fetch(
        f"SELECT * FROM inventory_movement WHERE {where.sql} ORDER BY position {direction} LIMIT {limit:d}", *where.arguments
    )
    return [_movement(row) for row in rows]


async def count_movements(tx: Tx, query: MovementQuery, found: Sequence[SkuId] | None) -> int:
    """How many movements of this kind there are, counting no further than lists do."""
    where = _movements_where(query, found)
    return await count_up_to(tx, f"SELECT 1 FROM inventory_movement WHERE {where.sql}", *where.arguments)


def _movement(row: Mapping[str, Any]) -> Movement:
    return Movement(
        row["position"],
        SkuId.of(row["sku_id"]),
        LocationId.of(row["location_id"]),
        row["delta"],
        Reason(row["reason"]),
        row["reference"],
        row["on_hand_after"],
        row["moved_at"],
        row["staff_id"],
    )


async def locations(tx: Tx) -> list[Location]:
    """All places, the default one first."""
    rows = await tx.fetch("SELECT * FROM inventory_location ORDER BY is_default DESC, position, code LIMIT 1000")
    return [
        Location(
            LocationId.of(row["id"]),
            row["code"],
            LocationKind(row["kind"]),
            row["name"],
            row["address"],
            row["hours"],
            row["position"],
            LocationId.of(row["source_id"]) if row["source_id"] else None,
            row["is_default"],
            row["is_active"],
        )
        for row in rows
    ]
