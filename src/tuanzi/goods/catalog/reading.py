"""Reads for others: SKUs and products by id, in batches."""

from __future__ import annotations

from collections.abc import Iterable

from tuanzi.goods.catalog.contracts import ProductId, ProductView, SkuId, SkuView
from tuanzi.kernel.db import Tx


async def get_skus(tx: Tx, sku_ids: Iterable[SkuId]) -> dict[SkuId, SkuView]:
    """The SKUs that exist among these, with all that a cart, a quote and an order snapshot need, in one statement."""
    raise NotImplementedError


async def get_products(tx: Tx, product_ids: Iterable[ProductId]) -> dict[ProductId, ProductView]:
    """The products that exist among these, in short."""
    raise NotImplementedError
