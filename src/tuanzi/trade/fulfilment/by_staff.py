"""What people of the house do with orders and templates, each with its line in the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.scope import WHOLE, Scope
from tuanzi.trade.fulfilment import templates
from tuanzi.trade.fulfilment.contracts import FreightTemplate, ParcelId
from tuanzi.trade.fulfilment.parcels import add_parcel, correct_parcel
from tuanzi.trade.fulfilment.ready_for_pickup import ready_for_pickup
from tuanzi.trade.fulfilment.ship import ship
from tuanzi.trade.fulfilment.track import track
from tuanzi.trade.fulfilment.verify_pickup import verify_pickup
from tuanzi.trade.orders.contracts import OrderId, StaffActor
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


def log_by_staff(tx: Tx, by: StaffActor, action: str, kind: str, object_id: str, after: dict[str, Any]) -> None:
    """Say that somebody started something long."""
    _note(tx, by, action, kind, object_id, after=after)


def _note(tx: Tx, by: StaffActor, action: str, kind: str, object_id: str, before: Any = None, after: Any = None) -> None:
    audit.record(tx, Entry("staff", str(by.staff_id), f"fulfilment.{action}", kind, object_id, before, after, by.ip, by.request_id))


async def ship_by_staff(tx: Tx, order_id: OrderId, carrier: str, waybill: str, by: StaffActor) -> ParcelId:
    """``ship``, audited."""
    parcel_id = await ship(tx, order_id, carrier, waybill)
    _note(tx, by, "ship", "order", str(order_id), after={"carrier": carrier, "waybill": waybill, "parcel": str(parcel_id)})
    return parcel_id


async def add_parcel_by_staff(tx: Tx, order_id: OrderId, carrier: str, waybill: str, by: StaffActor) -> ParcelId:
    """``add_parcel``, audited."""
    parcel_id = await add_parcel(tx, order_id, carrier, waybill)
    _note(tx, by, "add_parcel", "order", str(order_id), after={"carrier": carrier, "waybill": waybill, "parcel": str(parcel_id)})
    return parcel_id


async def correct_parcel_by_staff(tx: Tx, parcel_id: ParcelId, carrier: str, waybill: str, by: StaffActor) -> OrderId:
    """``correct_parcel``, audited with what stood there before."""
    order_id, old_carrier, old_waybill = await correct_parcel(tx, parcel_id, carrier, waybill)
    before, after = {"carrier": old_carrier, "waybill": old_waybill}, {"carrier": carrier, "waybill": waybill}
    _note(tx, by, "correct_parcel", "order", str(order_id), before, after)
    return order_id


async def ready_by_staff(tx: Tx, order_id: OrderId, by: StaffActor) -> None:
    """``ready_for_pickup``, audited; the code itself stays with the shopper."""
    await ready_for_pickup(tx, order_id)
    _note(tx, by, "ready_for_pickup", "order", str(order_id))


async def verify_pickup_by_staff(tx: Tx, code: str, by: StaffActor, scope: Scope = WHOLE) -> OrderId | None:
    """``verify_pickup`` within the scope, audited, also when the code is wrong."""
    order_id = await verify_pickup(tx, by.staff_id, code, scope.asked_places())
    if order_id is None:
        _note(tx, by, "pickup_wrong", "staff", str(by.staff_id))
    else:
        _note(tx, by, "pickup", "order", str(order_id))
    return order_id


async def track_by_staff(tx: Tx, parcel_id: ParcelId, text: str, at: datetime | None, by: StaffActor) -> OrderId:
    """``track``, audited."""
    order_id = await track(tx, parcel_id, text, at)
    _note(tx, by, "track", "parcel", str(parcel_id), after={"text": text})
    return order_id


async def save_template_by_staff(tx: Tx, template: FreightTemplate, by: StaffActor) -> None:
    """``save_template``, audited with what stood there before."""
    before = await templates.save_template(tx, template)
    kept = codec.dump(FreightTemplate, before) if before else None
    _note(tx, by, "save_template", "freight_template", template.code, kept, codec.dump(FreightTemplate, template))


async def delete_template_by_staff(tx: Tx, code: str, by: StaffActor) -> None:
    """``delete_template``, audited."""
    await templates.delete_template(tx, code)
    _note(tx, by, "delete_template", "freight_template", code)
