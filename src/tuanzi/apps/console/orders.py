"""The console's list of orders with its filters, its tabs, and what the packing desk prints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import Field

from tuanzi.apps.console.order_filters import OrderFilters, listing_of
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.kernel.http.page import BadCursor
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.kernel.pictures import Picture
from tuanzi.kernel.scope import Scope
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Member, MemberId
from tuanzi.people.accounts.http import Avatar, avatar_out
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import Parcel
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import SHIP_WITHIN_H, Order, OrderId, State
from tuanzi.trade.orders.http import ConsoleOrderCard, console_card

console = Router(tags=["orders"])
COUNTED_MAX = 999
PICKED_MAX = 200
TABS: dict[str, orders.OrderListing] = {
    "awaiting_payment": orders.OrderListing(states=(State.AWAITING_PAYMENT,)),
    "waiting": orders.OrderListing(states=(State.WAITING,)),
    "to_ship": orders.OrderListing(states=(State.PREPARING,), delivery="ship"),
    "to_prepare": orders.OrderListing(states=(State.PREPARING,), delivery="pickup"),
    "overdue": orders.OrderListing(is_overdue=True),
    "shipped": orders.OrderListing(states=(State.SHIPPED,)),
    "ready_for_pickup": orders.OrderListing(states=(State.READY_FOR_PICKUP,)),
}
"""The tabs whose numbers tell somebody what to do; the client filters by the same words."""


class MemberBrief(Wire):
    """Who it is, in a row."""

    id: MemberId
    nickname: str
    avatar: Avatar | None
    level: int
    phone: str | None

    @classmethod
    def of(cls, member: Member) -> MemberBrief:
        """As everybody in the house may see them: the phone masked."""
        return cls(
            id=member.id,
            nickname=member.nickname,
            avatar=avatar_out(member.avatar_key, member.nickname),
            level=member.level,
            phone=member.phone_masked,
        )


class RowParcel(Wire):
    """A parcel in a row."""

    carrier: str
    carrier_name: str
    waybill: str


class OrderRow(ConsoleOrderCard):
    """An order in the list, with its buyer, parcels and newest note."""

    buyer: MemberBrief | None
    sharer: MemberBrief | None
    parcels: list[RowParcel]
    note: str | None
    is_overdue: bool


class OrderQuery(OrderFilters):
    """Filters, and where in which order the reader stands."""

    sort: str | None = Field(None, max_length=40)
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(20, ge=1, le=100)


class TabCounts(Wire):
    """How many orders stand behind each tab; 1000 means more than 999."""

    awaiting_payment: int
    waiting: int
    to_ship: int
    to_prepare: int
    overdue: int
    shipped: int
    ready_for_pickup: int


class PickSku(Wire):
    """How many of one sku to take from the shelf."""

    sku_id: SkuId
    code: str
    title: str
    options: list[str]
    picture: Picture | None
    quantity: int
    orders: int


class PickLine(Wire):
    """So many of what."""

    code: str
    title: str
    options: list[str]
    quantity: int


class PickOrder(Wire):
    """What goes into one parcel."""

    id: OrderId
    number: str
    lines: list[PickLine]
    remark: str
    note: str | None


class PickingList(Wire):
    """What to take from the shelves, and how it divides into parcels. Only what is paid and not sent; refunded units are not in it."""

    at: datetime
    skus: list[PickSku]
    orders: list[PickOrder]


def is_overdue(order: Order) -> bool:
    """Whether it should have gone off by now."""
    return order.state is State.PREPARING and order.paid_at is not None and order.paid_at < clock.now() - timedelta(hours=SHIP_WITHIN_H)


@console.get("/orders", access=staff("orders.read", "own"), errors=[BadCursor, BadSort])
async def list_all_orders(call: Call, wish: Annotated[OrderQuery, Query()]) -> Listed[OrderRow]:
    """Orders within the reader's scope. Sorts: ``placed``, ``paid``, ``payable``, ``number``, with a minus in front for the largest first."""
    listing = await listing_of(call.tx, wish, call.scope)
    place = orders.SORTING.place(wish.sort, wish.cursor)
    (found, following), count = await call.tx.together(
        orders.search(call.tx, listing, place, wish.limit, with_address=True), orders.count(call.tx, listing)
    )
    return Listed[OrderRow].of(await _rows(call.tx, found, call.language), following, count)


