"""The way of a product to the shopper and back."""

from __future__ import annotations

from tuanzi.goods.catalog.contracts import Product, ProductId
from tuanzi.kernel.db import Tx


async def submit(tx: Tx, product_id: ProductId) -> Product:
    """Hand a draft in for review. Raises ``StatusConflict``."""
    raise NotImplementedError


async def publish(tx: Tx, product_id: ProductId) -> Product:
    """Put a reviewed product on sale now, or at its ``publish_at`` if that lies ahead. Raises ``StatusConflict``."""
    raise NotImplementedError


async def take_off(tx: Tx, product_id: ProductId) -> Product:
    """Take a product off sale. Raises ``StatusConflict``."""
    raise NotImplementedError
