"""The console's list of products, and the roles that are given there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuanzi.goods.catalog import repository_overview as repository
from tuanzi.goods.catalog.console_contracts import ProductQuery, ProductSummary
from tuanzi.goods.catalog.contracts import (
    ProductId,
    ProductRole,
)
from tuanzi.goods.catalog.events import ProductChanged
from tuanzi.goods.catalog.listing import refresh
from tuanzi.goods.catalog.repository import get_product, insert_revision
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of the list: its rows, the cursor of the next piece, and how many there are (counted no further than lists do)."""

    items: list[ProductSummary]
    following: str | None
    count: int


async def list_products(tx: Tx, query: ProductQuery, sort: str | None = None, cursor: str | None = None, limit: int = 20) -> Found:
    """Products of every status as the console looks for them. Raises ``BadSort`` and ``BadCursor``."""
    place = repository.ORDERS.place(sort, cursor)
    rows = await repository.products_at(tx, query, place, limit)
    page = rows[:limit]
    following = place.following(page[-1][1], page[-1][0].id) if len(rows) > limit else None
    return Found([row for row, _ in page], following, await repository.count_products(tx, query))


async def give_role(tx: Tx, product_ids: Sequence[ProductId], role: ProductRole | None) -> list[ProductId]:
    """Give products a role, or take it from them; answers those that had another one. Ids that are unknown are passed over."""
    changed = await repository.set_role(tx, sorted(product_ids), role, clock.now())
    for product_id in changed:
        product = await get_product(tx, product_id)
        assert product is not None
        await insert_revision(tx, product_id, product.version, product.draft, clock.now())
        facts.record(tx, ProductChanged(product_id, product.version))
    await refresh(tx, changed)
    return changed
