"""Many parcels at once, from a table that the packing desk wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tuanzi.kernel import errands
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import Errand
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.scope import WHOLE, Scope
from tuanzi.trade.fulfilment import repository, rules, ship_rules
from tuanzi.trade.fulfilment.by_staff import ship_by_staff
from tuanzi.trade.fulfilment.carriers import carriers
from tuanzi.trade.fulfilment.contracts import CheckedRow, ShipRow
from tuanzi.trade.fulfilment.errors import CarrierUnknown, NumberUnknown, RowTwice, WaybillBad, WaybillTaken, WrongDelivery
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, OrderId, StaffActor, State
from tuanzi.trade.orders.errors import MoveRefused, OrderHeld

BATCH = 400


def read_ship_table(table: Iterable[Sequence[str]]) -> list[ShipRow]:
    """The lines of a table, carriers by their code where we know them. Raises ``TableColumns``, ``TableTooLong``."""
    return ship_rules.read_rows(table, ship_rules.carrier_words(carriers()))


async def refuse_others(tx: Tx, rows: Sequence[ShipRow], scope: Scope) -> None:
    """Raises ``NumberUnknown`` for the first line whose order is not there or not within the scope."""
    known = await orders.by_numbers(tx, sorted({row.name for row in rows}), await orders.within(tx, scope))
    for row in rows:
        if row.name not in known:
            raise NumberUnknown(number=row.name)


async def check_ship_rows(tx: Tx, rows: Sequence[ShipRow], scope: Scope = WHOLE) -> list[CheckedRow]:
    """What would become of each line now; orders that are not within the scope are unknown. Changes nothing."""
    ids = await orders.by_numbers(tx, sorted({row.name for row in rows}), await orders.within(tx, scope))
    wanted = list(ids.values())
    found: dict[OrderId, Order] = {}
    for start in range(0, len(wanted), BATCH):
        found |= await orders.get_many(tx, wanted[start : start + BATCH])
    taken = await repository.taken_waybills(tx, [(row.carrier, row.waybill) for row in rows])
    seen_orders: dict[str, int] = {}
    seen_waybills: dict[tuple[str, str], int] = {}
    checked = []
    for row in rows:
        order_id = ids.get(row.name)
        holder = taken.get((row.carrier, row.waybill))
        earlier = seen_orders.setdefault(row.name, row.line), seen_waybills.setdefault((row.carrier, row.waybill), row.line)
        if order_id is not None and holder == order_id:
            checked.append(CheckedRow(row, "already"))
            continue
        error = _objection(row, found.get(order_id) if order_id else None, holder) or _repetition(row, min(earlier))
        checked.append(CheckedRow(row, "bad" if error else "ok", error))
    return checked


def _repetition(row: ShipRow, line: int) -> AppError | None:
    return RowTwice(line=line) if line != row.line else None


def _objection(row: ShipRow, order: Order | None, holder: OrderId | None) -> AppError | None:
    if order is None:
        return NumberUnknown(number=row.name)
    if row.carrier not in carriers():
        return CarrierUnknown(carrier=row.carrier)
    if not rules.WAYBILL.match(row.waybill):
        return WaybillBad()
    if order.delivery != "ship":
        return WrongDelivery(delivery=order.delivery)
    if order.state is State.WAITING:
        return OrderHeld(order_id=order.id)
    if order.state is not State.PREPARING:
        return MoveRefused(move="ship", state=order.state)
    return WaybillTaken(waybill=row.waybill) if holder else None


@errands.each("fulfilment.errand_ship")
async def ship_rows(tx: Tx, on: Errand, by: StaffActor, row: ShipRow) -> str:  # noqa: ARG001 - the shape of every errand
    """Ship one line, audited. A line that was shipped exactly so before is done already: the same file again does nothing twice.

    Raises ``NumberUnknown`` and what ``ship`` raises.
    """
    order_id = (await orders.by_numbers(tx, [row.name])).get(row.name)
    if order_id is None:
        raise NumberUnknown(number=row.name)
    if await repository.parcel_by_waybill(tx, row.carrier, row.waybill) == order_id:
        return "already"
    try:
        await ship_by_staff(tx, order_id, row.carrier, row.waybill, by)
    except MoveRefused:
        # Somebody was faster while we waited for the order: with this very parcel?
        if await repository.parcel_by_waybill(tx, row.carrier, row.waybill) == order_id:
            return "already"
        raise
    return "shipped"
