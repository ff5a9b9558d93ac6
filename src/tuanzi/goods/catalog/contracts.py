"""The words of the catalogue that others may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money


class ProductId(Id, prefix="prd"):
    """A product (商品, SPU)."""


class SkuId(Id, prefix="sku"):
    """What is bought: one combination of a product's options (规格)."""


class ImportId(Id, prefix="imp"):
    """A file that somebody wants to import."""


class CategoryId(Id, prefix="cat"):
    """A node of the category tree."""


class BrandId(Id, prefix="brd"):
    """A brand."""


class TagId(Id, prefix="tag"):
    """A tag on products."""


class CollectionId(Id, prefix="col"):
    """A collection by rule."""


OPTION_AXIS_MAX = 4
OPTION_VALUE_MAX = 60
SKU_COUNT_MAX = 200
PICTURE_COUNT_MAX = 20
BLOCK_COUNT_MAX = 100
TAG_COUNT_MAX = 20
ATTRIBUTE_COUNT_MAX = 60
CATEGORY_DEPTH_MAX = 4
CATEGORY_COUNT_MAX = 5_000
TITLE_LENGTH_MAX = 120
PRICE_MINOR_MAX = 10**10
IMPORT_DAYS = 7
"""How long an import file is kept."""
IMPORT_COST_RATE_BPS = 6_000
"""Every SKU needs a cost and an import file has none: this share of the price is written until somebody knows better."""


class ProductKind(StrEnum):
    """How a product is made and handed over."""

    PHYSICAL = "physical"
    CUSTOM = "custom"
    VIRTUAL = "virtual"
    VOUCHER = "voucher"


class ProductStatus(StrEnum):
    """Where a product stands on its way to the shopper."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    ON_SALE = "on_sale"
    OFF_SALE = "off_sale"


class ProductRole(StrEnum):
    """What a product is there for (商品角色): to bring people, to earn, to stand for the brand, or to be there when asked for."""

    TRAFFIC = "traffic"
    PROFIT = "profit"
    STRATEGIC = "strategic"
    LONG_TAIL = "long_tail"


class PriceKind(StrEnum):
    """Which price of a SKU a row of the history tells."""

    SINGLE = "single"
    MEMBER = "member"


class Channel(StrEnum):
    """A door through which shoppers come; a product may be hidden from some."""

    H5 = "h5"
    MINI_PROGRAM = "mini_program"
    LIVE = "live"


class Sort(StrEnum):
    """Orders of a list."""

    RELEVANCE = "relevance"
    SALES = "sales"
    PRICE = "price"
    PRICE_DOWN = "-price"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class SkuView:
    """A SKU as trade and deals see it. ``is_on_sale`` is that of the product and of the SKU itself together."""

    id: SkuId
    product_id: ProductId
    code: str
    title: str
    options: tuple[str, ...]
    picture_key: str | None
    price: Money
    member_price: Money | None
    market_price: Money | None
    cost: Money | None
    weight_g: int
    category_path: tuple[CategoryId, ...]
    brand_id: BrandId | None
    tag_ids: tuple[TagId, ...]
    freight_code: str | None
    is_on_sale: bool
    is_returnable: bool
    kind: ProductKind


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """A price that stood from ``since`` up to ``until`` (None: it stands). ``changed_by``: who set it, by wire id; "" for the machine."""

    sku_id: SkuId
    kind: PriceKind
    price: Money
    since: datetime
    until: datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a SKU's price may be compared with in public: ``struck`` (划线价) and the lowest price asked in the 30 days before it fell.

    Computed by deals from what was really paid and written down here, never typed; forgotten whenever the price changes.
    """

    struck: Money | None
    lowest: Money | None


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product in short, for those who name it: teams, share links, messages. ``price`` is its lowest."""

    id: ProductId
    code: str
    title: str
    selling_point: str
    picture_key: str | None
    status: ProductStatus
    kind: ProductKind
    price: Money
    category_path: tuple[CategoryId, ...]
    sku_ids: tuple[SkuId, ...]

    @property
    def is_on_sale(self) -> bool:
        """Whether shoppers may buy it now."""
        return self.status is ProductStatus.ON_SALE


@dataclass(frozen=True, slots=True)
class OfferCard:
    """The best live offer of a product as a card shows it; a deal writes it down with ``remember_offer``."""

    kind: str
    activity_id: str
    size: int
    price: Money
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Axis:
    """One option axis, e.g. 颜色 with its values in the order in which they are shown."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """A SKU as an operator or an import gives it."""

    code: str
    options: tuple[str, ...]
    price: Money
    cost: Money
    member_price: Money | None = None
    market_price: Money | None = None
    barcode: str | None = None
    weight_g: int = 0
    picture_key: str | None = None
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the detail page: a text, or a picture by its key."""

    kind: str
    text: str | None = None
    picture_key: str | None = None


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """Everything an operator says about a product."""

    code: str
    title: str
    category_id: CategoryId
    skus: tuple[SkuDraft, ...]
    axes: tuple[Axis, ...] = ()
    kind: ProductKind = ProductKind.PHYSICAL
    selling_point: str = ""
    brand_id: BrandId | None = None
    tag_ids: tuple[TagId, ...] = ()
    unit: str = "件"
    tax_code: str | None = None
    freight_code: str | None = None
    picture_keys: tuple[str, ...] = ()
    video_key: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    detail: tuple[Block, ...] = ()
    story: str | None = None
    is_returnable: bool = True
    channels: tuple[Channel, ...] = tuple(Channel)
    publish_at: datetime | None = None
    role: ProductRole | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A product complete, for the console. ``version`` is what an edit must name.

    ``list_at`` and ``unlist_at`` are the timers that wait: when it goes on sale and off sale by itself.
    """

    id: ProductId
    status: ProductStatus
    version: int
    draft: ProductDraft
    sku_ids: tuple[SkuId, ...]
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    list_at: datetime | None = None
    unlist_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A node with its children, shown in the order of ``position``."""

    id: CategoryId
    name: str
    icon_key: str | None
    children: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectionRule:
    """Which products belong: every part that is given must hold; within a part any member is enough."""

    category_ids: tuple[CategoryId, ...] = ()
    brand_ids: tuple[BrandId, ...] = ()
    tag_ids: tuple[TagId, ...] = ()
    price_min: Money | None = None
    price_max: Money | None = None


