"""What the prices that stand may be compared with, told to the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from tuanzi.deals.pricetruth import repository, rules
from tuanzi.deals.pricetruth.contracts import LOWEST_WINDOW
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import PriceKind, PricePeriod, Reference, SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money

EVER = datetime(1970, 1, 1, tzinfo=UTC)


async def refresh_references(tx: Tx, sku_ids: Sequence[SkuId], after: datetime | None = None) -> None:
    """Compute the references of these SKUs anew; with ``after`` only of prices that began later."""
    if not sku_ids:
        return
    asked: dict[SkuId, list[PricePeriod]] = {}
    for period in await catalog.price_history(tx, sku_ids, EVER):
        if period.kind is PriceKind.SINGLE:
            asked.setdefault(period.sku_id, []).append(period)
    present = {sku_id: periods[-1] for sku_id, periods in asked.items()}
    began = {sku_id: each.since for sku_id, each in present.items() if after is None or each.since > after}
    if not began:
        return
    found: dict[SkuId, Reference] = {}
    for sku_id, deals in (await repository.deals_before(tx, began)).items():
        paid = rules.reference(deals, began[sku_id])
        struck = None if paid is None else Money(paid, present[sku_id].price.currency)
        lowest = rules.lowest_asked(asked[sku_id][:-1], began[sku_id], LOWEST_WINDOW)
        found[sku_id] = Reference(struck, lowest)
    await catalog.note_references(tx, found)
