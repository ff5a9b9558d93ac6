"""SQL of products and SKUs; categories and other names are in ``repository_taxonomy``, the read side in ``repository_listing``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tuanzi.goods.catalog.contracts import (
    Axis,
    Block,
    BrandId,
    CategoryId,
    Channel,
    Product,
    ProductDraft,
    ProductId,
    ProductKind,
    ProductRole,
    ProductStatus,
    ProductView,
    SkuDraft,
    SkuId,
    SkuView,
    TagId,
)
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money

PRODUCT_COLUMNS = (
    "code",
    "kind",
    "title",
    "selling_point",
    "category_id",
    "brand_id",
    "tag_ids",
    "unit",
    "tax_code",
    "freight_code",
    "picture_keys",
    "video_key",
    "axes",
    "attributes",
    "detail",
    "story",
    "is_returnable",
    "channels",
    "publish_at",
    "role",
)
_PLACES = ", ".join(f"${number}" for number in range(3, 3 + len(PRODUCT_COLUMNS)))
_SETS = ", ".join(f"{name} = ${number}" for number, name in enumerate(PRODUCT_COLUMNS, 3))
INSERT_PRODUCT = f"""
INSERT INTO catalog_product (id, created_at, updated_at, {", ".join(PRODUCT_COLUMNS)}) VALUES ($1, $2, $2, {_PLACES})
ON CONFLICT (code) DO NOTHING RETURNING id
"""
UPDATE_PRODUCT = f"""
UPDATE catalog_product SET updated_at = $2, version = version + 1, {_SETS} WHERE id = $1 AND version = ${3 + len(PRODUCT_COLUMNS)}
"""
# A SKU keeps its id by its code; a code of another product is left alone and so missing from the answer.
PUT_SKUS = """
INSERT INTO catalog_sku AS s (id, product_id, code, position, options, barcode, price_minor, member_price_minor, market_price_minor,
    cost_minor, weight_g, picture_key, is_enabled)
SELECT n.id, $1, n.code, n.position, ARRAY(SELECT jsonb_array_elements_text(n.options::jsonb)), n.barcode, n.price, n.member_price,
    n.market_price, n.cost, n.weight_g, n.picture_key, n.is_enabled
FROM unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
    $11::int[], $12::text[], $13::bool[])
  AS n(id, code, position, options, barcode, price, member_price, market_price, cost, weight_g, picture_key, is_enabled)
ON CONFLICT (code) DO UPDATE SET position = excluded.position, options = excluded.options, barcode = excluded.barcode,
    price_minor = excluded.price_minor, member_price_minor = excluded.member_price_minor,
    market_price_minor = excluded.market_price_minor, cost_minor = excluded.cost_minor, weight_g = excluded.weight_g,
    picture_key = excluded.picture_key, is_enabled = excluded.is_enabled, removed_at = NULL,
    struck_minor = CASE WHEN s.price_minor = excluded.price_minor THEN s.struck_minor END,
    lowest_minor = CASE WHEN s.price_minor = excluded.price_minor THEN s.lowest_minor END
WHERE s.product_id = $1
RETURNING id, code
"""
SKU_VIEW = """
SELECT s.id, s.product_id, s.code, s.options, s.price_minor, s.member_price_minor, s.market_price_minor, s.cost_minor, s.currency,
    s.weight_g, coalesce(s.picture_key, p.picture_keys[1]) AS picture_key, p.title, p.brand_id, p.tag_ids, p.freight_code,
    p.is_returnable, p.kind, c.path,
    p.status = 'on_sale' AND s.is_enabled AND s.removed_at IS NULL AS is_on_sale
FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id JOIN catalog_category c ON c.id = p.category_id
WHERE s.id = ANY($1::uuid[])
"""
PRODUCT_VIEW = """
SELECT p.id, p.code, p.title, p.selling_point, p.picture_keys[1] AS picture_key, p.status, p.kind, c.path, l.price_minor, l.sku_ids
FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id JOIN catalog_listing l ON l.product_id = p.id
WHERE p.id = ANY($1::uuid[])
"""


def _row(draft: ProductDraft) -> list[Any]:
    return [
        draft.code,
        draft.kind,
        draft.title,
        draft.selling_point,
        draft.category_id,
        draft.brand_id,
        list(draft.tag_ids),
        draft.unit,
        draft.tax_code,
        draft.freight_code,
        list(draft.picture_keys),
        draft.video_key,
        [[axis.name, list(axis.values)] for axis in draft.axes],
        [list(pair) for pair in draft.attributes],
        [codec.dump(Block, block) for block in draft.detail],
        draft.story,
        draft.is_returnable,
        [channel.value for channel in draft.channels],
        draft.publish_at,
        draft.role,
    ]


async def insert_product(tx: Tx, product_id: ProductId, draft: ProductDraft, now: datetime) -> bool:
    """A new product without SKUs; False if its code is taken."""
    return bool(await tx.fetchval(INSERT_PRODUCT, product_id, now, *_row(draft)))


async def update_product(tx: Tx, product_id: ProductId, version: int, draft: ProductDraft, now: datetime) -> bool:
    """Replace a product of this version; False if it moved on."""
    return bool(await tx.execute(UPDATE_PRODUCT, product_id, now, *_row(draft), version))


async def put_skus(tx: Tx, product_id: ProductId, skus: Sequence[SkuDraft]) -> set[str]:
    """Insert or change SKUs by code; the codes that were taken in."""
    rows = await tx.fetch(
        PUT_SKUS,
        product_id,
        [SkuId.new() for _ in skus],
        [sku.code for sku in skus],
        list(range(len(skus))),
        # As JSON texts: the driver takes a list of lists for an array of two dimensions.
        [orjson.dumps(sku.options).decode() for sku in skus],
        [sku.barcode for sku in skus],
        [sku.price.minor for sku in skus],
        [sku.member_price.minor if sku.member_price else None for sku in skus],
        [sku.market_price.minor if sku.market_price else None for sku in skus],
        [sku.cost.minor for sku in skus],
        [sku.weight_g for sku in skus],
        [sku.picture_key for sku in skus],
        [sku.is_enabled for sku in skus],
    )
    return {row["code"] for row in rows}


async def remove_skus(tx: Tx, product_id: ProductId, now: datetime) -> None:
    """Take all SKUs of the product out of the matrix; ``put_skus`` brings back those that stay, so options may trade places."""
    await tx.execute("UPDATE catalog_sku SET removed_at = $2 WHERE product_id = $1 AND removed_at IS NULL", product_id, now)


async def rename_skus(tx: Tx, codes: Mapping[SkuId, str]) -> None:
    """Give SKUs other codes; two may trade theirs. Raises the driver's UniqueViolationError for a code that another SKU has."""
    ids = list(codes)
    await tx.execute("UPDATE catalog_sku SET code = id::text WHERE id = ANY($1::uuid[])", ids)
    await tx.execute(
        "UPDATE catalog_sku s SET code = n.code FROM unnest($1::uuid[], $2::text[]) AS n(id, code) WHERE s.id = n.id",
        ids,
        [codes[sku_id] for sku_id in ids],
    )


async def insert_revision(tx: Tx, product_id: ProductId, version: int, draft: ProductDraft, now: datetime) -> None:
    """Keep what was said in this version."""
    await tx.execute(
        "INSERT INTO catalog_revision (product_id, version, draft, changed_at) VALUES ($1, $2, $3, $4)",
        product_id,
        version,
        codec.dump(ProductDraft, draft),
        now,
    )


async def revisions(tx: Tx, product_id: ProductId, limit: int) -> list[tuple[int, datetime, ProductDraft]]:
    """What was said before, newest first."""
    rows = await tx.fetch(
        "SELECT version, changed_at, draft FROM catalog_revision WHERE product_id = $1 ORDER BY version DESC LIMIT $2", product_id, limit
    )
    return [(row["version"], row["changed_at"], codec.load(ProductDraft, row["draft"])) for row in rows]


