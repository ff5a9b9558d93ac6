"""What others may ask about stock."""

from __future__ import annotations

from collections.abc import Iterable

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import repository
from tuanzi.goods.inventory.contracts import LocationId, PickupPoint
from tuanzi.kernel.db import Tx


async def available(tx: Tx, sku_ids: Iterable[SkuId], location_id: LocationId | None = None) -> dict[SkuId, int]:
    """How many of each SKU may still be promised at a location (None: the default one). Every asked SKU is answered, unknown is 0."""
    asked = list(sku_ids)
    found = await repository.available(tx, asked, location_id)
    return {sku_id: found.get(sku_id, 0) for sku_id in asked}


async def pickup_points(tx: Tx) -> list[PickupPoint]:
    """Where shoppers may collect, in their order of position."""
    return await repository.pickup_points(tx)
