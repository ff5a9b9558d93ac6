"""What happens to stock, as far as others care."""

from dataclasses import dataclass

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import LocationId, StocktakeId
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


@fact(version=1)
@dataclass(frozen=True, slots=True)
class StockRanLow:
    """Recorded when what is available of a SKU at a location falls to its warning level, or below it, without being gone."""

    sku_id: SkuId
    location_id: LocationId
    available: int
    low_at: int


@fact(version=1)
@dataclass(frozen=True, slots=True)
class StocktakePosted:
    """Recorded when a count was posted into stock; ``differing`` SKUs were put right."""

    stocktake_id: StocktakeId
    location_id: LocationId
    differing: int
