"""Write down in the catalogue whether anything of a product is available."""

from __future__ import annotations

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.catalog.errors import SkuNotFound
from tuanzi.goods.inventory.reading import available
from tuanzi.kernel.db import Tx


async def tell_catalogue(tx: Tx, sku_id: SkuId) -> None:
    """Look at the stock of all SKUs of this one's product and write down the answer.

    The listing row is held first: of two who tell at the same moment the later one looks later, so the truth stays.
    """
    found = await catalog.product_of_sku(tx, sku_id)
    if found is None:
        return
    product_id, sku_ids = found
    await catalog.lock_listing(tx, product_id)
    left = await available(tx, sku_ids)
    await catalog.mark_sold_out(tx, product_id, is_sold_out=not any(left.values()))


async def check_sku(tx: Tx, sku_id: SkuId) -> None:
    """Raises ``SkuNotFound``."""
    if await catalog.product_of_sku(tx, sku_id) is None:
        raise SkuNotFound(sku_id=sku_id)
