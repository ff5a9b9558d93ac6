"""The words of the console's lists and figures; others reach them through ``api``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tuanzi.goods.catalog.contracts import (
    BrandId,
    CategoryId,
    ImportId,
    ProductId,
    ProductKind,
    ProductRole,
    ProductStatus,
    SkuId,
    TagId,
)
from tuanzi.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """Which products the console looks for; every part narrows. ``words`` stand in the title, a code or a barcode."""

    words: str | None = None
    status: ProductStatus | None = None
    category_id: CategoryId | None = None
    brand_id: BrandId | None = None
    tag_id: TagId | None = None
    role: ProductRole | None = None
    is_without_role: bool = False
    is_sold_out: bool | None = None
    is_scheduled: bool = False
    price_min: int | None = None
    price_max: int | None = None


@dataclass(frozen=True, slots=True)
class ProductSummary:
    """A product in the console's list. Prices and margins are the lowest and the highest of its enabled SKUs."""

    id: ProductId
    code: str
    title: str
    status: ProductStatus
    kind: ProductKind
    role: ProductRole | None
    picture_key: str | None
    category: str
    brand: str | None
    tag_ids: tuple[TagId, ...]
    sku_ids: tuple[SkuId, ...]
    sku_count: int
    price: Money
    price_max: Money
    margin_bps: int
    margin_max_bps: int
    sold: int
    is_sold_out: bool
    version: int
    created_at: datetime
    updated_at: datetime
    list_at: datetime | None
    unlist_at: datetime | None


@dataclass(frozen=True, slots=True)
class Margin:
    """What is earned on a sale: ``amount`` may be below zero, ``bps`` is its share of the price in hundredths of a percent."""

    amount: Money
    bps: int


@dataclass(frozen=True, slots=True)
class RoleShare:
    """What one role weighs (None: products without a role), in a period. ``target_bps`` is the share of turnover that was aimed at.

    ``list_margin_bps`` is the margin of the prices as they stand, each SKU once; ``margin_bps`` that of what was really sold,
    at the present cost. ``drift_bps`` is the real share minus the target, None without a target.
    """

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


@dataclass(frozen=True, slots=True)
class SkuFigures:
    """The role and the cost of a SKU, for figures."""

    sku_id: SkuId
    product_id: ProductId
    role: ProductRole | None
    price: Money
    cost: Money
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class SkuName:
    """What the console calls a SKU."""

    id: SkuId
    product_id: ProductId
    code: str
    title: str
    options: tuple[str, ...]
    picture_key: str | None


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file that was judged and is kept for a few days. ``errand_id`` is the errand that takes it in, once somebody said so."""

    id: ImportId
    staff_id: UUID
    file_name: str
    file_key: str
    rows_read: int
    faults: int
    products: int
    errand_id: UUID | None
    created_at: datetime
    taken_at: datetime | None
