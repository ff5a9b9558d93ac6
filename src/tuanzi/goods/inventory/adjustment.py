"""Changes of on hand that are not a sale."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import repository
from tuanzi.goods.inventory.contracts import LINE_COUNT_MAX, QUANTITY_MAX, Level, LocationId, Reason
from tuanzi.goods.inventory.errors import BadLines, BelowZero, LevelNotFound, LocationNotFound
from tuanzi.goods.inventory.events import StockCameBack, StockRanLow, StockRanOut
from tuanzi.goods.inventory.location import default_location
from tuanzi.goods.inventory.rules import gather, runs_low
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx


async def adjust(
    tx: Tx, sku_id: SkuId, location_id: LocationId | None, delta: int, reason: Reason, reference: str, *, by: UUID | None = None
) -> Level:
    """Change on hand by ``delta``; a level is made on first use. Raises ``BelowZero``: what is reserved cannot be taken."""
    return (await adjust_many(tx, location_id, [(sku_id, delta)], reason, reference, by=by))[0]


async def adjust_many(
    tx: Tx, location_id: LocationId | None, lines: Sequence[tuple[SkuId, int]], reason: Reason, reference: str, *, by: UUID | None = None
) -> list[Level]:
    """Change on hand of several SKUs, each named once: all of them or none. Raises ``BelowZero`` and ``BadLines``."""
    deltas = dict(lines)
    if not 0 < len(lines) <= LINE_COUNT_MAX or len(deltas) != len(lines):
        raise BadLines(count=len(lines), count_max=LINE_COUNT_MAX)
    for sku_id, delta in lines:
        if not 0 < abs(delta) <= QUANTITY_MAX:
            raise BadLines(sku_id=sku_id, quantity=delta)
    ordered = sorted(deltas)
    return await move(tx, await place_of(tx, location_id), ordered, [deltas[each] for each in ordered], reason, reference, None, by)


async def receive(tx: Tx, lines: Sequence[tuple[SkuId, int]], reason: Reason, reference: str) -> list[Level]:
    """Set on hand at the default location to these counts, one movement per SKU that differs: how an import brings stock.

    Raises ``BelowZero`` if fewer are counted than are reserved.
    """
    counts = dict(lines)
    place = await place_of(tx, None)
    ordered = sorted(counts)
    # Rows first, locks second: of two counts of a new SKU at once the later finds the level that the earlier has filled.
    await repository.make_rooms(tx, place, ordered, clock.now())
    present = await repository.lock_on_hand(tx, place, ordered)
    differing = [sku_id for sku_id in ordered if counts[sku_id] != present[sku_id]]
    if not differing:
        return []
    deltas = [counts[sku_id] - present[sku_id] for sku_id in differing]
    return await move(tx, place, differing, deltas, reason, reference, None)


async def restock(
    tx: Tx, key: str, lines: Sequence[tuple[SkuId, int]], reason: Reason = Reason.RETURN, *, reserved_as: str | None = None
) -> bool:
    """Put returned pieces back where they lay when they were reserved under the key ``reserved_as``, else at the default location.

    Once per ``key``: False if it was done before.
    """
    wanted, quantities = gather(lines)
    origin = await repository.place_of(tx, reserved_as) if reserved_as else None
    place = await place_of(tx, origin)
    try:
        # A second caller at the same moment waits on the unique key of the movement, in its own savepoint.
        async with tx.savepoint():
            if await repository.is_moved(tx, f"restock:{key}"):
                return False
            await move(tx, place, wanted, quantities, reason, key, f"restock:{key}")
    except asyncpg.UniqueViolationError:
        return False
    return True


async def set_safety(tx: Tx, sku_id: SkuId, location_id: LocationId | None, safety: int) -> Level:
    """Keep the last ``safety`` pieces out of what may be promised. Raises ``LevelNotFound``."""
    if not 0 <= safety <= QUANTITY_MAX:
        raise BadLines(sku_id=sku_id, quantity=safety)
    place = await place_of(tx, location_id)
    row = await repository.set_safety(tx, sku_id, place, safety, clock.now())
    if row is None:
        raise LevelNotFound(sku_id=sku_id)
    level = repository.level_of(row)
    _tell(tx, level, row["free_before"])
    return level


async def set_low_at(tx: Tx, sku_ids: Sequence[SkuId], location_id: LocationId | None, low_at: int) -> int:
    """Tell somebody when so few pieces are left (0: only when the last one goes). How many levels there were to set."""
    if not 0 <= low_at <= QUANTITY_MAX or not 0 < len(sku_ids) <= LINE_COUNT_MAX:
        raise BadLines(count=len(sku_ids), count_max=LINE_COUNT_MAX)
    return await repository.set_low_at(tx, sorted(sku_ids), await place_of(tx, location_id), low_at, clock.now())


async def place_of(tx: Tx, location_id: LocationId | None) -> LocationId:
    """The location whose stock is meant; the default one for None. Raises ``LocationNotFound``."""
    if location_id is None:
        return await default_location(tx)
    place = await repository.source_of(tx, location_id)
    if place is None:
        raise LocationNotFound
    return place


async def move(
    tx: Tx,
    place: LocationId,
    sku_ids: Sequence[SkuId],
    deltas: Sequence[int],
    reason: Reason,
    reference: str,
    key: str | None,
    by: UUID | None = None,
) -> list[Level]:
    """Change on hand at this very location, with a movement each, all or none. Raises ``BelowZero``."""
    now = clock.now()
    await repository.make_rooms(tx, place, sku_ids, now)
    rows = await repository.move(tx, place, sku_ids, deltas, reason, reference, key, now, by)
    if len(rows) != len(sku_ids):
        moved = {SkuId.of(row["sku_id"]) for row in rows}
        refused = next(sku_id for sku_id in sku_ids if sku_id not in moved)
        level = await repository.level(tx, refused, place)
        raise BelowZero(sku_id=refused, on_hand=level.on_hand if level else 0, reserved=level.reserved if level else 0)
    levels = [Level(SkuId.of(row["sku_id"]), place, row["on_hand"], row["reserved"], row["safety"], row["low_at"]) for row in rows]
    for level, row in zip(levels, rows, strict=True):
        _tell(tx, level, row["free_before"])
    return levels


def _tell(tx: Tx, level: Level, free_before: int) -> None:
    """Record that the last piece went, or that there is one again."""
    if free_before > 0 and not level.available:
        facts.record(tx, StockRanOut(level.sku_id, level.location_id))
    elif free_before <= 0 and level.available:
        facts.record(tx, StockCameBack(level.sku_id, level.location_id, level.available))
    elif runs_low(free_before, level.available, level.low_at):
        facts.record(tx, StockRanLow(level.sku_id, level.location_id, level.available, level.low_at))
