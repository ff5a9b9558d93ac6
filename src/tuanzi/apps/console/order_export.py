"""Orders as a file: the columns a person chose, what the filters find, the oldest first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from tuanzi.kernel import errands, masking
from tuanzi.kernel.calendar import day_of
from tuanzi.kernel.clock import now
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import Errand, Report
from tuanzi.kernel.i18n import text
from tuanzi.kernel.tabular import Format
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts import api as accounts
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import Parcel
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import AddressSnapshot, Order

BATCH = 200
Column = Literal[
    "number",
    "state",
    "placed_at",
    "paid_at",
    "shipped_at",
    "completed_at",
    "buyer",
    "receiver_name",
    "receiver_phone",
    "receiver_address",
    "delivery",
    "goods",
    "sku_code",
    "quantity",
    "goods_total",
    "discount",
    "freight",
    "payable",
    "paid",
    "refunded",
    "carrier",
    "waybill",
    "remark",
    "note",
]
COLUMNS: tuple[Column, ...] = get_args(Column)


@dataclass(frozen=True, slots=True)
class OrdersWish:
    """What to write; ``is_clear``: receivers in clear. What the person may see is asked anew when the file is written."""

    listing: orders.OrderListing
    columns: tuple[Column, ...]
    format: Format
    is_clear: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """An order with what other domains know of it."""

    order: Order
    buyer: str
    parcels: list[Parcel]
    note: str
    language: str
    is_clear: bool

    def receiver(self, part: Callable[[AddressSnapshot], str], mask: Callable[[str], str]) -> str:
        address = self.order.address
        if address is None:
            return ""
        return part(address) if self.is_clear else mask(part(address))

    def where(self) -> str:
        address = self.order.address
        if address is None:
            return ""
        region = f"{address.province}{address.city}{address.district}"
        return f"{region}{address.detail}" if self.is_clear else f"{region}****"

    def goods(self) -> str:
        lines = self.order.lines
        return "；".join(f"{line.snapshot.title} {' '.join(line.snapshot.options)} ×{line.quantity}" for line in lines)


CELLS: dict[Column, Callable[[_Told], Any]] = {
    "number": lambda told: told.order.number,
    "state": lambda told: text(f"orders.state.{told.order.state}", told.language),
    "placed_at": lambda told: told.order.placed_at,
    "paid_at": lambda told: told.order.paid_at,
    "shipped_at": lambda told: told.order.shipped_at,
    "completed_at": lambda told: told.order.completed_at,
    "buyer": lambda told: told.buyer,
    "receiver_name": lambda told: told.receiver(lambda address: address.name, masking.mask_name),
    "receiver_phone": lambda told: told.receiver(lambda address: address.phone, masking.mask_phone),
    "receiver_address": lambda told: told.where(),
    "delivery": lambda told: text(f"console.delivery.{told.order.delivery}", told.language),
    "goods": lambda told: told.goods(),
    "sku_code": lambda told: "；".join(line.snapshot.code for line in told.order.lines),
    "quantity": lambda told: sum(line.quantity for line in told.order.lines),
    "goods_total": lambda told: told.order.goods_total,
    "discount": lambda told: told.order.discount_total,
    "freight": lambda told: told.order.freight,
    "payable": lambda told: told.order.payable,
    "paid": lambda told: told.order.paid,
    "refunded": lambda told: told.order.refunded,
    "carrier": lambda told: "；".join(fulfilment.carrier_name(parcel.carrier, told.language) for parcel in told.parcels),
    "waybill": lambda told: "；".join(parcel.waybill for parcel in told.parcels),
    "remark": lambda told: told.order.remark,
    "note": lambda told: told.note,
}
"""What stands in a column."""


@errands.export("console.errand_export")
async def export_orders(tx: Tx, on: Errand, wish: OrdersWish) -> Report:
    """A row per order within the scope that the person has now."""
    grants = await access.grants_of(tx, StaffId.of(on.staff_id))
    scope, reveal = grants.scope("orders.export"), grants.scope("orders.reveal")
    listing = replace(wish.listing, within=await orders.within(tx, scope))
    wish = replace(wish, listing=listing, is_clear=wish.is_clear and "orders.reveal" in grants and reveal.covers(scope))
    header = [text(f"console.order_column.{column}", on.language) for column in wish.columns]
    name = f"{text('console.order_export_name', on.language)}-{day_of(now()):%Y%m%d}"
    return Report(name, wish.format, header, _batches(tx, on, wish), total=await orders.count(tx, wish.listing))


async def _batches(tx: Tx, on: Errand, wish: OrdersWish) -> AsyncIterator[list[list[Any]]]:
    cursor: str | None = None
    while True:
        place = orders.SORTING.place("placed", cursor)
        found, cursor = await orders.search(tx, wish.listing, place, BATCH, with_address=True)
        ids = [order.id for order in found]
        members, parcels, notes = await tx.together(
            accounts.get_many(tx, [order.member_id for order in found]), fulfilment.parcels_of(tx, ids), orders.last_notes(tx, ids)
        )
        told = [
            _Told(
                order,
                members[order.member_id].nickname if order.member_id in members else "",
                parcels.get(order.id, []),
                notes.get(order.id, ""),
                on.language,
                wish.is_clear,
            )
            for order in found
        ]
        yield [[CELLS[column](each) for column in wish.columns] for each in told]
        if cursor is None:
            return
