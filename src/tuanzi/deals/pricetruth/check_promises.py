"""The gate before anything with a promised saving is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuanzi.deals.pricetruth import repository, rules
from tuanzi.deals.pricetruth.contracts import DEAL_WINDOW, PROMISES_MAX, Promise, Untruth
from tuanzi.deals.pricetruth.errors import PriceRaised, SavingUntrue
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import PricePeriod, SkuId
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


async def untruths(tx: Tx, promises: Sequence[Promise], began: datetime) -> list[Untruth]:
    """Every promise that may not be made by a deal that begins at ``began`` (now, if that is past): the days before that, as far as they are known."""
    if len(promises) > PROMISES_MAX:
        raise ValueError(f"at most {PROMISES_MAX} promises at once")
    sku_ids = sorted({promise.sku_id for promise in promises})
    moment = max(began, clock.now())
    deals = await repository.deals_before(tx, dict.fromkeys(sku_ids, moment))
    asked: dict[SkuId, list[PricePeriod]] = {}
    for period in await catalog.shown_prices(tx, sku_ids, moment - DEAL_WINDOW):
        asked.setdefault(period.sku_id, []).append(period)
    found = (rules.untruth(promise, deals[promise.sku_id], asked.get(promise.sku_id, []), moment) for promise in promises)
    return [each for each in found if each]


async def check_promises(tx: Tx, promises: Sequence[Promise], began: datetime) -> None:
    """Let a deal be published only if all that it promises is true. Raises ``PriceRaised`` and ``SavingUntrue`` with the first figures."""
    for each in await untruths(tx, promises, began):
        lawful = each.lawful or Money(0, each.promise.against.currency)
        refusal = PriceRaised if each.is_raised else SavingUntrue
        raise refusal(sku_id=each.promise.sku_id, against=each.promise.against, lawful=lawful)
