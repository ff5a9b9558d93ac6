"""Categories, brands and tags."""

from __future__ import annotations

from tuanzi.goods.catalog.contracts import Category, CategoryId
from tuanzi.kernel.db import Tx


async def create_category(
    tx: Tx, name: str, parent_id: CategoryId | None = None, *, icon_key: str | None = None, position: int = 0
) -> CategoryId:
    """A new category. Raises ``CategoryNotFound``, ``CategoryTooDeep``, ``NameTaken``."""
    raise NotImplementedError


async def category_tree(tx: Tx) -> tuple[Category, ...]:
    """The whole tree, children in their order."""
    raise NotImplementedError