async def lock_product(tx: Tx, product_id: ProductId) -> Product | None:
    """The product, held until the end of the transaction."""
    return await _product(tx, "p.id = $1 FOR UPDATE OF p", product_id)


async def get_product(tx: Tx, product_id: ProductId) -> Product | None:
    """The product complete."""
    return await _product(tx, "p.id = $1", product_id)


async def get_products_by_code(tx: Tx, codes: Iterable[str]) -> dict[str, Product]:
    """The products complete that have these codes, in two statements."""
    return {product.draft.code: product for product in await _products(tx, "p.code = ANY($1::text[])", list(codes))}


async def get_products_whole(tx: Tx, product_ids: Iterable[ProductId]) -> list[Product]:
    """These products complete, in the order of their ids."""
    return await _products(tx, "p.id = ANY($1::uuid[])", list(product_ids))


async def _products(tx: Tx, where: str, values: list[Any]) -> list[Product]:
    rows = await tx.fetch(f"SELECT p.* FROM catalog_product p WHERE {where} ORDER BY p.id", values)
    skus: dict[UUID, list[asyncpg.Record]] = {row["id"]: [] for row in rows}
    for sku in await tx.fetch(
        "SELECT * FROM catalog_sku WHERE product_id = ANY($1::uuid[]) AND removed_at IS NULL ORDER BY position", list(skus)
    ):
        skus[sku["product_id"]].append(sku)
    return [_complete(row, skus[row["id"]]) for row in rows]


async def get_product_by_code(tx: Tx, code: str) -> Product | None:
    """The product complete, by its code."""
    return await _product(tx, "p.code = $1", code)


async def _product(tx: Tx, where: str, value: Any) -> Product | None:
    row = await tx.fetchrow(f"SELECT p.* FROM catalog_product p WHERE {where}", value)
    if row is None:
        return None
    skus = await tx.fetch("SELECT * FROM catalog_sku WHERE product_id = $1 AND removed_at IS NULL ORDER BY position", row["id"])
    return _complete(row, skus)


def _complete(row: Mapping[str, Any], skus: Sequence[Mapping[str, Any]]) -> Product:
    return Product(
        ProductId.of(row["id"]),
        ProductStatus(row["status"]),
        row["version"],
        _draft(row, skus),
        tuple(SkuId.of(sku["id"]) for sku in skus),
        row["created_at"],
        row["updated_at"],
        row["published_at"],
        row["list_at"],
        row["unlist_at"],
    )


def _draft(row: Mapping[str, Any], skus: Sequence[Mapping[str, Any]]) -> ProductDraft:
    return ProductDraft(
        code=row["code"],
        title=row["title"],
        category_id=CategoryId.of(row["category_id"]),
        skus=tuple(_sku_draft(sku) for sku in skus),
        axes=tuple(Axis(name, tuple(values)) for name, values in row["axes"]),
        kind=ProductKind(row["kind"]),
        selling_point=row["selling_point"],
        brand_id=_brand(row["brand_id"]),
        tag_ids=tuple(TagId.of(tag_id) for tag_id in row["tag_ids"]),
        unit=row["unit"],
        tax_code=row["tax_code"],
        freight_code=row["freight_code"],
        picture_keys=tuple(row["picture_keys"]),
        video_key=row["video_key"],
        attributes=tuple((name, value) for name, value in row["attributes"]),
        detail=tuple(codec.load(Block, block) for block in row["detail"]),
        story=row["story"],
        is_returnable=row["is_returnable"],
        channels=tuple(Channel(channel) for channel in row["channels"]),
        publish_at=row["publish_at"],
        role=ProductRole(row["role"]) if row["role"] else None,
    )


