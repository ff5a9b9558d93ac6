"""Changes of on hand that are not a sale."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import Level, LocationId, Reason
from tuanzi.kernel.db import Tx


async def adjust(tx: Tx, sku_id: SkuId, location_id: LocationId | None, delta: int, reason: Reason, reference: str) -> Level:
    """Change on hand by ``delta``; a row is made on first use. Raises ``BelowZero``: what is reserved cannot be taken."""
    raise NotImplementedError


async def restock(tx: Tx, key: str, lines: Sequence[tuple[SkuId, int]], reason: Reason = Reason.RETURN) -> bool:
    """Put returned pieces back at the default location, once per key. False if this key was done before."""
    raise NotImplementedError
