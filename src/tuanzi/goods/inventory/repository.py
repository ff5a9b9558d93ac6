"""All SQL of stock. Several rows are always locked in the order of their SKU ids; limits stand in the predicates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import Level, LocationId, Orphan, PickupPoint, Reason, ReservationId, ReservationState
from tuanzi.kernel.db import Tx

SOURCE = """
(SELECT coalesce(source_id, id) FROM inventory_location
 WHERE CASE WHEN $1::uuid IS NULL THEN is_default ELSE id = $1 END)
"""

# Several rows are locked by a statement of their own, in the order of the ids. The statement after it has a newer snapshot:
# it sees the rows as they were locked, which no FOR UPDATE inside one statement with the change can promise.
LOCK = f"""
SELECT sku_id FROM inventory_level WHERE sku_id = ANY($2::uuid[]) AND location_id = {SOURCE} ORDER BY sku_id FOR UPDATE
"""

RESERVE_ONE = f"""
WITH taken AS (
    UPDATE inventory_level SET reserved = reserved + $3, changed_at = $7
    WHERE sku_id = $2 AND location_id = {SOURCE} AND on_hand - reserved - safety >= $3
      AND NOT EXISTS (SELECT FROM inventory_reservation WHERE key = $4 AND state = 'pending')
    RETURNING sku_id, location_id, on_hand - reserved - safety AS free, low_at),
made AS (
    INSERT INTO inventory_reservation (id, key, location_id, expires_at, created_at)
    SELECT $5, $4, location_id, $6, $7 FROM taken RETURNING id),
lines AS (INSERT INTO inventory_reservation_line (reservation_id, sku_id, quantity) SELECT id, $2, $3 FROM made)
SELECT sku_id, location_id, free, low_at, $3 AS quantity FROM taken
"""

RESERVE_MANY = f"""
WITH wanted AS MATERIALIZED (SELECT * FROM unnest($2::uuid[], $3::int[]) AS w(sku_id, quantity)),
fits AS MATERIALIZED (
    SELECT count(*) = cardinality($2::uuid[])
       AND NOT EXISTS (SELECT FROM inventory_reservation WHERE key = $4 AND state = 'pending') AS ok
    FROM inventory_level l JOIN wanted w USING (sku_id)
    WHERE l.location_id = {SOURCE} AND l.on_hand - l.reserved - l.safety >= w.quantity),
taken AS (
    UPDATE inventory_level l SET reserved = l.reserved + w.quantity, changed_at = $7
    FROM wanted w, fits
    WHERE fits.ok AND l.sku_id = w.sku_id AND l.location_id = {SOURCE} AND l.on_hand - l.reserved - l.safety >= w.quantity
    RETURNING l.sku_id, l.location_id, w.quantity, l.on_hand - l.reserved - l.safety AS free, l.low_at),
made AS (
    INSERT INTO inventory_reservation (id, key, location_id, expires_at, created_at)
    SELECT $5, $4, location_id, $6, $7 FROM taken LIMIT 1 RETURNING id),
lines AS (
    INSERT INTO inventory_reservation_line (reservation_id, sku_id, quantity)
    SELECT made.id, taken.sku_id, taken.quantity FROM taken, made)
SELECT sku_id, location_id, free, low_at, quantity FROM taken ORDER BY sku_id
"""

CLOSE = """
WITH closed AS (
    UPDATE inventory_reservation SET state = $2, reason = $3, closed_at = $4
    WHERE key = $1 AND state = 'pending' RETURNING id, location_id)
SELECT closed.id, closed.location_id, line.sku_id, line.quantity
FROM closed JOIN inventory_reservation_line line ON line.reservation_id = closed.id ORDER BY line.sku_id
"""

FREE = """
UPDATE inventory_level l SET reserved = l.reserved - w.quantity, changed_at = $4
FROM unnest($2::uuid[], $3::int[]) AS w(sku_id, quantity) WHERE l.sku_id = w.sku_id AND l.location_id = $1
RETURNING l.sku_id, l.location_id, w.quantity, l.on_hand - l.reserved - l.safety AS free
"""

TAKE = """
WITH gone AS (
    UPDATE inventory_level l SET reserved = l.reserved - w.quantity, on_hand = l.on_hand - w.quantity, changed_at = $4
    FROM unnest($2::uuid[], $3::int[]) AS w(sku_id, quantity) WHERE l.sku_id = w.sku_id AND l.location_id = $1
    RETURNING l.sku_id, w.quantity, l.on_hand),
