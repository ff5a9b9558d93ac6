"""What the console shows of a product's prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tuanzi.deals.pricetruth import repository, rules
from tuanzi.deals.pricetruth.contracts import DEAL_WINDOW, LOWEST_WINDOW, SHOWN_DAYS, SkuTruth
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import PriceKind, PricePeriod, ProductId, SkuId
from tuanzi.goods.catalog.errors import ProductNotFound
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId


async def truth_of(tx: Tx, product_id: ProductId) -> list[SkuTruth]:
    """Every SKU of a product with its prices of the last 90 days, by name of who set them, and what may be said of them. Raises ``ProductNotFound``."""
    product = await catalog.get_product(tx, product_id)
    if product is None:
        raise ProductNotFound
    now = clock.now()
    kept: dict[SkuId, list[PricePeriod]] = {sku_id: [] for sku_id in product.sku_ids}
    for period in await catalog.price_history(tx, product.sku_ids, now - timedelta(days=SHOWN_DAYS)):
        kept[period.sku_id].append(period)
    names = await access.names_of(
        tx, sorted({StaffId.parse(each.changed_by) for periods in kept.values() for each in periods if each.changed_by})
    )
    said = {str(staff_id): name for staff_id, name in names.items()}
    single = {sku_id: [each for each in periods if each.kind is PriceKind.SINGLE] for sku_id, periods in kept.items()}
    began = {sku_id: periods[-1].since for sku_id, periods in single.items() if periods}
    before = await repository.deals_before(tx, began)
    lately = await repository.deals_before(tx, dict.fromkeys(product.sku_ids, now))
    found = []
    for sku_id, sku in zip(product.sku_ids, product.draft.skus, strict=True):
        paid = rules.reference(before[sku_id], began[sku_id]) if sku_id in began else None
        recent = [deal.minor for deal in lately[sku_id] if deal.at >= now - DEAL_WINDOW]
        found.append(
            SkuTruth(
                sku_id,
                sku.code,
                sku.options,
                sku.price,
                Money(paid, sku.price.currency) if paid is not None and paid > sku.price.minor else None,
                Money(min(recent), sku.price.currency) if recent else None,
                rules.lowest_asked(single[sku_id], now, LOWEST_WINDOW),
                tuple(replace(each, changed_by=said.get(each.changed_by, each.changed_by)) for each in kept[sku_id]),
            )
        )
    return found
