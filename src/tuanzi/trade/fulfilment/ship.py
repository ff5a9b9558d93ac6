"""Hand the goods to a carrier."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.kernel import clock, jobs, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment import repository, rules
from tuanzi.trade.fulfilment.auto_receive import auto_receive_key, auto_receive_order
from tuanzi.trade.fulfilment.carriers import carriers
from tuanzi.trade.fulfilment.contracts import ParcelId
from tuanzi.trade.fulfilment.errors import CarrierUnknown, WaybillBad, WaybillTaken, WrongDelivery
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId


async def ship(tx: Tx, order_id: OrderId, carrier: str, waybill: str) -> ParcelId:
    """Preparing to shipped, with a parcel; it counts as received ``receive_auto_days`` later if nobody says otherwise.

    Raises ``orders.held``, ``orders.move_refused`` (also when a whole refund was faster), ``WrongDelivery``,
    ``CarrierUnknown``, ``WaybillBad``, ``WaybillTaken``.
    """
    if carrier not in carriers():
        raise CarrierUnknown(carrier=carrier)
    if not rules.WAYBILL.match(waybill):
        raise WaybillBad
    order = await orders.get(tx, order_id)
    if order.delivery != "ship":
        raise WrongDelivery(delivery=order.delivery)
    await orders.mark_shipped(tx, order_id, carrier)
    parcel_id = ParcelId.new()
    now = clock.now()
    if not await repository.add_parcel(tx, parcel_id, order_id, carrier, waybill, now):
        raise WaybillTaken(waybill=waybill)
    due_at = now + timedelta(days=ports.get(Config).receive_auto_days)
    jobs.enqueue(tx, auto_receive_order(order_id), due_at=due_at, key=auto_receive_key(order_id))
    return parcel_id
