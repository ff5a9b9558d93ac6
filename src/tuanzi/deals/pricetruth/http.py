"""The console's page of a product's prices."""

from __future__ import annotations

from datetime import datetime

from tuanzi.deals.pricetruth import api
from tuanzi.deals.pricetruth.contracts import SkuTruth
from tuanzi.goods.catalog.contracts import PriceKind, ProductId, SkuId
from tuanzi.goods.catalog.errors import ProductNotFound
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.kernel.money import Money

console = Router(tags=["pricetruth"])


class PriceRow(Wire):
    """A price and how long it stood; ``until`` null: it stands. ``changed_by``: the name of who set it, "" for the machine."""

    kind: PriceKind
    price: Money
    since: datetime
    until: datetime | None
    changed_by: str


class SkuPrices(Wire):
    """The prices of a SKU of the last 90 days and what may be said of them.

    ``struck``: what the present price may be compared with; ``deal_7``: the lowest really paid in the last 7 days; ``lowest_30``: the lowest asked in
    the last 30.
    """

    sku_id: SkuId
    code: str
    options: list[str]
    price: Money
    struck: Money | None
    deal_7: Money | None
    lowest_30: Money | None
    rows: list[PriceRow]


class ProductPrices(Wire):
    """The prices of every SKU of a product."""

    items: list[SkuPrices]


def _out(truth: SkuTruth) -> SkuPrices:
    return SkuPrices(
        sku_id=truth.sku_id,
        code=truth.code,
        options=list(truth.options),
        price=truth.price,
        struck=truth.struck,
        deal_7=truth.deal_7,
        lowest_30=truth.lowest_30,
        rows=[
            PriceRow(kind=each.kind, price=each.price, since=each.since, until=each.until, changed_by=each.changed_by)
            for each in truth.periods
        ],
    )


@console.get("/products/{product_id}/prices", access=staff("catalog.read", "common"), errors=[ProductNotFound])
async def show_prices(call: Call, product_id: ProductId) -> ProductPrices:
    """The prices of a product's SKUs: what was asked, by whom it was set, and what it may be compared with."""
    return ProductPrices(items=[_out(each) for each in await api.truth_of(call.tx, product_id)])
