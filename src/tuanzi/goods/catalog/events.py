"""What happens to products."""

from dataclasses import dataclass

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.facts import fact
from tuanzi.kernel.money import Money


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ProductPublished:
    """Recorded when a product comes on sale, by hand or by its timer."""

    product_id: ProductId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ProductTakenOff:
    """Recorded when a product leaves the sale."""

    product_id: ProductId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ProductChanged:
    """Recorded with every change of what an operator says about a product; ``version`` is the new one."""

    product_id: ProductId
    version: int


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SkuPriceChanged:
    """Recorded when the price of an existing SKU changes."""

    sku_id: SkuId
    old: Money
    new: Money
