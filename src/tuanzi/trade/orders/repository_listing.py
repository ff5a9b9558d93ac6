"""The console's list of orders: found by any of its filters, sorted, counted. A page is chosen before its orders are put together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment, whole
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import SHIP_WITHIN_H, Order, OrderId, State
from tuanzi.trade.orders.listing import OfferMoney, OrderListing, Within
from tuanzi.trade.orders.repository import COLUMNS, receiver_index, to_order

SORTING = Sorting(
    "-placed",
    id_kind=OrderId.parse,
    placed=By("o.placed_at", moment),
    paid=By("coalesce(o.paid_at, to_timestamp(0::double precision))", moment),
    payable=By("o.payable_minor", whole),
    number=By("o.number", str),
)
"""What the list may be sorted by. Who has not paid comes before everybody who has."""
FIELDS = {"placed": "placed_at", "paid": "paid_at", "payable": "payable", "number": "number"}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
LINES = "o.id IN (SELECT l.order_id FROM orders_line l WHERE {condition})"


def add_within(found: Where, within: Within | None) -> None:
    """Keep ``orders_order o`` to what is within."""
    if within is not None:
        place = "coalesce(o.pickup_location_id, o.stock_location_id)"
        or_none = f" OR {place} IS NULL" if within.is_default else ""
        found.add(f"(o.member_id = ANY({{0}}) OR {place} = ANY({{1}}){or_none})", list(within.members), list(within.places))


def _where(listing: OrderListing) -> Where:
    found = Where()
    add_within(found, listing.within)
    if listing.states:
        found.add("o.state = ANY({0})", [state.value for state in listing.states])
    if listing.number:
        found.add("o.number LIKE {0}", f"{listing.number}%")
    found.add_given(
        ("o.member_id = {0}", listing.member_id),
        ("o.delivery = {0}", listing.delivery),
        ("o.placed_at >= {0}", listing.placed_since),
        ("o.placed_at < {0}", listing.placed_until),
        ("coalesce(o.paid_at, to_timestamp(0::double precision)) >= {0}", listing.paid_since),
        ("coalesce(o.paid_at, to_timestamp(0::double precision)) < {0}", listing.paid_until),
        ("o.payable_minor >= {0}", listing.payable_min),
        ("o.payable_minor <= {0}", listing.payable_max),
        ("o.receiver_index = {0}", receiver_index(listing.receiver_phone) if listing.receiver_phone else None),
        (LINES.format(condition="l.product_id = {0}"), listing.product_id),
        (LINES.format(condition="l.sku_id = {0}"), listing.sku_id),
        ("o.attribution ->> 'sharer_id' = {0}", str(listing.sharer_id) if listing.sharer_id else None),
        ("o.id IN (SELECT h.order_id FROM orders_hold h WHERE h.reason = {0} AND h.released_at IS NULL)", listing.hold_reason),
        ("o.id IN (SELECT h.order_id FROM orders_hold h WHERE h.reference = {0})", listing.team_id),
        ("o.id = ANY({0})", list(listing.order_ids) if listing.order_ids is not None else None),
        ("o.flag = {0}", listing.flag),
        ("o.carrier = {0}", listing.carrier),
        (LINES.format(condition="l.product_id = ANY({0})"), list(listing.product_ids) if listing.product_ids is not None else None),
    )
    if listing.paid_until is not None and listing.paid_since is None:
        found.add("o.paid_at IS NOT NULL")
    if listing.offer:
        found.add("o.id IN (SELECT a.order_id FROM orders_adjustment a WHERE a.source = {0} AND a.reference = {1})", *listing.offer)
    if listing.of_phone:
        member_id, phone = listing.of_phone
        found.add("(o.member_id = {0} OR o.receiver_index = {1})", member_id, receiver_index(phone))
    if listing.has_refund is not None:
        found.add("o.refunded_minor > 0" if listing.has_refund else "o.refunded_minor = 0")
    if listing.has_note is not None:
        found.add(f"{'' if listing.has_note else 'NOT '}EXISTS (SELECT FROM orders_note n WHERE n.order_id = o.id)")
    if listing.is_overdue:
        found.add("o.state = {0} AND o.paid_at < {1}", State.PREPARING.value, clock.now() - timedelta(hours=SHIP_WITHIN_H))
    return found


async def search(tx: Tx, listing: OrderListing, place: Place, limit: int, *, with_address: bool = False) -> tuple[list[Order], str | None]:
    """A piece of the list, and the cursor of the next one. Addresses are opened only for who is going to mask or print them."""
    found = _where(listing)
    beyond = place.beyond("o.id", found.following)
    order = place.order("o.id")
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM (SELECT * FROM orders_order o WHERE {found.sql} AND {beyond} ORDER BY {order} LIMIT {int(limit)}) o
            ORDER BY {order}""",
        *found.arguments,
        *place.key,
    )
    orders = [to_order(row, with_address=with_address) for row in rows]
    if len(orders) < limit:
        return orders, None
    last = orders[-1]
    value: Any = getattr(last, FIELDS[place.name.removeprefix("-")])
    if place.name.endswith("paid"):
        value = value or NEVER
    return orders, place.following(value.minor if place.name.endswith("payable") else value, last.id)


