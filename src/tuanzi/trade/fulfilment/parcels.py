"""More than one box for an order, and the waybill that was typed wrong."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment import repository, rules
from tuanzi.trade.fulfilment.carriers import carriers
from tuanzi.trade.fulfilment.contracts import PARCELS_MAX, ParcelId
from tuanzi.trade.fulfilment.errors import CarrierUnknown, ParcelNotFound, TooManyParcels, WaybillBad, WaybillTaken
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId, State
from tuanzi.trade.orders.errors import MoveRefused


async def add_parcel(tx: Tx, order_id: OrderId, carrier: str, waybill: str) -> ParcelId:
    """A further box of an order that is on its way.

    Raises ``OrderNotFound``, ``MoveRefused``, ``CarrierUnknown``, ``WaybillBad``, ``WaybillTaken``, ``TooManyParcels``.
    """
    _check(carrier, waybill)
    await orders.lock_orders(tx, [order_id])
    order = await orders.get(tx, order_id)
    if order.state is not State.SHIPPED:
        raise MoveRefused(move="add_parcel", state=order.state)
    if len((await repository.parcels_of(tx, [order_id])).get(order_id, [])) >= PARCELS_MAX:
        raise TooManyParcels(most=PARCELS_MAX)
    parcel_id = ParcelId.new()
    if not await repository.add_parcel(tx, parcel_id, order_id, carrier, waybill, clock.now()):
        raise WaybillTaken(waybill=waybill)
    return parcel_id


async def correct_parcel(tx: Tx, parcel_id: ParcelId, carrier: str, waybill: str) -> tuple[OrderId, str, str]:
    """Another carrier or waybill for a parcel whose order is on its way; the order, and carrier and waybill as they were.

    Raises ``ParcelNotFound`` and what ``add_parcel`` raises.
    """
    _check(carrier, waybill)
    order_id = await repository.lock_parcel(tx, parcel_id)
    if order_id is None:
        raise ParcelNotFound
    order = await orders.get(tx, order_id)
    if order.state is not State.SHIPPED:
        raise MoveRefused(move="correct_parcel", state=order.state)
    holder = (await repository.taken_waybills(tx, [(carrier, waybill)])).get((carrier, waybill))
    if holder is not None:
        raise WaybillTaken(waybill=waybill)
    before = await repository.set_waybill(tx, parcel_id, carrier, waybill)
    await orders.note_carrier(tx, order_id, carrier)
    return order_id, *before


def _check(carrier: str, waybill: str) -> None:
    if carrier not in carriers():
        raise CarrierUnknown(carrier=carrier)
    if not rules.WAYBILL.match(waybill):
        raise WaybillBad
