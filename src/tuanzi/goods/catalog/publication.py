"""The way of a product to the shopper and back, by hand and by timers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tuanzi.goods.catalog import repository, repository_overview
from tuanzi.goods.catalog.contracts import Product, ProductId, ProductStatus
from tuanzi.goods.catalog.errors import BadSchedule, ProductNotFound, StatusConflict
from tuanzi.goods.catalog.events import ProductPublished, ProductTakenOff
from tuanzi.goods.catalog.listing import refresh
from tuanzi.goods.catalog.rules import check_step
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

LISTABLE = frozenset({ProductStatus.IN_REVIEW, ProductStatus.OFF_SALE})


async def submit(tx: Tx, product_id: ProductId) -> Product:
    """Hand a draft, or a product off sale, in for review. Raises ``StatusConflict`` and ``ProductNotFound``."""
    return await _step(tx, await _lock(tx, product_id), ProductStatus.IN_REVIEW)


async def send_back(tx: Tx, product_id: ProductId) -> Product:
    """Return a product under review to its author; its timers are forgotten. Raises ``StatusConflict`` and ``ProductNotFound``."""
    return await _step(tx, await _set(tx, await _lock(tx, product_id), None, None), ProductStatus.DRAFT)


async def publish(tx: Tx, product_id: ProductId) -> Product:
    """Put a reviewed product on sale: now, or by a timer at its ``publish_at`` if that lies ahead.

    Raises ``StatusConflict`` and ``ProductNotFound``.
    """
    product = await _lock(tx, product_id)
    check_step(product.status, ProductStatus.ON_SALE)
    publish_at = product.draft.publish_at
    if publish_at and publish_at > clock.now():
        waiting = await _set(tx, product, publish_at, product.unlist_at)
        await refresh(tx, [product_id])
        return waiting
    return await _list(tx, product)


async def take_off(tx: Tx, product_id: ProductId) -> Product:
    """Take a product off sale. Raises ``StatusConflict`` and ``ProductNotFound``."""
    product = await _lock(tx, product_id)
    check_step(product.status, ProductStatus.OFF_SALE)
    taken = await _step(tx, await _set(tx, product, product.list_at, None), ProductStatus.OFF_SALE)
    facts.record(tx, ProductTakenOff(product_id))
    return taken


async def schedule(tx: Tx, product_id: ProductId, list_at: datetime | None, unlist_at: datetime | None) -> Product:
    """Have a product go on sale and off sale by itself, or not any more (None). Who schedules a product under review approves it.

    Raises ``StatusConflict`` for a draft, and for ``list_at`` of what is on sale already; ``BadSchedule`` for a time that is past
    or an end before the beginning; ``ProductNotFound``.
    """
    product = await _lock(tx, product_id)
    if product.status is ProductStatus.DRAFT or (list_at and product.status not in LISTABLE):
        raise StatusConflict(status=product.status.value, wanted=ProductStatus.ON_SALE.value)
    if unlist_at and not list_at and product.status is not ProductStatus.ON_SALE:
        raise StatusConflict(status=product.status.value, wanted=ProductStatus.OFF_SALE.value)
    if any(at and at <= clock.now() for at in (list_at, unlist_at)):
        raise BadSchedule(reason="past")
    if list_at and unlist_at and unlist_at <= list_at:
        raise BadSchedule(reason="order")
    scheduled = await _set(tx, product, list_at, unlist_at)
    await refresh(tx, [product_id])
    return scheduled


async def _lock(tx: Tx, product_id: ProductId) -> Product:
    product = await repository.lock_product(tx, product_id)
    if product is None:
        raise ProductNotFound
    return product


async def _set(tx: Tx, product: Product, list_at: datetime | None, unlist_at: datetime | None) -> Product:
    """Set the timers of a locked product, or stop them. The caller refreshes the listing."""
    for at, call, key in (
        (list_at, publish_due(product.id), f"catalog.publish:{product.id}"),
        (unlist_at, take_off_due(product.id), f"catalog.take_off:{product.id}"),
    ):
        if at is None:
            jobs.cancel(tx, key)
        else:
            jobs.enqueue(tx, call, due_at=at, key=key)
    await repository_overview.set_timers(tx, product.id, list_at, unlist_at)
    return replace(product, list_at=list_at, unlist_at=unlist_at)


async def _list(tx: Tx, product: Product) -> Product:
    published = await _step(tx, await _set(tx, product, None, product.unlist_at), ProductStatus.ON_SALE)
    facts.record(tx, ProductPublished(product.id))
    return published


async def _step(tx: Tx, product: Product, following: ProductStatus) -> Product:
    check_step(product.status, following)
    await repository.set_status(tx, product.id, following, clock.now())
    await refresh(tx, [product.id])
    changed = await repository.get_product(tx, product.id)
    assert changed is not None
    return changed


@jobs.job()
async def publish_due(tx: Tx, product_id: ProductId) -> None:
    """Put a product on sale at its time, unless that was called off, moved, or done by hand meanwhile."""
    product = await repository.lock_product(tx, product_id)
    if product and product.status in LISTABLE and product.list_at and product.list_at <= clock.now():
        await _list(tx, product)
        _note(tx, "publish", product, product.list_at)


@jobs.job()
async def take_off_due(tx: Tx, product_id: ProductId) -> None:
    """Take a product off sale at its time, unless that was called off, moved, or done by hand meanwhile."""
    product = await repository.lock_product(tx, product_id)
    if product and product.status is ProductStatus.ON_SALE and product.unlist_at and product.unlist_at <= clock.now():
        await take_off(tx, product_id)
        _note(tx, "take_off", product, product.unlist_at)


def _note(tx: Tx, action: str, product: Product, at: datetime) -> None:
    """A deed of the clock stands in the audit log like one of a person."""
    said = {"code": product.draft.code, "at": at.isoformat()}
    audit.record(tx, Entry("system", "timer", f"catalog.{action}", "product", str(product.id), after=said))
