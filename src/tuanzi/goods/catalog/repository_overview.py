"""SQL of the console's read side: the overview of all products, what sells under which role, and the timers of the sale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import asyncpg

from tuanzi.goods.catalog.console_contracts import ProductQuery, ProductSummary, SkuFigures, SkuName
from tuanzi.goods.catalog.contracts import (
    ProductId,
    ProductKind,
    ProductRole,
    ProductStatus,
    SkuId,
    TagId,
)
from tuanzi.goods.catalog.repository import like
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment, whole
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to
from tuanzi.kernel.money import Money

ORDERS = Sorting(
    "-updated",
    id_kind=ProductId.parse,
    updated=By("o.updated_at", moment),
    created=By("o.created_at", moment),
    price=By("o.price_minor", whole),
    margin=By("o.margin_bps", whole),
    sold=By("l.sold", whole),
    code=By("o.code", str),
)
COLUMNS = (
    "product_id",
    "code",
    "title",
    "words",
    "status",
    "kind",
    "role",
    "picture_key",
    "category_path",
    "brand_id",
    "tag_ids",
    "sku_count",
    "price_minor",
    "price_max_minor",
    "margin_bps",
    "margin_max_bps",
    "version",
    "created_at",
    "updated_at",
    "list_at",
    "unlist_at",
)
# Figures of the enabled SKUs; of all of them where none is enabled.
REFRESH = f"""
INSERT INTO catalog_overview ({", ".join(COLUMNS)})
SELECT p.id, p.code, p.title, lower(p.title || ' ' || p.code || ' ' || s.words), p.status, p.kind, p.role, p.picture_keys[1], c.path,
    p.brand_id, p.tag_ids, s.enabled, s.least, s.most, s.margin, s.margin_max, p.version, p.created_at, p.updated_at, p.list_at, p.unlist_at
FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id CROSS JOIN LATERAL (
    SELECT string_agg(k.code || coalesce(' ' || k.barcode, ''), ' ') AS words, count(*) FILTER (WHERE k.is_enabled) AS enabled,
        coalesce(min(k.price_minor) FILTER (WHERE k.is_enabled), min(k.price_minor)) AS least,
        coalesce(max(k.price_minor) FILTER (WHERE k.is_enabled), max(k.price_minor)) AS most,
        coalesce(min(m.bps) FILTER (WHERE k.is_enabled), min(m.bps)) AS margin,
        coalesce(max(m.bps) FILTER (WHERE k.is_enabled), max(m.bps)) AS margin_max
    FROM catalog_sku k
    CROSS JOIN LATERAL (SELECT floor((k.price_minor - k.cost_minor) * 10000::numeric / k.price_minor)::bigint AS bps) m
    WHERE k.product_id = p.id AND k.removed_at IS NULL HAVING count(*) > 0) s
