"""Create and change products."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from tuanzi.goods.catalog import repository, repository_prices, repository_taxonomy
from tuanzi.goods.catalog.contracts import Product, ProductDraft, ProductId, SkuDraft, SkuId
from tuanzi.goods.catalog.errors import (
    BrandNotFound,
    CategoryNotFound,
    CodeTaken,
    PictureNotFound,
    ProductNotFound,
    TagNotFound,
    VersionConflict,
)
from tuanzi.goods.catalog.events import ProductChanged, SkuPriceChanged
from tuanzi.goods.catalog.listing import refresh
from tuanzi.goods.catalog.rules import check_draft
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx


async def create_product(tx: Tx, draft: ProductDraft, by: str = "") -> Product:
    """A new product in status draft; ``by`` stands in its price history.

    Raises ``BadProduct``, ``OptionsNotMatrix``, ``CodeTaken``, ``CategoryNotFound``, ``BrandNotFound``, ``TagNotFound`` and
    ``PictureNotFound``.
    """
    await _check(tx, draft)
    product_id = ProductId.new()
    if not await repository.insert_product(tx, product_id, draft, clock.now()):
        raise CodeTaken(taken=draft.code)
    return await _finish(tx, product_id, 1, draft, {}, by)


async def change_product(
    tx: Tx, product_id: ProductId, version: int, draft: ProductDraft, codes: Mapping[SkuId, str] | None = None, by: str = ""
) -> Product:
    """Replace what is said about a product. A version that is not the present one is refused.

    SKUs keep their ids by code; ``codes`` names those that get another code and stay themselves all the same. Raises as ``create_product``, ``ProductNotFound`` and ``VersionConflict``.
    """
    await _check(tx, draft)
    present = await repository.lock_product(tx, product_id)
    if present is None:
        raise ProductNotFound
    if present.version != version:
        raise VersionConflict(version=present.version)
    if draft.code != present.draft.code and await repository.get_product_by_code(tx, draft.code):
        raise CodeTaken(taken=draft.code)
    if not await repository.update_product(tx, product_id, version, draft, clock.now()):
        raise VersionConflict(version=version)
    await repository.remove_skus(tx, product_id, clock.now())
    named = await _rename(tx, present, codes or {})
    old = {named[sku_id]: sku for sku_id, sku in zip(present.sku_ids, present.draft.skus, strict=True)}
    product = await _finish(tx, product_id, version + 1, draft, old, by)
    facts.record(tx, ProductChanged(product_id, product.version))
    return product


async def _rename(tx: Tx, present: Product, codes: Mapping[SkuId, str]) -> dict[SkuId, str]:
    """Give SKUs of this product other codes; how all of them are called now. Ids of other products are passed over."""
    before = {sku_id: sku.code for sku_id, sku in zip(present.sku_ids, present.draft.skus, strict=True)}
    changed = {sku_id: code for sku_id, code in codes.items() if before.get(sku_id, code) != code}
    if changed:
        try:
            async with tx.savepoint():
                await repository.rename_skus(tx, changed)
        except asyncpg.UniqueViolationError as error:
            raise CodeTaken(taken=", ".join(sorted(changed.values()))) from error
    return before | changed


async def _check(tx: Tx, draft: ProductDraft) -> None:
    check_draft(draft)
    if await repository_taxonomy.category_path(tx, draft.category_id) is None:
        raise CategoryNotFound(category_id=draft.category_id)
    if draft.brand_id and not await repository_taxonomy.has_brand(tx, draft.brand_id):
        raise BrandNotFound(brand_id=draft.brand_id)
    if draft.tag_ids:
        unknown = set(draft.tag_ids) - await repository_taxonomy.known_tags(tx, draft.tag_ids)
        if unknown:
            raise TagNotFound(tag_id=min(unknown))
    keys = {*draft.picture_keys, *(sku.picture_key for sku in draft.skus), *(block.picture_key for block in draft.detail)}
    wanted = {key for key in keys if key is not None}
    if wanted:
        missing = wanted - await repository.known_pictures(tx, wanted)
        if missing:
            raise PictureNotFound(key=min(missing))


async def _finish(tx: Tx, product_id: ProductId, version: int, draft: ProductDraft, old: dict[str, SkuDraft], by: str) -> Product:
    """SKUs, price history, revision, listing: what creating and changing have in common."""
    taken_in = await repository.put_skus(tx, product_id, draft.skus)
    for sku in draft.skus:
        if sku.code not in taken_in:
            raise CodeTaken(taken=sku.code)
    await repository_prices.keep(tx, product_id, clock.now(), by)
    await repository.insert_revision(tx, product_id, version, draft, clock.now())
    await refresh(tx, [product_id])
    product = await repository.get_product(tx, product_id)
    assert product is not None
    for sku_id, sku in zip(product.sku_ids, product.draft.skus, strict=True):
        before = old.get(sku.code)
        if before and before.price != sku.price:
            facts.record(tx, SkuPriceChanged(sku_id, before.price, sku.price))
    return product
