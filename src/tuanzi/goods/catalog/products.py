"""Create and change products."""

from __future__ import annotations

from tuanzi.goods.catalog.contracts import Product, ProductDraft, ProductId
from tuanzi.kernel.db import Tx


async def create_product(tx: Tx, draft: ProductDraft) -> Product:
    """A new product in status draft. Raises ``BadProduct``, ``OptionsNotMatrix``, ``SkuWithoutCost``, ``CodeTaken``."""
    raise NotImplementedError


async def change_product(tx: Tx, product_id: ProductId, version: int, draft: ProductDraft) -> Product:
    """Replace what is said about a product; SKUs keep their ids by code. Raises as ``create_product`` and ``VersionConflict``."""
    raise NotImplementedError