WHERE p.id = ANY($1::uuid[])
ON CONFLICT (product_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
"""
FROM = "catalog_overview o JOIN catalog_listing l ON l.product_id = o.product_id"
SELECT = """
SELECT o.*, l.sold, l.is_sold_out, l.sku_ids, b.name AS brand,
    (SELECT c.name FROM catalog_category c WHERE c.id = o.category_path[cardinality(o.category_path)]) AS category
"""


async def refresh(tx: Tx, product_ids: Iterable[ProductId]) -> None:
    """Write the overview rows of these products anew."""
    await tx.execute(REFRESH, list(product_ids))


def _where(query: ProductQuery) -> Where:
    where = Where()
    where.add_given(
        ("o.words LIKE {0}", f"%{like(query.words.lower())}%" if query.words else None),
        ("o.status = {0}", query.status),
        ("o.category_path @> ARRAY[{0}::uuid]", query.category_id),
        ("o.brand_id = {0}", query.brand_id),
        ("o.tag_ids @> ARRAY[{0}::uuid]", query.tag_id),
        ("o.role = {0}", query.role),
        ("o.price_minor >= {0}", query.price_min),
        ("o.price_minor <= {0}", query.price_max),
    )
    if query.is_sold_out is not None:
        # Not as a parameter, which would hide the index of what is sold out.
        where.add("l.is_sold_out" if query.is_sold_out else "NOT l.is_sold_out")
    if query.is_without_role:
        where.add("o.role IS NULL")
    if query.is_scheduled:
        where.add("(o.list_at IS NOT NULL OR o.unlist_at IS NOT NULL)")
    return where


async def count_products(tx: Tx, query: ProductQuery) -> int:
    """How many products there are of this kind, counting no further than lists do."""
    where = _where(query)
    return await count_up_to(tx, f"SELECT 1 FROM {FROM} WHERE {where.sql}", *where.arguments)


async def products_at(tx: Tx, query: ProductQuery, place: Place, limit: int) -> list[tuple[ProductSummary, Any]]:
    """Products with the value they are sorted by, one more than ``limit`` if there are more."""
    where = _where(query)
    beyond = place.beyond("o.product_id", where.following)
    rows = await tx.fetch(
        f"""{SELECT}, {place.by.sql} AS sort_key FROM {FROM} LEFT JOIN catalog_brand b ON b.id = o.brand_id
            WHERE {where.sql} AND {beyond} ORDER BY {place.order("o.product_id")} LIMIT {limit + 1:d}""",
        *where.arguments,
        *place.key,
    )
    return [(_summary(row), row["sort_key"]) for row in rows]


def _summary(row: Mapping[str, Any]) -> ProductSummary:
    return ProductSummary(
        id=ProductId.of(row["product_id"]),
        code=row["code"],
        title=row["title"],
        status=ProductStatus(row["status"]),
        kind=ProductKind(row["kind"]),
        role=_role(row["role"]),
        picture_key=row["picture_key"],
        category=row["category"],
        brand=row["brand"],
        tag_ids=tuple(TagId.of(each) for each in row["tag_ids"]),
        sku_ids=tuple(SkuId.of(each) for each in row["sku_ids"]),
        sku_count=row["sku_count"],
        price=Money(row["price_minor"]),
        price_max=Money(row["price_max_minor"]),
        margin_bps=row["margin_bps"],
        margin_max_bps=row["margin_max_bps"],
        sold=row["sold"],
        is_sold_out=row["is_sold_out"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        list_at=row["list_at"],
        unlist_at=row["unlist_at"],
    )


def _role(value: str | None) -> ProductRole | None:
    return ProductRole(value) if value else None


async def ids_after(tx: Tx, query: ProductQuery, after: ProductId | None, limit: int) -> list[ProductId]:
    """The ids of products of this kind in the order of their ids: how an export walks through them."""
    where = _where(query)
    if after:
        where.add("o.product_id > {0}", after)
    rows = await tx.fetch(f"SELECT o.product_id FROM {FROM} WHERE {where.sql} ORDER BY o.product_id LIMIT {limit:d}", *where.arguments)
    return [ProductId.of(row["product_id"]) for row in rows]


async def find_skus(tx: Tx, words: str, limit: int) -> list[SkuId]:
    """SKUs of products that these words name: in the title, a code or a barcode; by code."""
    rows = await tx.fetch(
        f"""SELECT s.id FROM catalog_overview o JOIN catalog_sku s ON s.product_id = o.product_id
            WHERE o.words LIKE $1 AND s.removed_at IS NULL ORDER BY s.code LIMIT {limit:d}""",
        f"%{like(words.lower())}%",
    )
    return [SkuId.of(row["id"]) for row in rows]


async def find_by_title(tx: Tx, text: str, limit: int) -> list[ProductId]:
    """Products that these words name: in the title, a code or a barcode."""
    rows = await tx.fetch(f"SELECT product_id FROM catalog_overview WHERE words LIKE $1 LIMIT {limit:d}", f"%{like(text.lower())}%")
    return [ProductId.of(row["product_id"]) for row in rows]


async def skus_under(tx: Tx, category_id: Any, limit: int) -> list[SkuId]:
    """Enabled SKUs of all products in a category and below it (None: of all), by code."""
    rows = await tx.fetch(
        f"""SELECT s.id FROM catalog_overview o JOIN catalog_sku s ON s.product_id = o.product_id
            WHERE ($1::uuid IS NULL OR o.category_path @> ARRAY[$1::uuid]) AND s.removed_at IS NULL AND s.is_enabled
            ORDER BY s.code LIMIT {limit:d}""",
        category_id,
    )
    return [SkuId.of(row["id"]) for row in rows]


async def sku_names(tx: Tx, sku_ids: Iterable[SkuId]) -> dict[SkuId, SkuName]:
    """What the console calls these SKUs, also those that left the matrix."""
    rows = await tx.fetch(
        """SELECT s.id, s.product_id, s.code, s.options, p.title, coalesce(s.picture_key, p.picture_keys[1]) AS picture_key
           FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id WHERE s.id = ANY($1::uuid[])""",
        list(sku_ids),
    )
    return {
        SkuId.of(row["id"]): SkuName(
            SkuId.of(row["id"]), ProductId.of(row["product_id"]), row["code"], row["title"], tuple(row["options"]), row["picture_key"]
        )
        for row in rows
    }


async def set_timers(tx: Tx, product_id: ProductId, list_at: datetime | None, unlist_at: datetime | None) -> None:
    """Write down when a locked product goes on sale and off sale by itself."""
    await tx.execute("UPDATE catalog_product SET list_at = $2, unlist_at = $3 WHERE id = $1", product_id, list_at, unlist_at)


async def figures(tx: Tx, sku_ids: Iterable[SkuId]) -> dict[SkuId, SkuFigures]:
    """Role and cost of these SKUs."""
    rows = await tx.fetch(
        """SELECT s.id, s.product_id, s.price_minor, s.cost_minor, s.currency, s.is_enabled, p.role
           FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id WHERE s.id = ANY($1::uuid[])""",
        list(sku_ids),
    )
    return {
        SkuId.of(row["id"]): SkuFigures(
            SkuId.of(row["id"]),
            ProductId.of(row["product_id"]),
            _role(row["role"]),
            Money(row["price_minor"], row["currency"]),
            Money(row["cost_minor"], row["currency"]),
            row["is_enabled"],
        )
        for row in rows
    }


async def role_totals(tx: Tx) -> list[asyncpg.Record]:
    """Per role, over what is on sale: products, SKUs, the sum of prices and of costs with each SKU once."""
    return await tx.fetch(
        """SELECT p.role, count(DISTINCT p.id) AS products, count(*) AS skus, sum(s.price_minor)::bigint AS price,
               sum(s.cost_minor)::bigint AS cost
           FROM catalog_product p JOIN catalog_sku s ON s.product_id = p.id
           WHERE p.status = 'on_sale' AND s.removed_at IS NULL AND s.is_enabled GROUP BY p.role"""
    )


async def targets(tx: Tx) -> dict[ProductRole, int]:
    """The mix that is aimed at; empty if none is."""
    return {ProductRole(row["role"]): row["share_bps"] for row in await tx.fetch("SELECT role, share_bps FROM catalog_target")}


async def set_targets(tx: Tx, shares: Mapping[ProductRole, int]) -> None:
    """Another mix instead of the present one."""
    await tx.execute("DELETE FROM catalog_target")
    await tx.executemany(
        "INSERT INTO catalog_target (role, share_bps) VALUES ($1, $2)", [(role.value, share) for role, share in sorted(shares.items())]
    )


async def set_role(tx: Tx, product_ids: Iterable[ProductId], role: ProductRole | None, now: datetime) -> list[ProductId]:
    """Give products a role; those that had another one before."""
    rows = await tx.fetch(
        """UPDATE catalog_product SET role = $2, version = version + 1, updated_at = $3
           WHERE id = ANY($1::uuid[]) AND role IS DISTINCT FROM $2 RETURNING id""",
        list(product_ids),
        role,
        now,
    )
    return [ProductId.of(row["id"]) for row in rows]
