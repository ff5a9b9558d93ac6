"""What others may know about carts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId

LINES_MAX = 100
QUANTITY_MAX = 999
VISITOR_DAYS = 60
"""A visitor's cart nobody touched for so long is thrown away."""

LineState = Literal["ok", "price_changed", "short", "sold_out", "off_sale"]
Delivery = Literal["ship", "pickup"]


class CartLineId(Id, prefix="crt"):
    """One line of a cart."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose cart: a member's, or before sign-in a visitor's. Exactly one is set."""

    member_id: MemberId | None = None
    visitor_id: str | None = None

    def __post_init__(self) -> None:
        if (self.member_id is None) == (self.visitor_id is None):
            raise ValueError("a cart belongs to a member or to a visitor")


@dataclass(frozen=True, slots=True)
class CartLine:
    """A line with the live price and stock beside the price at which it was added."""

    id: CartLineId
    sku_id: SkuId
    product_id: ProductId
    title: str
    options: tuple[str, ...]
    picture_key: str | None
    quantity: int
    is_selected: bool
    price: Money
    added_price: Money
    available: int
    state: LineState
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Cart:
    """The whole cart, newest line first. ``selected_total`` counts selected lines that can be bought as they are."""

    lines: tuple[CartLine, ...]
    selected_total: Money
    count: int
