"""What the console sends and receives about products."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints

from tuanzi.goods.catalog.console_contracts import Margin
from tuanzi.goods.catalog.contracts import (
    Axis,
    Block,
    BrandId,
    CategoryAttribute,
    CategoryId,
    Channel,
    CollectionId,
    CollectionRule,
    Product,
    ProductDraft,
    ProductId,
    ProductKind,
    ProductRole,
    ProductStatus,
    SkuDraft,
    SkuId,
    TagId,
)
from tuanzi.goods.catalog.errors import SkuWithoutCost
from tuanzi.goods.catalog.rules import margin
from tuanzi.goods.catalog.wire import AttributeOut, Card, OptionAxis
from tuanzi.kernel.http import Moment, Wire
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture

T = TypeVar("T")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class SkuIn(Wire):
    """A SKU as the console says it. ``id`` is only answered, never needed: a SKU is known by its code."""

    id: SkuId | None = None
    code: str
    options: list[str] = []
    price: Money
    cost: Money | None = None
    member_price: Money | None = None
    market_price: Money | None = None
    barcode: str | None = None
    weight_g: int = 0
    picture_key: str | None = None
    is_enabled: bool = True


class BlockIn(Wire):
    """A piece of the detail page."""

    kind: Literal["text", "picture"]
    text: str | None = None
    picture_key: str | None = None


class ProductIn(Wire):
    """Everything the console says about a product."""

    code: str
    title: str
    category_id: CategoryId
    skus: list[SkuIn]
    options: list[OptionAxis] = []
    kind: ProductKind = ProductKind.PHYSICAL
    selling_point: str = ""
    brand_id: BrandId | None = None
    tag_ids: list[TagId] = []
    unit: str = "件"
    tax_code: str | None = None
    freight_code: str | None = None
    picture_keys: list[str] = []
    video_key: str | None = None
    attributes: list[AttributeOut] = []
    detail: list[BlockIn] = []
    story: str | None = None
    is_returnable: bool = True
    channels: list[Channel] = list(Channel)
    publish_at: Moment | None = None
    role: ProductRole | None = None


class ProductChange(Wire):
    """A change of the version that was read."""

    version: int
    product: ProductIn


class MarginOut(Wire):
    """What is earned on a SKU at its price; ``bps`` in hundredths of a percent of the price."""

    amount: Money
    bps: int

    @classmethod
    def of(cls, margin: Margin) -> MarginOut:
        """On the wire."""
        return cls(amount=margin.amount, bps=margin.bps)


class ProductDetail(Wire):
    """A product complete. ``margins`` are those of its SKUs in their order, ``pictures`` those of ``picture_keys``."""

    id: ProductId
    status: ProductStatus
    version: int
    product: ProductIn
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    list_at: datetime | None
    unlist_at: datetime | None
    pictures: list[Picture]
    margins: list[MarginOut]


class RevisionOut(Wire):
    """What was said in one version."""

    version: int
    changed_at: datetime
    product: ProductIn


class ScheduleIn(Wire):
    """When a product goes on sale and off sale by itself; null is no timer."""

    list_at: Moment | None = None
    unlist_at: Moment | None = None


class RoleIn(Wire):
    """A role for many products; null takes theirs away."""

    product_ids: list[ProductId] = Field(min_length=1, max_length=200)
    role: ProductRole | None = None


class TargetsOut(Wire):
    """The share of turnover aimed at for each role, in bps that make 10000; empty for no aim."""

    shares: dict[ProductRole, int]


class CategoryIn(Wire):
    """A category."""

    name: Name
    parent_id: CategoryId | None = None
    icon_key: str | None = None
    position: int = Field(0, ge=0, le=100_000)


class CategoryNode(Wire):
    """A category with its children; ``products`` counts those below it too."""

    id: CategoryId
    name: str
    icon_key: str | None
    icon: Picture | None
    products: int
    children: list[CategoryNode]


class OrderIn(Wire):
    """The children of a category (null: the roots) in the order wanted."""

    parent_id: CategoryId | None = None
    ids: list[CategoryId] = Field(max_length=1000)


class AttributesIn(Wire):
    """The attributes of a category."""

    items: list[CategoryAttribute] = Field(max_length=60)


class TagOut(Wire):
    """A tag with the number of its products."""

    id: str
    name: str
    products: int


class BrandIn(Wire):
    """A brand."""

    name: Name
    logo_key: str | None = None
    story: str | None = None


class BrandOut(BrandIn):
    """A brand with its id, its logo and the number of its products."""

    id: BrandId
    logo: Picture | None = None
    products: int = 0


class NameIn(Wire):
    """A name."""

    name: Name


class CollectionIn(Wire):
    """A collection by rule."""

    name: Name
    rule: CollectionRule


class RuleIn(Wire):
    """A rule to be tried."""

    rule: CollectionRule


class CollectionPreview(Wire):
    """What a rule shows: how many products on sale, and the first of them."""

    total: int
    items: list[Card]


class CollectionOut(CollectionIn):
    """A collection with its id."""

    id: CollectionId


class Created(Wire):
    """The id of what was made."""

    id: str


class Listed(Wire, Generic[T]):
    """A short list, whole."""

    items: list[T]


def draft_of(body: ProductIn) -> ProductDraft:
    """The draft that a body says. Raises ``SkuWithoutCost``."""
    return ProductDraft(
        code=body.code.strip(),
        title=body.title.strip(),
        category_id=body.category_id,
        skus=tuple(_sku_of(sku) for sku in body.skus),
        axes=tuple(Axis(axis.name, tuple(axis.values)) for axis in body.options),
        kind=body.kind,
        selling_point=body.selling_point.strip(),
        brand_id=body.brand_id,
        tag_ids=tuple(body.tag_ids),
        unit=body.unit,
        tax_code=body.tax_code,
        freight_code=body.freight_code,
        picture_keys=tuple(body.picture_keys),
        video_key=body.video_key,
        attributes=tuple((attribute.name, attribute.value) for attribute in body.attributes),
        detail=tuple(Block(block.kind, block.text, block.picture_key) for block in body.detail),
        story=body.story,
        is_returnable=body.is_returnable,
        channels=tuple(body.channels),
        publish_at=body.publish_at,
        role=body.role,
    )


def _sku_of(sku: SkuIn) -> SkuDraft:
    if sku.cost is None:
        raise SkuWithoutCost(sku=sku.code)
    return SkuDraft(
        sku.code.strip(),
        tuple(sku.options),
        sku.price,
        sku.cost,
        sku.member_price,
        sku.market_price,
        sku.barcode,
        sku.weight_g,
        sku.picture_key,
        sku.is_enabled,
    )


def said(draft: ProductDraft, sku_ids: Sequence[SkuId] = ()) -> ProductIn:
    """A draft as the console says it; ``sku_ids`` are those of its SKUs as far as they are known."""
    return ProductIn(
        code=draft.code,
        title=draft.title,
        category_id=draft.category_id,
        skus=[
            SkuIn(
                id=sku_id,
                code=sku.code,
                options=list(sku.options),
                price=sku.price,
                cost=sku.cost,
                member_price=sku.member_price,
                market_price=sku.market_price,
                barcode=sku.barcode,
                weight_g=sku.weight_g,
                picture_key=sku.picture_key,
                is_enabled=sku.is_enabled,
            )
            for sku_id, sku in zip_longest(sku_ids[: len(draft.skus)], draft.skus)
        ],
        options=[OptionAxis(name=axis.name, values=list(axis.values)) for axis in draft.axes],
        kind=draft.kind,
        selling_point=draft.selling_point,
        brand_id=draft.brand_id,
        tag_ids=list(draft.tag_ids),
        unit=draft.unit,
        tax_code=draft.tax_code,
        freight_code=draft.freight_code,
        picture_keys=list(draft.picture_keys),
        video_key=draft.video_key,
        attributes=[AttributeOut(name=name, value=value) for name, value in draft.attributes],
        detail=[
            BlockIn(kind="text" if block.kind == "text" else "picture", text=block.text, picture_key=block.picture_key)
            for block in draft.detail
        ],
        story=draft.story,
        is_returnable=draft.is_returnable,
        channels=list(draft.channels),
        publish_at=draft.publish_at,
        role=draft.role,
    )


def detail(product: Product) -> ProductDetail:
    """A product as the console reads it; its ``product`` part may be sent back changed."""
    draft = product.draft
    return ProductDetail(
        id=product.id,
        status=product.status,
        version=product.version,
        product=said(draft, product.sku_ids),
        created_at=product.created_at,
        updated_at=product.updated_at,
        published_at=product.published_at,
        list_at=product.list_at,
        unlist_at=product.unlist_at,
        pictures=[Picture.of(key, draft.title) for key in draft.picture_keys],
        margins=[MarginOut.of(margin(sku.price, sku.cost)) for sku in draft.skus],
    )
