"""SQL of the price history: one open row per SKU and kind of price, closed by the change that ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import asyncpg

from tuanzi.goods.catalog.contracts import PriceKind, PricePeriod, ProductId, Reference, SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money

PRESENT = """
SELECT s.id AS sku_id, k.kind, s.currency, k.price_minor FROM catalog_sku s,
    LATERAL (VALUES ('single', s.price_minor), ('member', s.member_price_minor)) AS k(kind, price_minor)
"""
CLOSE = f"""
UPDATE catalog_price h SET valid_until = greatest($2, h.valid_from) FROM ({PRESENT} WHERE s.product_id = $1) AS n
WHERE h.sku_id = n.sku_id AND h.kind = n.kind AND h.valid_until IS NULL AND h.price_minor IS DISTINCT FROM n.price_minor
"""
OPEN = f"""
INSERT INTO catalog_price (id, sku_id, kind, currency, price_minor, valid_from, changed_by)
SELECT gen_random_uuid(), n.sku_id, n.kind, n.currency, n.price_minor, $2, $3 FROM ({PRESENT} WHERE s.product_id = $1) AS n
WHERE n.price_minor IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM catalog_price h WHERE h.sku_id = n.sku_id AND h.kind = n.kind AND h.valid_until IS NULL)
"""
PERIODS = """
SELECT sku_id, kind, currency, price_minor, valid_from, valid_until, changed_by FROM catalog_price
WHERE sku_id = ANY($1::uuid[]) AND (valid_until IS NULL OR valid_until > $2) ORDER BY sku_id, kind, valid_from, valid_until
"""
SHOWN = """
SELECT h.sku_id, h.kind, h.currency, h.price_minor, greatest(h.valid_from, p.published_at) AS valid_from, h.valid_until, h.changed_by
FROM catalog_price h JOIN catalog_sku s ON s.id = h.sku_id JOIN catalog_product p ON p.id = s.product_id
WHERE h.sku_id = ANY($1::uuid[]) AND (h.valid_until IS NULL OR h.valid_until > greatest($2, p.published_at)) AND p.published_at IS NOT NULL
ORDER BY h.sku_id, h.kind, h.valid_from, h.valid_until
"""
CONTRADICTIONS = f"""
SELECT n.sku_id, n.kind FROM ({PRESENT}) AS n
LEFT JOIN catalog_price h ON h.sku_id = n.sku_id AND h.kind = n.kind AND h.valid_until IS NULL
WHERE h.price_minor IS DISTINCT FROM n.price_minor ORDER BY 1, 2 LIMIT 100
"""


async def keep(tx: Tx, product_id: ProductId, now: datetime, by: str) -> None:
    """Close the rows of prices that changed and open those of the new ones. The product is locked, or new."""
    await tx.execute(CLOSE, product_id, now)
    await tx.execute(OPEN, product_id, now, by)


async def price_history(tx: Tx, sku_ids: Iterable[SkuId], since: datetime) -> list[PricePeriod]:
    """The prices of these SKUs that stood at some time after ``since``, oldest first within a SKU and kind."""
    return [_period(row) for row in await tx.fetch(PERIODS, list(sku_ids), since)]


async def shown_prices(tx: Tx, sku_ids: Iterable[SkuId], since: datetime) -> list[PricePeriod]:
    """As ``price_history``, only as far as shoppers could see them: what was typed before a product first went on sale was asked of nobody."""
    return [_period(row) for row in await tx.fetch(SHOWN, list(sku_ids), since)]


def _period(row: asyncpg.Record) -> PricePeriod:
    return PricePeriod(
        SkuId.of(row["sku_id"]),
        PriceKind(row["kind"]),
        Money(row["price_minor"], row["currency"]),
        row["valid_from"],
        row["valid_until"],
        row["changed_by"],
    )


async def set_references(tx: Tx, references: Mapping[SkuId, Reference]) -> list[ProductId]:
    """Write down what prices may be compared with; the products of those SKUs for which that is new."""
    rows = await tx.fetch(
        """UPDATE catalog_sku s SET struck_minor = n.struck, lowest_minor = n.lowest
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS n(id, struck, lowest)
        WHERE s.id = n.id AND (s.struck_minor, s.lowest_minor) IS DISTINCT FROM (n.struck, n.lowest) RETURNING s.product_id""",
        list(references),
        [each.struck.minor if each.struck else None for each in references.values()],
        [each.lowest.minor if each.lowest else None for each in references.values()],
    )
    return sorted({ProductId.of(row["product_id"]) for row in rows})


async def contradictions(tx: Tx) -> list[tuple[SkuId, str]]:
    """SKUs whose price is not that of their open row."""
    return [(SkuId.of(row["sku_id"]), row["kind"]) for row in await tx.fetch(CONTRADICTIONS)]
