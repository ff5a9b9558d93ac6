"""Products as rows of the file that an import reads: the same file back changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import orjson

from tuanzi.goods.catalog import repository, repository_overview, repository_taxonomy
from tuanzi.goods.catalog.console_contracts import ProductQuery
from tuanzi.goods.catalog.contracts import (
    Category,
    CategoryId,
    Product,
    ProductId,
    SkuId,
)
from tuanzi.goods.catalog.import_rows import COLUMNS, OPTIONAL
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money

EXPORT_COLUMNS = (*COLUMNS, *OPTIONAL)
BATCH = 200


async def walk_products(tx: Tx, query: ProductQuery, chosen: Sequence[ProductId] | None = None) -> AsyncIterator[list[Product]]:
    """Products complete, batch by batch: the chosen ones, or all that the query finds in the order of their ids."""
    if chosen is not None:
        for start in range(0, len(chosen), BATCH):
            yield await repository.get_products_whole(tx, chosen[start : start + BATCH])
        return
    after: ProductId | None = None
    while ids := await repository_overview.ids_after(tx, query, after, BATCH):
        yield await repository.get_products_whole(tx, ids)
        after = ids[-1]


async def category_names(tx: Tx) -> dict[CategoryId, tuple[str, ...]]:
    """The names of every category from the root."""
    found: dict[CategoryId, tuple[str, ...]] = {}

    def walk(nodes: tuple[Category, ...], above: tuple[str, ...]) -> None:
        for node in nodes:
            found[node.id] = (*above, node.name)
            walk(node.children, found[node.id])

    walk(await repository_taxonomy.category_tree(tx), ())
    return found


def export_rows(product: Product, names: Mapping[CategoryId, tuple[str, ...]], stock: Mapping[SkuId, int]) -> list[list[Any]]:
    """A row per SKU in the order of ``EXPORT_COLUMNS``."""
    draft = product.draft
    path = (*names[draft.category_id], "", "", "", "")
    attributes = orjson.dumps(dict(draft.attributes)).decode() if draft.attributes else ""
    rows = []
    for sku_id, sku in zip(product.sku_ids, draft.skus, strict=True):
        cells = {
            "product_code": draft.code,
            "product_name": draft.title,
            "selling_point": draft.selling_point,
            "unit": draft.unit,
            "market_price_yuan": _yuan(sku.market_price),
            "sku_code": sku.code,
            "sku_options": orjson.dumps(list(sku.options)).decode() if sku.options else "",
            "price_yuan": _yuan(sku.price),
            "stock": stock.get(sku_id, 0),
            "attributes": attributes,
            "cost_yuan": _yuan(sku.cost),
            "member_price_yuan": _yuan(sku.member_price),
            "role": draft.role.value if draft.role else "",
            "barcode": sku.barcode or "",
            "weight_g": sku.weight_g,
            **{f"category_{depth}": path[depth - 1] for depth in range(1, 5)},
        }
        rows.append([cells[column] for column in EXPORT_COLUMNS])
    return rows


def _yuan(amount: Money | None) -> str:
    """As the import reads it; a text, so that a spreadsheet keeps both digits."""
    return "" if amount is None else f"{amount.minor // 100}.{amount.minor % 100:02d}"
