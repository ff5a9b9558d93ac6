"""The way of a product to the shopper and back."""

from __future__ import annotations

from tuanzi.goods.catalog import repository
from tuanzi.goods.catalog.contracts import Product, ProductId, ProductStatus
from tuanzi.goods.catalog.errors import ProductNotFound
from tuanzi.goods.catalog.events import ProductPublished, ProductTakenOff
from tuanzi.goods.catalog.listing import refresh
from tuanzi.goods.catalog.rules import check_step
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx


async def submit(tx: Tx, product_id: ProductId) -> Product:
    """Hand a draft, or a product off sale, in for review. Raises ``StatusConflict`` and ``ProductNotFound``."""
    return await _step(tx, product_id, ProductStatus.IN_REVIEW)


async def send_back(tx: Tx, product_id: ProductId) -> Product:
    """Return a product under review to its author. Raises ``StatusConflict`` and ``ProductNotFound``."""
    jobs.cancel(tx, _key(product_id))
    return await _step(tx, product_id, ProductStatus.DRAFT)


async def publish(tx: Tx, product_id: ProductId) -> Product:
    """Put a reviewed product on sale: now, or by a timer at its ``publish_at`` if that lies ahead.

    Raises ``StatusConflict`` and ``ProductNotFound``.
    """
    product = await repository.lock_product(tx, product_id)
    if product is None:
        raise ProductNotFound
    check_step(product.status, ProductStatus.ON_SALE)
    publish_at = product.draft.publish_at
    if publish_at and publish_at > clock.now():
        jobs.enqueue(tx, publish_due(product_id), due_at=publish_at, key=_key(product_id))
        return product
    jobs.cancel(tx, _key(product_id))
    published = await _step(tx, product_id, ProductStatus.ON_SALE)
    facts.record(tx, ProductPublished(product_id))
    return published


async def take_off(tx: Tx, product_id: ProductId) -> Product:
    """Take a product off sale. Raises ``StatusConflict`` and ``ProductNotFound``."""
    product = await _step(tx, product_id, ProductStatus.OFF_SALE)
    facts.record(tx, ProductTakenOff(product_id))
    return product


async def _step(tx: Tx, product_id: ProductId, following: ProductStatus) -> Product:
    product = await repository.lock_product(tx, product_id)
    if product is None:
        raise ProductNotFound
    check_step(product.status, following)
    await repository.set_status(tx, product_id, following, clock.now())
    await refresh(tx, [product_id])
    changed = await repository.get_product(tx, product_id)
    assert changed is not None
    return changed


@jobs.job()
async def publish_due(tx: Tx, product_id: ProductId) -> None:
    """Put a product on sale at its time, unless it was sent back or put on sale meanwhile. A time moved ahead waits again."""
    product = await repository.get_product(tx, product_id)
    if product and product.status in {ProductStatus.IN_REVIEW, ProductStatus.OFF_SALE}:
        await publish(tx, product_id)


def _key(product_id: ProductId) -> str:
    return f"catalog.publish:{product_id}"