async def _rows(tx: Tx, found: list[Order], language: str) -> list[OrderRow]:
    people = {order.member_id for order in found} | {order.attribution.sharer_id for order in found if order.attribution}
    ids = [order.id for order in found]
    members, parcels, notes = await tx.together(
        accounts.get_many(tx, [each for each in people if each]), fulfilment.parcels_of(tx, ids), orders.last_notes(tx, ids)
    )

    def brief(member_id: MemberId | None) -> MemberBrief | None:
        member = members.get(member_id) if member_id else None
        return MemberBrief.of(member) if member else None

    return [
        OrderRow(
            **dict(console_card(order, language)),
            buyer=brief(order.member_id),
            sharer=brief(order.attribution.sharer_id if order.attribution else None),
            parcels=[_parcel(parcel, language) for parcel in parcels.get(order.id, [])],
            note=notes.get(order.id),
            is_overdue=is_overdue(order),
        )
        for order in found
    ]


def _parcel(parcel: Parcel, language: str) -> RowParcel:
    return RowParcel(carrier=parcel.carrier, carrier_name=fulfilment.carrier_name(parcel.carrier, language), waybill=parcel.waybill)


@console.get("/orders/counts", access=staff("orders.read", "own"))
async def count_tabs(call: Call) -> TabCounts:
    """The numbers beside the tabs."""
    return TabCounts(**await orders.counts(call.tx, await tabs_within(call.tx, call.scope), COUNTED_MAX))


async def tabs_within(tx: Tx, scope: Scope) -> dict[str, orders.OrderListing]:
    """The tabs, kept to what the reader may see."""
    within = await orders.within(tx, scope)
    return {name: replace(listing, within=within) for name, listing in TABS.items()}


@console.get("/picking-list", access=staff("orders.ship", "own"))
async def show_picking_list(call: Call, order_id: Annotated[list[OrderId], Query(min_length=1, max_length=PICKED_MAX)]) -> PickingList:
    """What the packing desk takes from the shelves for these orders."""
    own = await orders.admitted(call.tx, call.scope, order_id)
    by_id = await orders.get_many(call.tx, sorted(own))
    found = [by_id[each] for each in dict.fromkeys(order_id) if each in by_id and by_id[each].state is State.PREPARING]
    notes = await orders.last_notes(call.tx, [order.id for order in found])
    skus: dict[SkuId, PickSku] = {}
    parts: dict[OrderId, list[PickLine]] = defaultdict(list)
    for order in found:
        for line in order.lines:
            shown, left = line.snapshot, line.quantity - line.refunded_quantity
            if not left:
                continue
            parts[order.id].append(PickLine(code=shown.code, title=shown.title, options=list(shown.options), quantity=left))
            before = skus.get(line.sku_id)
            skus[line.sku_id] = PickSku(
                sku_id=line.sku_id,
                code=shown.code,
                title=shown.title,
                options=list(shown.options),
                picture=Picture.of_optional(shown.picture_key, shown.title),
                quantity=left + (before.quantity if before else 0),
                orders=1 + (before.orders if before else 0),
            )
    return PickingList(
        at=clock.now(),
        skus=sorted(skus.values(), key=lambda each: (each.code, each.title)),
        orders=[
            PickOrder(id=order.id, number=order.number, lines=parts[order.id], remark=order.remark, note=notes.get(order.id))
            for order in found
            if parts[order.id]
        ],
    )