def _sku_draft(row: Mapping[str, Any]) -> SkuDraft:
    return SkuDraft(
        code=row["code"],
        options=tuple(row["options"]),
        price=Money(row["price_minor"], row["currency"]),
        cost=Money(row["cost_minor"], row["currency"]),
        member_price=_money(row["member_price_minor"], row["currency"]),
        market_price=_money(row["market_price_minor"], row["currency"]),
        barcode=row["barcode"],
        weight_g=row["weight_g"],
        picture_key=row["picture_key"],
        is_enabled=row["is_enabled"],
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _brand(value: UUID | None) -> BrandId | None:
    return None if value is None else BrandId.of(value)


async def set_status(tx: Tx, product_id: ProductId, status: ProductStatus, now: datetime) -> None:
    """Move a locked product; its first day on sale is kept."""
    await tx.execute(
        """UPDATE catalog_product SET status = $2, updated_at = $3,
           published_at = CASE WHEN $2 = 'on_sale' THEN coalesce(published_at, $3) ELSE published_at END WHERE id = $1""",
        product_id,
        status.value,
        now,
    )


async def get_skus(tx: Tx, sku_ids: Iterable[SkuId]) -> dict[SkuId, SkuView]:
    """The SKUs that exist among these, with all that a cart, a quote and an order snapshot need, in one statement."""
    return {view.id: view for view in map(_sku_view, await tx.fetch(SKU_VIEW, list(sku_ids)))}


async def sku_ids_on_sale(tx: Tx, limit: int) -> list[SkuId]:
    """SKUs that can be bought now and whose cost is known, at most so many."""
    rows = await tx.fetch(
        """SELECT s.id FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id
           WHERE p.status = 'on_sale' AND s.is_enabled AND s.removed_at IS NULL AND s.cost_minor IS NOT NULL ORDER BY s.id LIMIT $1""",
        limit,
    )
    return [SkuId.of(row["id"]) for row in rows]


def _sku_view(row: asyncpg.Record) -> SkuView:
    currency = row["currency"]
    return SkuView(
        SkuId.of(row["id"]),
        ProductId.of(row["product_id"]),
        row["code"],
        row["title"],
        tuple(row["options"]),
        row["picture_key"],
        Money(row["price_minor"], currency),
        _money(row["member_price_minor"], currency),
        _money(row["market_price_minor"], currency),
        _money(row["cost_minor"], currency),
        row["weight_g"],
        tuple(CategoryId.of(each) for each in row["path"]),
        _brand(row["brand_id"]),
        tuple(TagId.of(each) for each in row["tag_ids"]),
        row["freight_code"],
        row["is_on_sale"],
        row["is_returnable"],
        ProductKind(row["kind"]),
    )


async def get_products(tx: Tx, product_ids: Iterable[ProductId]) -> dict[ProductId, ProductView]:
    """The products that exist among these, in short."""
    rows = await tx.fetch(PRODUCT_VIEW, list(product_ids))
    return {
        ProductId.of(row["id"]): ProductView(
            ProductId.of(row["id"]),
            row["code"],
            row["title"],
            row["selling_point"],
            row["picture_key"],
            ProductStatus(row["status"]),
            ProductKind(row["kind"]),
            Money(row["price_minor"]),
            tuple(CategoryId.of(each) for each in row["path"]),
            tuple(SkuId.of(each) for each in row["sku_ids"]),
        )
        for row in rows
    }


async def skus_by_code(tx: Tx, codes: Iterable[str]) -> dict[str, tuple[SkuId, ProductId]]:
    """Which SKU and product a code names."""
    rows = await tx.fetch("SELECT code, id, product_id FROM catalog_sku WHERE code = ANY($1::text[])", list(codes))
    return {row["code"]: (SkuId.of(row["id"]), ProductId.of(row["product_id"])) for row in rows}


async def known_pictures(tx: Tx, keys: Iterable[str]) -> set[str]:
    """Which of these keys we gave out."""
    return {row["key"] for row in await tx.fetch("SELECT key FROM catalog_picture WHERE key = ANY($1::text[])", list(keys))}


async def note_picture(tx: Tx, key: str, now: datetime) -> None:
    """Remember a picture that was uploaded."""
    await tx.execute("INSERT INTO catalog_picture (key, uploaded_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", key, now)


def like(text: str) -> str:
    """``text`` as itself inside a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
