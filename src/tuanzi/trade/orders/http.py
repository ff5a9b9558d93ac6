"""Orders over HTTP: the shopper's own, and the console's list, detail and refunds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from tuanzi.kernel.http import Call, CallContext, Page, Router, Wire, decode_cursor, encode_cursor, member, staff
from tuanzi.kernel.http.page import BadCursor
from tuanzi.kernel.money import MINOR_MAX, Money
from tuanzi.money.payments.errors import RefundExceedsPaid, RefundKeyConflict
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AddressPhoneInvalid, RegionUnknown
from tuanzi.trade.orders import api
from tuanzi.trade.orders.console_wire import ConsoleOrderCard, ConsoleOrderOut, clear, console_card, console_order_out
from tuanzi.trade.orders.contracts import (
    LINES_MAX,
    NOTE_LENGTH_MAX,
    QUANTITY_MAX,
    REASON_LENGTH_MAX,
    SLIPS_MAX,
    Flag,
    NewAddress,
    NoteId,
    OrderId,
    OrderLineId,
    RefundLine,
    RefundTo,
    StaffActor,
    State,
)
from tuanzi.trade.orders.errors import MoveRefused, NotesFull, OrderHeld, OrderNotFound, RefundEmpty, RefundTooLarge
from tuanzi.trade.orders.wire import AddressOut, OrderCard, OrderOut, card, order_out

__all__ = [
    "ConsoleOrderCard",
    "ConsoleOrderOut",
    "NoteOut",
    "OrderOut",
    "console",
    "console_card",
    "console_order_out",
    "order_out",
    "shop",
]

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
    """So many units of one line, or a sum of money of it in minor units."""

    line_id: OrderLineId
    quantity: int | None = Field(None, ge=1, le=QUANTITY_MAX)
    amount: int | None = Field(None, ge=1, le=MINOR_MAX)


class WhatIn(Wire):
    """``lines``, or an ``amount`` in minor units spread over the order; neither means everything that is left."""

    lines: list[RefundLineIn] | None = Field(None, min_length=1, max_length=LINES_MAX)
    amount: int | None = Field(None, ge=1, le=MINOR_MAX)

    @property
    def asked_lines(self) -> list[RefundLine] | None:
        """The lines as the verb takes them."""
        if self.lines is None:
            return None
        return [RefundLine(each.line_id, each.quantity, Money(each.amount) if each.amount is not None else None) for each in self.lines]

    @property
    def asked_amount(self) -> Money | None:
        """The sum as the verb takes it."""
        return Money(self.amount) if self.amount is not None else None


class RefundIn(WhatIn):
    """What to give back, why, and where to."""

    reason: str = Field(min_length=1, max_length=REASON_LENGTH_MAX)
    to: RefundTo = "gateway"


class ShareOut(Wire):
    """What a refund takes back from one line."""

    line_id: OrderLineId
    quantity: int
    amount: Money


class PreviewOut(Wire):
    """What a refund would do. ``left``: what could still be refunded afterwards; ``closes``: the order ends and its stock is free."""

    lines: list[ShareOut]
    freight: Money
    amount: Money
    left: Money
    is_whole: bool
    closes: bool


class RevealIn(Wire):
    """Why somebody needs to know."""

    reason: str = Field(min_length=1, max_length=REASON_LENGTH_MAX)


class SlipsIn(RevealIn):
    """Whose packing slips to print, and why the receivers are needed."""

    order_ids: list[OrderId] = Field(min_length=1, max_length=SLIPS_MAX)


class SlipOut(Wire):
    """Whom and where one parcel goes to."""

    order_id: OrderId
    address: AddressOut


class SlipsOut(Wire):
    """Slips of those orders that are sent somewhere."""

    items: list[SlipOut]


class RevealedOut(Wire):
    """The receiver in clear; None for pickup."""

    address: AddressOut | None


class NoteIn(Wire):
    """What to write down."""

    text: str = Field(min_length=1, max_length=NOTE_LENGTH_MAX)


class NoteOut(Wire):
    """A note of a staff member."""

    id: NoteId
    staff_id: StaffId
    text: str
    at: datetime


class CloseIn(Wire):
    """Why the house closes it."""

    reason: str = Field(min_length=1, max_length=REASON_LENGTH_MAX)


class AddressIn(Wire):
    """Where to send it instead."""

    name: str = Field(min_length=1, max_length=30)
    phone: str = Field(min_length=1, max_length=30)
    region_code: str = Field(pattern=r"^\d{6}$")
    detail: str = Field(min_length=1, max_length=200)


class FlagIn(Wire):
    """A colour; null takes the mark away."""

    flag: Flag | None


def _actor(call: CallContext) -> StaffActor:
    return StaffActor(StaffId.of(call.staff_id), call.ip, call.request_id)


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


@console.post(
    "/{order_id}/refunds",
    access=staff("orders.refund", "own"),
    idempotent=True,
    status_code=201,
    errors=[OrderNotFound, MoveRefused, RefundEmpty, RefundTooLarge, RefundExceedsPaid, RefundKeyConflict],
)
async def refund_order(call: Call, order_id: OrderId, body: RefundIn) -> ConsoleOrderOut:
    """Give money back: units of lines at exactly what they cost, a sum, or everything that is left."""
    key = f"{order_id}:staff:{call.request.headers['idempotency-key']}"
    await api.refund_by_staff(call.tx, order_id, body.asked_lines, body.asked_amount, body.reason, body.to, key, _actor(call))
    return console_order_out(await api.page(call.tx, order_id, call.language), call.language)


@console.post(
    "/{order_id}/refunds/preview",
    access=staff("orders.refund", "own"),
    writes=False,
    errors=[OrderNotFound, MoveRefused, RefundEmpty, RefundTooLarge],
)
async def preview_refund(call: Call, order_id: OrderId, body: WhatIn) -> PreviewOut:
    """What a refund would do if it were made now."""
    found = await api.preview_refund(call.tx, order_id, body.asked_lines, body.asked_amount)
    return PreviewOut(
        lines=[ShareOut(line_id=each.line_id, quantity=each.quantity, amount=each.amount) for each in found.shares],
        freight=found.freight,
        amount=found.amount,
        left=found.left,
        is_whole=found.is_whole,
        closes=found.closes,
    )


@console.post("/{order_id}/reveal", access=staff("orders.reveal", "own"), errors=[OrderNotFound])
async def reveal_receiver(call: Call, order_id: OrderId, body: RevealIn) -> RevealedOut:
    """The receiver in clear. Who looked, when and why is kept in the audit log."""
    address = await api.reveal(call.tx, order_id, body.reason, _actor(call))
    return RevealedOut(address=clear(address) if address else None)


@console.post("/packing-slips", access=staff("orders.reveal", "own"))
async def print_slips(call: Call, body: SlipsIn) -> SlipsOut:
    """Receivers of several orders in clear, for their packing slips. Each look is kept in the audit log."""
    own = await api.admitted(call.tx, call.scope, body.order_ids)
    found = await api.reveal_many(call.tx, [each for each in body.order_ids if each in own], body.reason, _actor(call))
    return SlipsOut(items=[SlipOut(order_id=order_id, address=clear(address)) for order_id, address in found.items()])


@console.post("/{order_id}/notes", access=staff("orders.note", "own"), status_code=201, errors=[OrderNotFound, NotesFull])
async def add_note(call: Call, order_id: OrderId, body: NoteIn) -> NoteOut:
    """Write something on an order for colleagues."""
    note = await api.add_note(call.tx, order_id, body.text, _actor(call))
    return NoteOut(id=note.id, staff_id=note.staff_id, text=note.text, at=note.at)


@console.put("/{order_id}/flag", access=staff("orders.note", "own"), status_code=204, errors=[OrderNotFound])
async def set_flag(call: Call, order_id: OrderId, body: FlagIn) -> None:
    """Mark an order with a colour, or take the mark away."""
    await api.set_flag(call.tx, order_id, body.flag, _actor(call))


@console.post("/{order_id}/close", access=staff("orders.change", "own"), status_code=204, errors=[OrderNotFound, MoveRefused])
async def close_order(call: Call, order_id: OrderId, body: CloseIn) -> None:
    """Close an order that nobody has paid; its stock is free again."""
    await api.close_by_staff(call.tx, order_id, body.reason, _actor(call))


@console.put(
    "/{order_id}/address",
    access=staff("orders.change", "own"),
    status_code=204,
    errors=[OrderNotFound, MoveRefused, RegionUnknown, AddressPhoneInvalid],
)
async def change_address(call: Call, order_id: OrderId, body: AddressIn) -> None:
    """Send an order that has not gone off somewhere else. What the carriage costs stays as agreed."""
    await api.change_address(call.tx, order_id, NewAddress(**dict(body)), _actor(call))
