"""Orders over HTTP: the shopper's own, and the console's list, detail and refunds."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from tuanzi.kernel.http import Call, Page, Router, Wire, decode_cursor, encode_cursor, member, staff
from tuanzi.kernel.http.page import BadCursor
from tuanzi.kernel.money import MINOR_MAX, Money
from tuanzi.money.payments.errors import RefundExceedsPaid, RefundKeyConflict
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import (
    LINES_MAX,
    QUANTITY_MAX,
    REASON_LENGTH_MAX,
    OrderId,
    OrderLineId,
    OrderListing,
    RefundLine,
    RefundTo,
    StaffActor,
    State,
)
from tuanzi.trade.orders.errors import MoveRefused, OrderHeld, OrderNotFound, RefundEmpty, RefundTooLarge
from tuanzi.trade.orders.wire import (
    ConsoleOrderCard,
    ConsoleOrderOut,
    OrderCard,
    OrderOut,
    card,
    console_card,
    console_order_out,
    order_out,
)

__all__ = ["ConsoleOrderOut", "OrderOut", "console", "order_out", "shop"]

shop = Router(prefix="/orders", tags=["orders"])
console = Router(prefix="/orders", tags=["orders"])

Limit = Annotated[int, Query(ge=1, le=100)]
Tab = Literal["all", "awaiting_payment", "waiting", "preparing", "shipped", "received", "closed"]
TABS: dict[Tab, tuple[State, ...]] = {
    "all": (),
    "awaiting_payment": (State.AWAITING_PAYMENT,),
    "waiting": (State.WAITING,),
    "preparing": (State.PREPARING,),
    "shipped": (State.SHIPPED, State.READY_FOR_PICKUP),
    "received": (State.RECEIVED, State.COMPLETED),
    "closed": (State.CLOSED,),
}
"""The tabs of the shopper's list; goods that wait at the pickup point are on their way, too."""


class CancelIn(Wire):
    """Why the buyer changed their mind, if they say so."""

    reason: str = Field("", max_length=REASON_LENGTH_MAX)


class RefundLineIn(Wire):
    """So many units of one line."""

    line_id: OrderLineId
    quantity: int = Field(ge=1, le=QUANTITY_MAX)


class RefundIn(Wire):
    """``lines``, or an ``amount`` in minor units spread over the order; neither means everything that is left."""

    lines: list[RefundLineIn] | None = Field(None, min_length=1, max_length=LINES_MAX)
    amount: int | None = Field(None, ge=1, le=MINOR_MAX)
    reason: str = Field(min_length=1, max_length=REASON_LENGTH_MAX)
    to: RefundTo = "gateway"


def _before(cursor: str | None) -> OrderId | None:
    key = decode_cursor(cursor, 1)
    try:
        return OrderId.parse(key[0]) if key else None
    except (AttributeError, ValueError) as error:
        raise BadCursor from error


@shop.get("", access=member())
async def list_orders(call: Call, state: Tab = "all", cursor: str | None = None, limit: Limit = 20) -> Page[OrderCard]:
    """My orders, newest first, by tab."""
    orders = await api.list_for(call.tx, MemberId.of(call.member_id), TABS[state], _before(cursor), limit)
    following = encode_cursor(str(orders[-1].id)) if len(orders) == limit else None
    return Page(items=[card(order, call.language) for order in orders], next=following)


@shop.get("/{order_id}", access=member(), errors=[OrderNotFound])
async def show_order(call: Call, order_id: OrderId) -> OrderOut:
    """One of my orders, whole."""
    return order_out(await api.page_for(call.tx, MemberId.of(call.member_id), order_id, call.language), call.language)


@shop.post("/{order_id}/cancel", access=member(), idempotent=True, errors=[OrderNotFound, OrderHeld, MoveRefused])
async def cancel_order(call: Call, order_id: OrderId, body: CancelIn) -> OrderOut:
    """Cancel what is unpaid, or get everything back for what nobody prepares yet; not while a team counts on it."""
    member_id = MemberId.of(call.member_id)
    await api.cancel(call.tx, member_id, order_id, body.reason)
    return order_out(await api.page_for(call.tx, member_id, order_id, call.language), call.language)


@shop.post("/{order_id}/receive", access=member(), idempotent=True, errors=[OrderNotFound, OrderHeld, MoveRefused])
async def receive_order(call: Call, order_id: OrderId) -> OrderOut:
    """I have it. The after-sale window begins."""
    member_id = MemberId.of(call.member_id)
    await api.receive(call.tx, member_id, order_id)
    return order_out(await api.page_for(call.tx, member_id, order_id, call.language), call.language)


@console.get("", access=staff("orders.read"))
async def list_all_orders(
    call: Call,
    state: Annotated[list[State] | None, Query(max_length=8)] = None,
    number: Annotated[str | None, Query(pattern=r"^\d{1,18}$")] = None,
    member_id: MemberId | None = None,
    cursor: str | None = None,
    limit: Limit = 20,
) -> Page[ConsoleOrderCard]:
    """Orders of everybody, newest first; ``number`` from its beginning."""
    listing = OrderListing(tuple(state or ()), number, member_id)
    orders = await api.search(call.tx, listing, _before(cursor), limit)
    following = encode_cursor(str(orders[-1].id)) if len(orders) == limit else None
    return Page(items=[console_card(order, call.language) for order in orders], next=following)


@console.get("/{order_id}", access=staff("orders.read"), errors=[OrderNotFound])
async def show_any_order(call: Call, order_id: OrderId) -> ConsoleOrderOut:
    """One order, whole, with what only staff may see."""
    return console_order_out(await api.page(call.tx, order_id, call.language), call.language)


@console.post(
    "/{order_id}/refunds",
    access=staff("orders.refund"),
    idempotent=True,
    status_code=201,
    errors=[OrderNotFound, MoveRefused, RefundEmpty, RefundTooLarge, RefundExceedsPaid, RefundKeyConflict],
)
async def refund_order(call: Call, order_id: OrderId, body: RefundIn) -> ConsoleOrderOut:
    """Give money back: units of lines at exactly what they cost, a sum, or everything that is left."""
    lines = [RefundLine(each.line_id, quantity=each.quantity) for each in body.lines] if body.lines is not None else None
    amount = Money(body.amount) if body.amount is not None else None
    actor = StaffActor(StaffId.of(call.staff_id), call.ip, call.request_id)
    key = f"{order_id}:staff:{call.request.headers['idempotency-key']}"
    await api.refund_by_staff(call.tx, order_id, lines, amount, body.reason, body.to, key, actor)
    return console_order_out(await api.page(call.tx, order_id, call.language), call.language)
