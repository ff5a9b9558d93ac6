"""Products and stock for tests, with as little said as possible."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import Axis, CategoryId, Product, ProductDraft, SkuDraft, SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import Reason
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money

_numbers = count(1)


async def category(tx: Tx, name: str | None = None, parent_id: CategoryId | None = None) -> CategoryId:
    """A category of its own name."""
    return await catalog.create_category(tx, name or f"类目{next(_numbers)}", parent_id)


def sku(code: str, *options: str, price: int = 4990, **said: object) -> SkuDraft:
    """A SKU at 49.90 that cost 30.00."""
    return replace(SkuDraft(code, options, Money(price), Money(min(3000, price))), **said)  # type: ignore[arg-type]


def draft(category_id: CategoryId, *skus: SkuDraft, axes: tuple[Axis, ...] = (), **said: object) -> ProductDraft:
    """A product with one SKU and no options unless told otherwise."""
    number = next(_numbers)
    made = ProductDraft(f"P{number}", f"商品 {number}", category_id, skus or (sku(f"P{number}-1"),), axes)
    return replace(made, **said)  # type: ignore[arg-type]


async def product(
    tx: Tx, *skus: SkuDraft, axes: tuple[Axis, ...] = (), stock: int = 100, category_id: CategoryId | None = None, **said: object
) -> Product:
    """A product on sale with ``stock`` pieces of each SKU."""
    made = await catalog.create_product(tx, draft(category_id or await category(tx), *skus, axes=axes, **said))
    await catalog.submit(tx, made.id)
    on_sale = await catalog.publish(tx, made.id)
    if stock:
        await inventory.receive(tx, [(sku_id, stock) for sku_id in on_sale.sku_ids], Reason.RECEIPT, "factory")
        await catalog.mark_sold_out(tx, made.id, is_sold_out=False)
    return on_sale


async def one_sku(tx: Tx, *, price: int = 4990, stock: int = 100) -> SkuId:
    """A SKU on sale, alone in its product."""
    number = next(_numbers)
    return (await product(tx, sku(f"S{number}", price=price), stock=stock)).sku_ids[0]
