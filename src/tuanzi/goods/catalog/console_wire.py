"""What the console sends and receives about products."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints

from tuanzi.goods.catalog.contracts import (
    Axis,
    Block,
    BrandId,
    CategoryId,
    Channel,
    CollectionId,
    CollectionRule,
    Product,
    ProductDraft,
    ProductId,
    ProductKind,
    ProductStatus,
    SkuDraft,
    SkuId,
    TagId,
)
from tuanzi.goods.catalog.errors import SkuWithoutCost
from tuanzi.goods.catalog.wire import AttributeOut, OptionAxis
from tuanzi.kernel.http import Moment, Wire
from tuanzi.kernel.money import Money

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


class ProductChange(Wire):
    """A change of the version that was read."""

    version: int
    product: ProductIn


class ProductRow(Wire):
    """A product in the console's list."""

    id: ProductId
    code: str
    title: str
    status: ProductStatus
    version: int
    updated_at: datetime


class ProductDetail(Wire):
    """A product complete."""

    id: ProductId
    status: ProductStatus
    version: int
    product: ProductIn
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None


class CategoryIn(Wire):
    """A category."""

    name: Name
    parent_id: CategoryId | None = None
    icon_key: str | None = None
    position: int = Field(0, ge=0, le=100_000)


class BrandIn(Wire):
    """A brand."""

    name: Name
    logo_key: str | None = None
    story: str | None = None


class BrandOut(BrandIn):
    """A brand with its id."""

    id: BrandId


class NameIn(Wire):
    """A name."""

    name: Name


class CollectionIn(Wire):
    """A collection by rule."""

    name: Name
    rule: CollectionRule


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


def detail(product: Product) -> ProductDetail:
    """A product as the console reads it; its ``product`` part may be sent back changed."""
    draft = product.draft
    said = ProductIn(
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
            for sku_id, sku in zip(product.sku_ids, draft.skus, strict=True)
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
    )
    return ProductDetail(
        id=product.id,
        status=product.status,
        version=product.version,
        product=said,
        created_at=product.created_at,
        updated_at=product.updated_at,
        published_at=product.published_at,
    )
