"""The cart over HTTP. Before sign-in it belongs to the X-Visitor header, which only its own client knows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.http import Call, CallContext, Router, Wire, anyone
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import api
from tuanzi.trade.cart.contracts import QUANTITY_MAX, CartLine, CartLineId, Delivery, LineState, Owner
from tuanzi.trade.cart.errors import BadQuantity, CartFull, LineNotFound, NotForSale, VisitorUnknown

shop = Router(prefix="/cart", tags=["cart"])


class CartLineOut(Wire):
    """A line with today's price beside the price when it was added."""

    id: CartLineId
    product_id: ProductId
    sku_id: SkuId
    title: str
    options: list[str]
    picture: Picture | None
    quantity: int
    is_selected: bool
    price: Money
    added_price: Money
    available: int
    state: LineState


class GroupOut(Wire):
    """Lines that reach the shopper in the same way: one order."""

    delivery: Literal["ship", "pickup"]
    line_ids: list[CartLineId]


class CartOut(Wire):
    """The whole cart, newest first."""

    lines: list[CartLineOut]
    groups: list[GroupOut]
    selected_total: Money
    count: int


class AddIn(Wire):
    """So many more of a sku."""

    sku_id: SkuId
    quantity: int = Field(1, ge=1, le=QUANTITY_MAX)
    delivery: Delivery = "ship"


class ChangeIn(Wire):
    """A new quantity, or the tick."""

    quantity: int | None = Field(None, ge=1, le=QUANTITY_MAX)
    is_selected: bool | None = None


def _owner(call: CallContext) -> Owner:
    if call.member_id_or_none is not None:
        return Owner(member_id=MemberId.of(call.member_id_or_none))
    if call.visitor_id is None:
        raise VisitorUnknown
    return Owner(visitor_id=call.visitor_id)


def _line(line: CartLine) -> CartLineOut:
    return CartLineOut(
        id=line.id,
        product_id=line.product_id,
        sku_id=line.sku_id,
        title=line.title,
        options=list(line.options),
        picture=Picture.of_optional(line.picture_key, line.title),
        quantity=line.quantity,
        is_selected=line.is_selected,
        price=line.price,
        added_price=line.added_price,
        available=line.available,
        state=line.state,
    )


async def _show(call: CallContext, owner: Owner) -> CartOut:
    cart = await api.show(call.tx, owner)
    groups = [GroupOut(delivery=way, line_ids=[line.id for line in lines]) for way, lines in api.groups(cart.lines)]
    return CartOut(lines=[_line(line) for line in cart.lines], groups=groups, selected_total=cart.selected_total, count=cart.count)


@shop.get("", access=anyone(), errors=[VisitorUnknown])
async def show_cart(call: Call) -> CartOut:
    """My cart, with what changed since."""
    return await _show(call, _owner(call))


@shop.post("/lines", access=anyone(), errors=[VisitorUnknown, NotForSale, CartFull, BadQuantity])
async def add_line(call: Call, body: AddIn) -> CartOut:
    """Put something into the cart."""
    owner = _owner(call)
    await api.add(call.tx, owner, body.sku_id, body.quantity, body.delivery)
    return await _show(call, owner)


@shop.patch("/lines/{line_id}", access=anyone(), errors=[VisitorUnknown, LineNotFound, BadQuantity])
async def change_line(call: Call, line_id: CartLineId, body: ChangeIn) -> CartOut:
    """Change the quantity, which accepts today's price, or the tick."""
    owner = _owner(call)
    await api.change(call.tx, owner, line_id, quantity=body.quantity, is_selected=body.is_selected)
    return await _show(call, owner)


@shop.delete("/lines/{line_id}", access=anyone(), errors=[VisitorUnknown, LineNotFound])
async def remove_line(call: Call, line_id: CartLineId) -> CartOut:
    """Take something out."""
    owner = _owner(call)
    await api.remove(call.tx, owner, line_id)
    return await _show(call, owner)