async def count(tx: Tx, listing: OrderListing) -> int:
    """How many orders the filters find, as ``Listed`` tells it."""
    found = _where(listing)
    return await count_up_to(tx, f"SELECT 1 FROM orders_order o WHERE {found.sql}", *found.arguments)


async def find_ids(tx: Tx, listing: OrderListing, limit: int) -> list[tuple[OrderId, str]]:
    """The ids and numbers of what the filters find, the oldest first, at most ``limit``."""
    found = _where(listing)
    rows = await tx.fetch(
        f"SELECT o.id, o.number FROM orders_order o WHERE {found.sql} ORDER BY o.placed_at, o.id LIMIT {int(limit)}", *found.arguments
    )
    return [(OrderId.of(row["id"]), row["number"]) for row in rows]


async def admitted(tx: Tx, order_ids: Sequence[OrderId], within: Within | None) -> set[OrderId]:
    """Those of these orders that are there and within."""
    found = Where()
    found.add("o.id = ANY({0})", list(order_ids))
    add_within(found, within)
    return {OrderId.of(row["id"]) for row in await tx.fetch(f"SELECT o.id FROM orders_order o WHERE {found.sql}", *found.arguments)}


async def by_numbers(tx: Tx, numbers: list[str], within: Within | None = None) -> dict[str, OrderId]:
    """Orders by their number; unknown numbers, and orders that are not within, are missing."""
    found = Where()
    found.add("o.number = ANY({0})", numbers)
    add_within(found, within)
    rows = await tx.fetch(f"SELECT o.id, o.number FROM orders_order o WHERE {found.sql}", *found.arguments)
    return {row["number"]: OrderId.of(row["id"]) for row in rows}


async def counts(tx: Tx, listings: dict[str, OrderListing], most: int) -> dict[str, int]:
    """How many orders each of several wishes finds, counting no further than ``most`` + 1."""
    if not listings:
        return {}
    found = await tx.together(*(_count(tx, each, most) for each in listings.values()))
    return dict(zip(listings, found, strict=True))


async def _count(tx: Tx, listing: OrderListing, most: int) -> int:
    wish = _where(listing)
    return await count_up_to(tx, f"SELECT 1 FROM orders_order o WHERE {wish.sql}", *wish.arguments, most=most)


async def money_of_offer(tx: Tx, source: str, reference: str) -> OfferMoney:
    """What the orders come to that carry an adjustment of this offer."""
    row = await tx.fetchrow(
        """SELECT count(*)::int AS orders, coalesce(sum(paid_minor), 0)::bigint AS paid, coalesce(sum(refunded_minor), 0)::bigint AS refunded
           FROM orders_order o WHERE o.paid_minor > 0
             AND o.id IN (SELECT a.order_id FROM orders_adjustment a WHERE a.source = $1 AND a.reference = $2)""",
        source,
        reference,
    )
    assert row is not None, "an aggregate has a row"
    return OfferMoney(row["orders"], Money(row["paid"]), Money(row["refunded"]))
