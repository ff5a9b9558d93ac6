"""What happens to stock, as far as others care."""

from dataclasses import dataclass

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.kernel.facts import fact


@fact(version=1)
@dataclass(frozen=True, slots=True)
class StockRanOut:
    """Recorded when the last available piece of a SKU at a location is promised or leaves."""

    sku_id: SkuId
    location_id: LocationId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class StockCameBack:
    """Recorded when a SKU that had nothing available at a location has something again."""

    sku_id: SkuId
    location_id: LocationId
    available: int
