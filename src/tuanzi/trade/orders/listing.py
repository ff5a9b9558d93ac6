"""What staff may ask of the list of orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import Delivery, Flag, OrderId, State


@dataclass(frozen=True, slots=True)
class Within:
    """Orders of these members, and orders that leave from these places; ``is_default``: also those that name no place."""

    members: tuple[UUID, ...]
    places: tuple[UUID, ...]
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderListing:
    """Filters of the console's list; None = any. ``number`` matches from its beginning, periods include their beginning only.

    ``receiver_phone`` is a number as a courier dials it; ``team_id`` the reference of a hold; ``offer`` the source and reference of an
    adjustment; ``order_ids`` what a domain above has found already; ``of_phone``: this buyer's, or to a receiver with this phone;
    ``is_overdue``: not sent ``SHIP_WITHIN_H`` after it was paid; ``within``: what the reader may see at all.
    """

    states: tuple[State, ...] = ()
    number: str | None = None
    member_id: MemberId | None = None
    hold_reason: str | None = None
    team_id: str | None = None
    offer: tuple[str, str] | None = None
    delivery: Delivery | None = None
    placed_since: datetime | None = None
    placed_until: datetime | None = None
    paid_since: datetime | None = None
    paid_until: datetime | None = None
    payable_min: int | None = None
    payable_max: int | None = None
    receiver_phone: str | None = None
    product_id: ProductId | None = None
    sku_id: SkuId | None = None
    sharer_id: MemberId | None = None
    flag: Flag | None = None
    has_refund: bool | None = None
    has_note: bool | None = None
    is_overdue: bool = False
    order_ids: tuple[OrderId, ...] | None = None
    product_ids: tuple[ProductId, ...] | None = None
    of_phone: tuple[MemberId | None, str] | None = None
    carrier: str | None = None
    within: Within | None = None


@dataclass(frozen=True, slots=True)
class OfferMoney:
    """What an offer's orders come to: how many were paid, what was paid for them, what of it went back."""

    orders: int
    paid: Money
    refunded: Money


@dataclass(frozen=True, slots=True)
class SalesHour:
    """One hour of a day: how many orders were paid, and how much."""

    orders: int
    paid: Money


@dataclass(frozen=True, slots=True)
class SalesDay:
    """A day: what was paid up to the same time as now, and each of its hours."""

    orders: int
    paid: Money
    hours: tuple[SalesHour, ...]
