"""Products for the console with what other domains know of them: what lies on hand, what sold, what each role earns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.api import ProductQuery, ProductSummary, RoleShare
from tuanzi.goods.catalog.contracts import (
    BrandId,
    CategoryId,
    ProductId,
    ProductKind,
    ProductRole,
    ProductStatus,
    SkuId,
    TagId,
)
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock
from tuanzi.kernel.http import Call, Moment, Router, Wire, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.kernel.money import MINOR_MAX, Money
from tuanzi.kernel.pictures import Picture
from tuanzi.trade.orders import api as orders

console = Router(tags=["catalogue"])
MARGIN_DAYS = 30


class ProductFilters(Wire):
    """Every part narrows. ``q`` stands in a title, a code or a barcode; prices are in minor units, of the cheapest SKU."""

    q: str | None = Field(None, max_length=60)
    status: ProductStatus | None = None
    category_id: CategoryId | None = None
    brand_id: BrandId | None = None
    tag_id: TagId | None = None
    role: ProductRole | Literal["none"] | None = None
    stock: Literal["in", "out"] | None = None
    scheduled: bool = False
    price_min: int | None = Field(None, ge=0, le=MINOR_MAX)
    price_max: int | None = Field(None, ge=0, le=MINOR_MAX)

    def query(self) -> ProductQuery:
        """As the catalogue knows it."""
        return ProductQuery(
            words=self.q.strip() if self.q else None,
            status=self.status,
            category_id=self.category_id,
            brand_id=self.brand_id,
            tag_id=self.tag_id,
            role=self.role if isinstance(self.role, ProductRole) else None,
            is_without_role=self.role == "none",
            is_sold_out=None if self.stock is None else self.stock == "out",
            is_scheduled=self.scheduled,
            price_min=self.price_min,
            price_max=self.price_max,
        )


class ProductsQuery(ProductFilters):
    """Filters, order and place."""

    sort: str | None = None
    cursor: str | None = None
    limit: int = Field(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX)


class ProductRow(Wire):
    """A product in the list. Prices and margins are the lowest and the highest of its enabled SKUs; stock is that of all places."""

    id: ProductId
    code: str
    title: str
    status: ProductStatus
    kind: ProductKind
    role: ProductRole | None
    picture: Picture | None
    category: str
    brand: str | None
    skus: int
    price: Money
    price_max: Money
    margin_bps: int
    margin_max_bps: int
    on_hand: int
    available: int
    sold: int
    is_sold_out: bool
    version: int
    created_at: datetime
    updated_at: datetime
    list_at: datetime | None
    unlist_at: datetime | None


class SkuStock(Wire):
    """What lies on hand of a SKU and what is free, over all places."""

    sku_id: SkuId
    on_hand: int
    reserved: int
    available: int


class SkuStocks(Wire):
    """Stock of the SKUs of a product."""

    items: list[SkuStock]


class RoleOut(Wire):
    """What one role weighs in the period; see ``GET /products/margins``. Shares and margins in bps."""

    role: ProductRole | None
    products: int
    skus: int
    list_margin_bps: int
    quantity: int
    turnover: Money
    profit: Money
    margin_bps: int
    turnover_share_bps: int
    profit_share_bps: int
    target_bps: int | None
    drift_bps: int | None


class MarginsOut(Wire):
    """The margin structure by role. ``role`` null stands for products without one."""

    since: datetime
    until: datetime
    roles: list[RoleOut]
    turnover: Money
    profit: Money


def _row(product: ProductSummary, on_hand: int, available: int) -> ProductRow:
    return ProductRow(
        id=product.id,
        code=product.code,
        title=product.title,
        status=product.status,
        kind=product.kind,
        role=product.role,
        picture=Picture.of_optional(product.picture_key, product.title),
        category=product.category,
        brand=product.brand,
        skus=product.sku_count,
        price=product.price,
        price_max=product.price_max,
        margin_bps=product.margin_bps,
        margin_max_bps=product.margin_max_bps,
        on_hand=on_hand,
        available=available,
        sold=product.sold,
        is_sold_out=product.is_sold_out,
        version=product.version,
        created_at=product.created_at,
        updated_at=product.updated_at,
        list_at=product.list_at,
        unlist_at=product.unlist_at,
    )


@console.get("/products", access=staff("catalog.read", "common"), errors=[BadCursor, BadSort])
async def products(call: Call, wish: Annotated[ProductsQuery, Query()]) -> Listed[ProductRow]:
    """Products of every status. Sorts: updated, created, price, margin, sold, code; with a minus in front downwards."""
    found = await catalog.list_products(call.tx, wish.query(), wish.sort, wish.cursor, wish.limit)
    on_hand: dict[SkuId, int] = {}
    free: dict[SkuId, int] = {}
    for level in await inventory.levels_of(call.tx, [sku_id for product in found.items for sku_id in product.sku_ids]):
        on_hand[level.sku_id] = on_hand.get(level.sku_id, 0) + level.on_hand
        free[level.sku_id] = free.get(level.sku_id, 0) + level.available
    items = [
        _row(product, sum(on_hand.get(each, 0) for each in product.sku_ids), sum(free.get(each, 0) for each in product.sku_ids))
        for product in found.items
    ]
    return Listed[ProductRow].of(items, found.following, found.count)


@console.get("/products/margins", access=staff("catalog.read", "common"))
async def margins(call: Call, since: Moment | None = None, until: Moment | None = None) -> MarginsOut:
    """What each role brought and earned in a period (the last 30 days), against the mix that is aimed at.

    Turnover is what was paid less what was refunded; profit takes off the present cost.
    """
    end = until or clock.now()
    start = since or end - timedelta(days=MARGIN_DAYS)
    shares = await catalog.margins_by_role(call.tx, await orders.sold_by_sku(call.tx, start, end))
    return MarginsOut(
        since=start,
        until=end,
        roles=[_role(share) for share in shares],
        turnover=sum((share.turnover for share in shares), Money(0)),
        profit=sum((share.profit for share in shares), Money(0)),
    )


def _role(share: RoleShare) -> RoleOut:
    return RoleOut(
        role=share.role,
        products=share.products,
        skus=share.skus,
        list_margin_bps=share.list_margin_bps,
        quantity=share.quantity,
        turnover=share.turnover,
        profit=share.profit,
        margin_bps=share.margin_bps,
        turnover_share_bps=share.turnover_share_bps,
        profit_share_bps=share.profit_share_bps,
        target_bps=share.target_bps,
        drift_bps=share.drift_bps,
    )


@console.get("/products/{product_id}/stock", access=staff("inventory.read", "own"))
async def product_stock(call: Call, product_id: ProductId) -> SkuStocks:
    """What lies on hand of each SKU of a product, over all places within the reader's scope."""
    product = await catalog.get_product(call.tx, product_id)
    sku_ids = product.sku_ids if product else ()
    levels = await inventory.levels_of(call.tx, sku_ids)
    items = []
    for sku_id in sku_ids:
        own = [level for level in levels if level.sku_id == sku_id and call.scope.has_place(level.location_id)]
        items.append(
            SkuStock(
                sku_id=sku_id,
                on_hand=sum(level.on_hand for level in own),
                reserved=sum(level.reserved for level in own),
                available=sum(level.available for level in own),
            )
        )
    return SkuStocks(items=items)
