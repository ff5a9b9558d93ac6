"""Do the books of the catalogue add up?"""

from __future__ import annotations

from tuanzi.goods.catalog import repository_prices
from tuanzi.kernel.db import Tx


async def verify(tx: Tx) -> list[str]:
    """What does not add up, in words: the price of a SKU is that of its open row in the history."""
    return [f"catalog: the {kind} price of {sku_id} is not in its history" for sku_id, kind in await repository_prices.contradictions(tx)]
