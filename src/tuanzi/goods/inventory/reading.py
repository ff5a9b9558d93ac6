"""What others may ask about stock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import repository, repository_console
from tuanzi.goods.inventory.contracts import FOUND_MAX, Level, LevelQuery, LocationId, Movement, MovementQuery, PickupPoint
from tuanzi.kernel.db import Tx

T = TypeVar("T")


async def available(tx: Tx, sku_ids: Iterable[SkuId], location_id: LocationId | None = None) -> dict[SkuId, int]:
    """How many of each SKU may still be promised at a location (None: the default one). Every asked SKU is answered, unknown is 0."""
    asked = list(sku_ids)
    found = await repository.available(tx, asked, location_id)
    return {sku_id: found.get(sku_id, 0) for sku_id in asked}


async def pickup_points(tx: Tx) -> list[PickupPoint]:
    """Where shoppers may collect, in their order of position."""
    return await repository.pickup_points(tx)


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """A piece of a list, the cursor of the next one, and how many rows there are (counted no further than lists do)."""

    items: list[T]
    following: str | None
    count: int


async def find_levels(tx: Tx, query: LevelQuery, sort: str | None, cursor: str | None, limit: int) -> Piece[Level]:
    """Levels as the console looks for them. Raises ``BadSort`` and ``BadCursor``."""
    place = repository_console.LEVELS.place(sort, cursor)
    found = await catalog.find_skus(tx, query.words, FOUND_MAX) if query.words else None
    rows = await repository_console.levels(tx, query, found, place, limit + 1)
    page = rows[:limit]
    following = None
    if len(rows) > limit:
        last, value = page[-1]
        following = place.following(value, f"{last.sku_id}/{last.location_id}")
    return Piece([level for level, _ in page], following, await repository_console.count_levels(tx, query, found))


async def find_movements(tx: Tx, query: MovementQuery, sort: str | None, cursor: str | None, limit: int) -> Piece[Movement]:
    """Movements as the console looks for them. Raises ``BadSort`` and ``BadCursor``."""
    place = repository_console.MOVEMENTS.place(sort, cursor)
    found = await catalog.find_skus(tx, query.words, FOUND_MAX) if query.words else None
    rows = await repository_console.movements(tx, query, found, place, limit + 1)
    page = rows[:limit]
    following = place.following(page[-1].position, page[-1].position) if len(rows) > limit else None
    return Piece(page, following, await repository_console.count_movements(tx, query, found))
