"""The catalogue on the wire. Pages are sent as bytes made by ``listing``; these models document them and are tested against them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from tuanzi.goods.catalog.contracts import BrandId, CategoryId, ProductId, ProductStatus, SkuId
from tuanzi.kernel.http import Wire
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture


class OfferCardOut(Wire):
    """The best live offer of a product."""

    kind: Literal["groupbuy"]
    activity_id: str
    size: int
    price: Money
    ends_at: datetime


class Card(Wire):
    """A product in a list."""

    id: ProductId
    title: str
    selling_point: str
    picture: Picture | None
    price: Money
    market_price: Money | None
    """What the manufacturer suggests; shown only under that name, never struck through."""
    struck_price: Money | None
    """The lowest price really paid in the 7 days before the present price began, where it is above it; computed, never typed."""
    sold: int
    offer: OfferCardOut | None
    is_sold_out: bool


class CategoryOut(Wire):
    """A category with its children."""

    id: CategoryId
    name: str
    icon: Picture | None
    children: list[CategoryOut]


class CategoriesOut(Wire):
    """The tree of categories."""

    items: list[CategoryOut]


class CategoryRef(Wire):
    """A category by name."""

    id: CategoryId
    name: str


class BrandRef(Wire):
    """A brand by name."""

    id: BrandId
    name: str


class OptionAxis(Wire):
    """What the shopper chooses along one axis."""

    name: str
    values: list[str]


class SkuOut(Wire):
    """One combination of options."""

    id: SkuId
    code: str
    options: list[str]
    price: Money
    member_price: Money | None
    market_price: Money | None
    """What the manufacturer suggests; shown only under that name, never struck through."""
    struck_price: Money | None
    """The lowest price really paid in the 7 days before the present price began, where it is above it; computed, never typed."""
    lowest_price: Money | None
    """The lowest price asked in the 30 days before the present one, wherever there is a struck one."""
    available: int
    picture: Picture | None
    weight_g: int


class AttributeOut(Wire):
    """One line of the specification."""

    name: str
    value: str


class BlockOut(Wire):
    """A piece of the detail page."""

    kind: Literal["text", "picture"]
    text: str | None
    picture: Picture | None


class FreightOut(Wire):
    """What delivery costs, in words; ``free_from`` is the amount from which it is free."""

    label: str
    free_from: Money | None


class ShareOut(Wire):
    """Words for sharing."""

    title: str
    text: str


class ProductOut(Wire):
    """A product page."""

    id: ProductId
    title: str
    selling_point: str
    pictures: list[Picture]
    video: str | None
    category: CategoryRef
    brand: BrandRef | None
    unit: str
    options: list[OptionAxis]
    skus: list[SkuOut]
    attributes: list[AttributeOut]
    detail: list[BlockOut]
    story: str | None
    is_returnable: bool
    share: ShareOut
    sold: int
    status: ProductStatus
    freight: FreightOut
    offers: list[dict[str, Any]]
