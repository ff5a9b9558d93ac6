"""SQL of the read side: one row per product, from which lists and pages are served."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from tuanzi.goods.catalog.contracts import CardQuery, CollectionRule, ProductId, Sort
from tuanzi.goods.catalog.repository import like
from tuanzi.kernel.db import Tx
from tuanzi.kernel.listing import count_up_to

SOURCE = """
SELECT p.*, c.path, c.name AS category_name, b.name AS brand_name,
    (SELECT jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'options', s.options, 'price', s.price_minor,
        'member_price', s.member_price_minor, 'market_price', s.market_price_minor, 'struck', s.struck_minor, 'lowest', s.lowest_minor,
        'currency', s.currency,
        'picture_key', s.picture_key, 'weight_g', s.weight_g) ORDER BY s.position)
     FROM catalog_sku s WHERE s.product_id = p.id AND s.removed_at IS NULL AND s.is_enabled) AS skus,
    (SELECT min(s.price_minor) FROM catalog_sku s WHERE s.product_id = p.id AND s.removed_at IS NULL) AS least_minor
FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id LEFT JOIN catalog_brand b ON b.id = p.brand_id
WHERE p.id = ANY($1::uuid[])
"""
COLUMNS = (
    "product_id",
    "status",
    "title",
    "card",
    "head",
    "sku_ids",
    "sku_parts",
    "tail",
    "category_path",
    "brand_id",
    "tag_ids",
    "channels",
    "freight_code",
    "price_minor",
    "published_at",
)
UPSERT = f"""
INSERT INTO catalog_listing ({", ".join(COLUMNS)}) VALUES ({", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))})
ON CONFLICT (product_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
"""
CARD_COLUMNS = "product_id, card, sold, is_sold_out, offer, offer_ends_at"
ORDERS = {
    Sort.RELEVANCE: ("relevance", "DESC"),
    Sort.SALES: ("sold", "DESC"),
    Sort.PRICE: ("price_minor", "ASC"),
    Sort.PRICE_DOWN: ("price_minor", "DESC"),
    Sort.NEW: ("published_at", "DESC"),
}


async def sources(tx: Tx, product_ids: Iterable[ProductId]) -> list[asyncpg.Record]:
    """All that the listing rows of these products are made from."""
    return await tx.fetch(SOURCE, list(product_ids))


async def upsert(tx: Tx, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write listing rows, leaving alone what others wrote down in them."""
    await tx.executemany(UPSERT, list(rows))


async def set_offer(tx: Tx, product_id: ProductId, kind: str | None, offer: str | None, ends_at: datetime | None) -> None:
    """Write down the offer of a card."""
    await tx.execute(
        "UPDATE catalog_listing SET offer_kind = $2, offer = $3, offer_ends_at = $4 WHERE product_id = $1", product_id, kind, offer, ends_at
    )


async def add_sold(tx: Tx, product_id: ProductId, quantity: int) -> None:
    """Add to the number sold, never below zero."""
    await tx.execute("UPDATE catalog_listing SET sold = greatest(0, sold + $2) WHERE product_id = $1", product_id, quantity)


async def set_sold_out(tx: Tx, product_id: ProductId, *, is_sold_out: bool) -> None:
    """Write down whether anything is available."""
    await tx.execute("UPDATE catalog_listing SET is_sold_out = $2 WHERE product_id = $1 AND is_sold_out <> $2", product_id, is_sold_out)


async def cards(
    tx: Tx, query: CardQuery, rule: CollectionRule | None, after: tuple[Any, Any] | None, now: datetime
) -> list[asyncpg.Record]:
    """One row more than a page, so that the caller knows whether there is a next one."""
    column, direction = ORDERS[query.sort]
    where, values = _where(query, rule, now)
    if after is not None:
        values += [*after]
        sign = "<" if direction == "DESC" else ">"
        where.append(f"({column}, product_id) {sign} (${len(values) - 1}, ${len(values)})")
    # A literal LIMIT lets the planner walk the index of the order; the number is ours, not a string from outside.
    return await tx.fetch(
        f"""SELECT {CARD_COLUMNS}, {column} AS key FROM catalog_listing WHERE {" AND ".join(where)}
            ORDER BY {column} {direction}, product_id {direction} LIMIT {query.limit + 1:d}""",
        *values,
    )


def _where(query: CardQuery, rule: CollectionRule | None, now: datetime | None) -> tuple[list[str], list[Any]]:
    where, values = ["status = 'on_sale'"], list[Any]()

    def add(condition: str, value: Any) -> None:
        values.append(value)
        where.append(condition.format(f"${len(values)}"))

    if query.category_id:
        add("category_path @> ARRAY[{}::uuid]", query.category_id)
    if query.tag_id:
        add("tag_ids @> ARRAY[{}::uuid]", query.tag_id)
    if query.channel:
        add("{}::text = ANY(channels)", query.channel.value)
    if query.q:
        add("title ILIKE {}", f"%{like(query.q)}%")
    if query.with_offer_kind:
        add("offer_kind = {}", query.with_offer_kind)
        add("offer_ends_at > {}", now)
    if rule:
        _compile(rule, add)
    return where, values


def _compile(rule: CollectionRule, add: Any) -> None:
    """A rule as conditions on the listing: one query however many parts it has."""
    if rule.category_ids:
        add("category_path && {}::uuid[]", list(rule.category_ids))
    if rule.brand_ids:
        add("brand_id = ANY({}::uuid[])", list(rule.brand_ids))
    if rule.tag_ids:
        add("tag_ids && {}::uuid[]", list(rule.tag_ids))
    if rule.price_min:
        add("price_minor >= {}", rule.price_min.minor)
    if rule.price_max:
        add("price_minor <= {}", rule.price_max.minor)


async def count_cards(tx: Tx, rule: CollectionRule) -> int:
    """How many products on sale a rule names, counting no further than lists do."""
    where, values = _where(CardQuery(), rule, None)
    return await count_up_to(tx, f"SELECT 1 FROM catalog_listing WHERE {' AND '.join(where)}", *values)


async def cards_of(tx: Tx, product_ids: Iterable[ProductId]) -> list[asyncpg.Record]:
    """The cards of these products as far as they are on sale."""
    return await tx.fetch(
        f"SELECT {CARD_COLUMNS} FROM catalog_listing WHERE product_id = ANY($1::uuid[]) AND status = 'on_sale'", list(product_ids)
    )


async def pages(tx: Tx, product_ids: Iterable[ProductId]) -> list[asyncpg.Record]:
    """What pages are made of, for products that shoppers may see."""
    return await tx.fetch(
        """SELECT product_id, head, sku_ids, sku_parts, tail, sold, status, freight_code FROM catalog_listing
           WHERE product_id = ANY($1::uuid[]) AND status IN ('on_sale', 'off_sale')""",
        list(product_ids),
    )


async def product_of_sku(tx: Tx, sku_id: Any) -> tuple[ProductId, list[Any]] | None:
    """The product of a SKU and all SKUs that are sold of it."""
    row = await tx.fetchrow(
        """SELECT l.product_id, l.sku_ids FROM catalog_sku s JOIN catalog_listing l ON l.product_id = s.product_id WHERE s.id = $1""",
        sku_id,
    )
    return (ProductId.of(row["product_id"]), list(row["sku_ids"])) if row else None


async def lock_listing(tx: Tx, product_id: ProductId) -> None:
    """Hold a listing row, so that two who write down the same thing do it one after the other."""
    await tx.execute("SELECT FROM catalog_listing WHERE product_id = $1 FOR UPDATE", product_id)
