"""What the list of orders may be narrowed by, on the wire, and how a wish that concerns several domains is resolved."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from pydantic import Field

from tuanzi.deals.groupbuy.contracts import KIND, ActivityId, TeamId
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Moment, Wire
from tuanzi.kernel.money import MINOR_MAX
from tuanzi.kernel.scope import Scope
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AddressPhoneInvalid, PhoneInvalid
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Delivery, Flag, OrderId, State

FOUND_MAX = 200
"""Products or parcels that a text may stand for."""
MOBILE = re.compile(r"1[3-9]\d{9}")
NUMBER = re.compile(r"\d{1,18}")
WAYBILL = re.compile(r"(?=.*\d)[A-Za-z0-9-]{6,40}")
NONE = (OrderId.parse("ord_" + "0" * 26),)
"""Finds nothing."""


class OrderFilters(Wire):
    """Every part narrows. ``q`` is one field for all: an order number or its beginning, a phone, a waybill, an id, words of a title."""

    q: str | None = Field(None, max_length=60)
    state: list[State] = Field(default_factory=list, max_length=8)
    number: str | None = Field(None, pattern=r"^\d{1,18}$")
    member_id: MemberId | None = None
    buyer_phone: str | None = Field(None, max_length=30)
    receiver_phone: str | None = Field(None, max_length=30)
    hold_reason: str | None = Field(None, max_length=40)
    team_id: TeamId | None = None
    activity_id: ActivityId | None = None
    delivery: Delivery | None = None
    placed_since: Moment | None = None
    placed_until: Moment | None = None
    paid_since: Moment | None = None
    paid_until: Moment | None = None
    payable_min: int | None = Field(None, ge=0, le=MINOR_MAX)
    payable_max: int | None = Field(None, ge=0, le=MINOR_MAX)
    product_id: ProductId | None = None
    sku_id: SkuId | None = None
    sharer_id: MemberId | None = None
    carrier: str | None = Field(None, max_length=40)
    waybill: str | None = Field(None, max_length=60)
    flag: Flag | None = None
    refund: Literal["any", "none"] | None = None
    note: Literal["any", "none"] | None = None
    overdue: bool = False


async def listing_of(tx: Tx, wish: OrderFilters, scope: Scope) -> orders.OrderListing:
    """The wish as orders understands it, kept to the scope; what concerns another domain is asked there first."""
    listing = orders.OrderListing(
        states=tuple(wish.state),
        number=wish.number,
        member_id=wish.member_id,
        hold_reason=wish.hold_reason,
        team_id=str(wish.team_id) if wish.team_id else None,
        offer=(KIND, str(wish.activity_id)) if wish.activity_id else None,
        delivery=wish.delivery,
        placed_since=wish.placed_since,
        placed_until=wish.placed_until,
        paid_since=wish.paid_since,
        paid_until=wish.paid_until,
        payable_min=wish.payable_min,
        payable_max=wish.payable_max,
        product_id=wish.product_id,
        sku_id=wish.sku_id,
        sharer_id=wish.sharer_id,
        carrier=wish.carrier,
        flag=wish.flag,
        has_refund=None if wish.refund is None else wish.refund == "any",
        has_note=None if wish.note is None else wish.note == "any",
        is_overdue=wish.overdue,
        within=await orders.within(tx, scope),
    )
    if wish.buyer_phone:
        member_id = await _buyer(tx, wish.buyer_phone)
        listing = replace(listing, member_id=member_id) if member_id else replace(listing, order_ids=NONE)
    if wish.receiver_phone:
        phone = _contact(wish.receiver_phone)
        listing = replace(listing, receiver_phone=phone) if phone else replace(listing, order_ids=NONE)
    if wish.waybill:
        listing = replace(listing, order_ids=tuple(await fulfilment.find_by_waybill(tx, wish.waybill.upper(), FOUND_MAX)))
    return await _with_text(tx, listing, wish.q.strip()) if wish.q and wish.q.strip() else listing


async def _with_text(tx: Tx, listing: orders.OrderListing, text: str) -> orders.OrderListing:
    if text.startswith("ord_"):
        return replace(listing, order_ids=(_order_id(text),))
    if MOBILE.fullmatch(text) or text.startswith("+86"):
        phone = _contact(text)
        return replace(listing, of_phone=(await _buyer(tx, text), phone)) if phone else replace(listing, order_ids=NONE)
    by_waybill: list[OrderId] = await fulfilment.find_by_waybill(tx, text.upper(), FOUND_MAX) if WAYBILL.fullmatch(text) else []
    if by_waybill:
        return replace(listing, order_ids=tuple(by_waybill))
    if NUMBER.fullmatch(text):
        return replace(listing, number=text)
    return replace(listing, product_ids=tuple(await catalog.find_by_title(tx, text, FOUND_MAX)))


def _order_id(text: str) -> OrderId:
    try:
        return OrderId.parse(text)
    except ValueError:
        return NONE[0]


async def _buyer(tx: Tx, phone: str) -> MemberId | None:
    try:
        return await accounts.find_by_phone(tx, accounts.normal_phone(phone))
    except PhoneInvalid:
        return None


def _contact(phone: str) -> str | None:
    try:
        return accounts.normal_contact(phone)
    except AddressPhoneInvalid:
        return None
