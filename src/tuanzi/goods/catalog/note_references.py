"""What prices are compared with in public, as deals found it out."""

from __future__ import annotations

from collections.abc import Mapping

from tuanzi.goods.catalog import repository_prices
from tuanzi.goods.catalog.contracts import Reference, SkuId
from tuanzi.goods.catalog.listing import refresh
from tuanzi.kernel.db import Tx


async def note_references(tx: Tx, references: Mapping[SkuId, Reference]) -> None:
    """Write down what the prices of these SKUs may be compared with; cards and pages say it from now on. Called by deals."""
    changed = await repository_prices.set_references(tx, references)
    if changed:
        await refresh(tx, changed)