moved AS (
    INSERT INTO inventory_movement (sku_id, location_id, delta, reason, reference, key, on_hand_after, moved_at)
    SELECT sku_id, $1, -quantity, 'sale', $5, $6, on_hand, $4 FROM gone ORDER BY sku_id)
SELECT count(*) FROM gone
"""

MOVE = """
WITH changed AS (
    UPDATE inventory_level l SET on_hand = l.on_hand + w.delta, changed_at = $7
    FROM unnest($2::uuid[], $3::int[]) AS w(sku_id, delta)
    WHERE l.sku_id = w.sku_id AND l.location_id = $1 AND l.on_hand + w.delta >= l.reserved
    RETURNING l.sku_id, w.delta, l.on_hand, l.reserved, l.safety, l.low_at),
moved AS (
    INSERT INTO inventory_movement (sku_id, location_id, delta, reason, reference, key, on_hand_after, moved_at, staff_id)
    SELECT sku_id, $1, delta, $4, $5, $6, on_hand, $7, $8 FROM changed ORDER BY sku_id)
SELECT *, on_hand - delta - reserved - safety AS free_before FROM changed ORDER BY sku_id
"""


async def lock(tx: Tx, location_id: LocationId | None, sku_ids: Sequence[SkuId]) -> None:
    """Take several levels in the order of their ids."""
    await tx.execute(LOCK, location_id, sku_ids)


async def reserve(
    tx: Tx,
    location_id: LocationId | None,
    wanted: Sequence[SkuId],
    quantities: Sequence[int],
    key: str,
    reservation_id: ReservationId,
    expires_at: datetime,
    now: datetime,
) -> list[asyncpg.Record]:
    """Hold everything, and say what is left of each; or change nothing and answer nothing."""
    if len(wanted) == 1:
        return await tx.fetch(RESERVE_ONE, location_id, wanted[0], quantities[0], key, reservation_id, expires_at, now)
    await lock(tx, location_id, wanted)
    return await tx.fetch(RESERVE_MANY, location_id, wanted, quantities, key, reservation_id, expires_at, now)


async def pending(tx: Tx, key: str) -> ReservationId | None:
    """The reservation that ``key`` holds now."""
    found = await tx.fetchval("SELECT id FROM inventory_reservation WHERE key = $1 AND state = 'pending'", key)
    return ReservationId.of(found) if found else None


async def was_consumed(tx: Tx, key: str) -> bool:
    """Whether pieces held for ``key`` left the house."""
    return bool(await tx.fetchval("SELECT EXISTS (SELECT FROM inventory_reservation WHERE key = $1 AND state = 'consumed')", key))


async def place_of(tx: Tx, key: str) -> LocationId | None:
    """Where the pieces held for ``key`` lie, or lay when they were held last."""
    found = await tx.fetchval("SELECT location_id FROM inventory_reservation WHERE key = $1 ORDER BY created_at DESC, id DESC LIMIT 1", key)
    return LocationId.of(found) if found else None


async def close(tx: Tx, key: str, state: ReservationState, reason: str, now: datetime) -> list[asyncpg.Record]:
    """End the pending reservation of ``key``; its lines, or nothing if another ended it before."""
    return await tx.fetch(CLOSE, key, state, reason, now)


async def free(tx: Tx, location_id: LocationId, sku_ids: Sequence[SkuId], quantities: Sequence[int], now: datetime) -> list[asyncpg.Record]:
    """Promise these pieces no longer. The table refuses to fall below zero."""
    await lock(tx, location_id, sku_ids)
    return await tx.fetch(FREE, location_id, sku_ids, quantities, now)


async def take(
    tx: Tx,
    location_id: LocationId,
    sku_ids: Sequence[SkuId],
    quantities: Sequence[int],
    key: str,
    reservation_id: ReservationId,
    now: datetime,
) -> None:
    """These pieces leave the house, with their movements. The table refuses to fall below zero."""
    await lock(tx, location_id, sku_ids)
    await tx.fetchval(TAKE, location_id, sku_ids, quantities, now, key, f"sale:{reservation_id}")


async def source_of(tx: Tx, location_id: LocationId | None) -> LocationId | None:
    """The location whose stock is meant: itself, the one that supplies it, or the default one for None."""
    found = await tx.fetchval(f"SELECT {SOURCE}", location_id)
    return LocationId.of(found) if found else None


async def make_rooms(tx: Tx, location_id: LocationId, sku_ids: Sequence[SkuId], now: datetime) -> None:
    """A level row for each SKU that has none here yet."""
    await tx.execute(
        """INSERT INTO inventory_level (sku_id, location_id, changed_at) SELECT s, $2, $3 FROM unnest($1::uuid[]) AS s ORDER BY s
           ON CONFLICT DO NOTHING""",
        sku_ids,
        location_id,
        now,
    )


async def is_moved(tx: Tx, key: str) -> bool:
    """Whether a movement with this key was made."""
    return bool(await tx.fetchval("SELECT EXISTS (SELECT FROM inventory_movement WHERE key = $1)", key))


async def move(
    tx: Tx,
    location_id: LocationId,
    sku_ids: Sequence[SkuId],
    deltas: Sequence[int],
    reason: Reason,
    reference: str,
    key: str | None,
    now: datetime,
    staff_id: UUID | None = None,
) -> list[asyncpg.Record]:
    """Change on hand and write the movements; rows that would fall below what is reserved are left out of the answer."""
    await lock(tx, location_id, sku_ids)
    return await tx.fetch(MOVE, location_id, sku_ids, deltas, reason, reference, key, now, staff_id)


async def level(tx: Tx, sku_id: SkuId, location_id: LocationId) -> Level | None:
    """One level."""
    rows = await tx.fetch("SELECT * FROM inventory_level WHERE sku_id = $1 AND location_id = $2", sku_id, location_id)
    return level_of(rows[0]) if rows else None


def level_of(row: Any) -> Level:
    """A level from its row."""
    return Level(SkuId.of(row["sku_id"]), LocationId.of(row["location_id"]), row["on_hand"], row["reserved"], row["safety"], row["low_at"])


async def set_low_at(tx: Tx, sku_ids: Sequence[SkuId], location_id: LocationId, low_at: int, now: datetime) -> int:
    """Warn at so few pieces; how many levels there were to set."""
    await lock(tx, location_id, sku_ids)
    return int(
        await tx.execute(
            "UPDATE inventory_level SET low_at = $3, changed_at = $4 WHERE sku_id = ANY($1::uuid[]) AND location_id = $2",
            sku_ids,
            location_id,
            low_at,
            now,
        )
    )


async def set_safety(tx: Tx, sku_id: SkuId, location_id: LocationId, safety: int, now: datetime) -> asyncpg.Record | None:
    """Set the safety stock of a level; answers what was free before and is now."""
    await lock(tx, location_id, [sku_id])
    return await tx.fetchrow(
        """WITH old AS (SELECT safety FROM inventory_level WHERE sku_id = $1 AND location_id = $2)
           UPDATE inventory_level l SET safety = $3, changed_at = $4 FROM old WHERE sku_id = $1 AND location_id = $2
           RETURNING l.*, l.on_hand - l.reserved - old.safety AS free_before""",
        sku_id,
        location_id,
        safety,
        now,
    )


async def available(tx: Tx, sku_ids: Iterable[SkuId], location_id: LocationId | None) -> dict[SkuId, int]:
    """What is free of each SKU that has a level."""
    rows = await tx.fetch(
        f"""SELECT sku_id, greatest(0, on_hand - reserved - safety) AS free FROM inventory_level
            WHERE sku_id = ANY($2::uuid[]) AND location_id = {SOURCE}""",
        location_id,
        list(sku_ids),
    )
    return {SkuId.of(row["sku_id"]): row["free"] for row in rows}


async def pickup_points(tx: Tx) -> list[PickupPoint]:
    """Active points in their order."""
    rows = await tx.fetch(
        "SELECT id, name, address, hours FROM inventory_location WHERE kind = 'pickup' AND is_active ORDER BY position, name LIMIT 500"
    )
    return [PickupPoint(LocationId.of(row["id"]), row["name"], row["address"], row["hours"]) for row in rows]


async def default_location(tx: Tx) -> LocationId | None:
    """The default location if there is one."""
    found = await tx.fetchval("SELECT id FROM inventory_location WHERE is_default")
    return LocationId.of(found) if found else None


async def insert_location(
    tx: Tx,
    location_id: LocationId,
    code: str,
    kind: str,
    name: str,
    address: str,
    hours: str,
    position: int,
    source_id: LocationId | None,
    *,
    is_default: bool,
    now: datetime,
) -> bool:
    """A new location; False if the code (or the place of the default) is taken."""
    return bool(
        await tx.execute(
            """INSERT INTO inventory_location (id, code, kind, name, address, hours, position, source_id, is_default, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING""",
            location_id,
            code,
            kind,
            name,
            address,
            hours,
            position,
            source_id,
            is_default,
            now,
        )
    )


async def unbalanced(tx: Tx) -> list[asyncpg.Record]:
    """Levels whose movements do not add up to on hand, or whose pending reservations do not add up to reserved."""
    return await tx.fetch(
        """
        WITH moved AS (SELECT sku_id, location_id, sum(delta) AS total FROM inventory_movement GROUP BY 1, 2),
        held AS (
            SELECT line.sku_id, r.location_id, sum(line.quantity) AS total
            FROM inventory_reservation r JOIN inventory_reservation_line line ON line.reservation_id = r.id
            WHERE r.state = 'pending' GROUP BY 1, 2)
        SELECT sku_id, location_id, l.on_hand, l.reserved, coalesce(moved.total, 0) AS moved, coalesce(held.total, 0) AS held
        FROM inventory_level l FULL JOIN moved USING (sku_id, location_id) FULL JOIN held USING (sku_id, location_id)
        WHERE l.on_hand IS DISTINCT FROM coalesce(moved.total, 0) OR l.reserved IS DISTINCT FROM coalesce(held.total, 0)
        ORDER BY 1, 2 LIMIT 100"""
    )


async def orphans(tx: Tx, before: datetime) -> list[Orphan]:
    """Pending reservations that should have ended before ``before``."""
    rows = await tx.fetch(
        """SELECT id, key, expires_at FROM inventory_reservation WHERE state = 'pending' AND expires_at < $1
           ORDER BY expires_at LIMIT 100""",
        before,
    )
    return [Orphan(ReservationId.of(row["id"]), row["key"], row["expires_at"]) for row in rows]


async def pending_keys(tx: Tx) -> set[str]:
    """The keys that hold something now, for the owner of the keys to compare with what it believes."""
    return {row["key"] for row in await tx.fetch("SELECT key FROM inventory_reservation WHERE state = 'pending'")}


async def lock_on_hand(tx: Tx, location_id: LocationId, sku_ids: Sequence[SkuId]) -> dict[SkuId, int]:
    """Take the levels in order and say what is on hand."""
    rows = await tx.fetch(
        "SELECT sku_id, on_hand FROM inventory_level WHERE location_id = $1 AND sku_id = ANY($2::uuid[]) ORDER BY sku_id FOR UPDATE",
        location_id,
        sku_ids,
    )
    return {SkuId.of(row["sku_id"]): row["on_hand"] for row in rows}


async def update_location(tx: Tx, location_id: LocationId, name: str, address: str, hours: str, position: int, *, is_active: bool) -> bool:
    """Change the words about a location; False if it does not exist."""
    return bool(
        await tx.execute(
            "UPDATE inventory_location SET name = $2, address = $3, hours = $4, position = $5, is_active = $6 WHERE id = $1",
            location_id,
            name,
            address,
            hours,
            position,
            is_active,
        )
    )


async def levels_of(tx: Tx, sku_ids: Iterable[SkuId]) -> list[Level]:
    """All levels of some SKUs."""
    return [level_of(row) for row in await tx.fetch("SELECT * FROM inventory_level WHERE sku_id = ANY($1::uuid[])", list(sku_ids))]