@dataclass(frozen=True, slots=True)
class CategoryAttribute:
    """What products of a category tell about themselves; ``values`` are suggestions, ``is_filter`` offers it to shoppers."""

    name: str
    values: tuple[str, ...] = ()
    is_filter: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """An id in its wire form and a name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection by rule."""

    id: CollectionId
    name: str
    rule: CollectionRule


@dataclass(frozen=True, slots=True)
class CardQuery:
    """Which cards, in which order."""

    category_id: CategoryId | None = None
    tag_id: TagId | None = None
    collection_id: CollectionId | None = None
    q: str | None = None
    sort: Sort = Sort.RELEVANCE
    channel: Channel | None = None
    with_offer_kind: str | None = None
    cursor: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class PageParts:
    """A product page as bytes around what others know: the stock of each SKU, offers, freight."""

    product_id: ProductId
    head: bytes
    skus: tuple[tuple[SkuId, bytes], ...]
    tail: bytes
    sold: int
    status: ProductStatus
    freight_code: str | None


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one place of an import file. ``line`` counts from 1 with the header; ``column`` is '' for a whole row.

    ``value`` is what stands there, shortened.
    """

    line: int
    column: str
    code: str
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would do. ``products`` and ``skus`` are those created or changed.

    ``warnings`` are oddities that were taken all the same. ``stock`` is the count of each SKU as the file says it, with
    whether the SKU is new; ids are only known when something was written.
    """

    rows_read: int
    products: int
    skus: int
    unchanged: int
    errors: tuple[RowError, ...]
    warnings: tuple[RowError, ...]
    stock: tuple[tuple[SkuId, int, bool], ...] = ()
    is_written: bool = False
