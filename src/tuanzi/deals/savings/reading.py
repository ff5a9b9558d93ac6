"""What is shown of savings: those that count for a product, the calendar of what is to come, a saving with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tuanzi.deals.pricing.contracts import BasketLine
from tuanzi.deals.savings import repository, repository_uses, schedule
from tuanzi.deals.savings.contracts import Saving, SavingId, SavingKind
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import ProductId, ProductView
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money

CALENDAR_DAYS_MAX = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """How a saving does: paid orders that stand, what it took off them, what of it the merchant bears, and orders not paid yet."""

    orders: int
    off: Money
    merchant_part: Money
    held: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A saving counts from ``since`` until before ``until``."""

    saving: Saving
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Current:
    """A saving that counts now, until before ``until``."""

    saving: Saving
    until: datetime


async def current(tx: Tx, product_id: ProductId | None = None) -> list[Current]:
    """Every saving that counts now (for this product, None: for any), those that end first."""
    now = clock.now()
    found = [each for each in await repository.coming(tx, now, now + timedelta(seconds=1)) if schedule.is_on(each.draft.when, now)]
    if product_id is not None:
        product = (await catalog.get_products(tx, [product_id])).get(product_id)
        found = [each for each in found if product is not None and is_about(each, product)]
    return sorted(
        (Current(each, schedule.ends_next(each.draft.when, now)) for each in found), key=lambda each: (each.until, each.saving.id)
    )


def is_about(saving: Saving, product: ProductView) -> bool:
    """Whether a saving is about a product: it is within its scope, or a SKU of it is a part of it."""
    draft = saving.draft
    named = {part.sku_id for part in draft.rule.parts} | {tier.gain.gift_sku_id for tier in draft.rule.tiers}
    if named & set(product.sku_ids):
        return True
    if draft.rule.kind is SavingKind.BUNDLE:
        return False
    line = BasketLine(product.sku_ids[0], product.id, 1, product.price, category_path=product.category_path) if product.sku_ids else None
    return line is not None and line.is_within(draft.scope, draft.scope_ids)


async def calendar(tx: Tx, since: datetime, until: datetime) -> list[Stretch]:
    """Every stretch of time in which a published saving counts, within at most ``CALENDAR_DAYS_MAX`` days, in order."""
    until = min(until, since + timedelta(days=CALENDAR_DAYS_MAX))
    found = [
        Stretch(each, begins, ends)
        for each in await repository.coming(tx, since, until)
        for begins, ends in schedule.times(each.draft.when, since, until)
    ]
    return sorted(found, key=lambda each: (each.since, each.saving.id))


async def figures(tx: Tx, saving_id: SavingId) -> Figures:
    """How a saving does now."""
    orders, off, merchant, held = await repository_uses.figures(tx, saving_id)
    return Figures(orders, Money(off), Money(merchant), held)
