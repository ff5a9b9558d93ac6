"""Fulfilment, from outside."""

from tuanzi.trade.fulfilment.auto_receive import auto_receive
from tuanzi.trade.fulfilment.by_staff import (
    add_parcel_by_staff,
    correct_parcel_by_staff,
    delete_template_by_staff,
    log_by_staff,
    ready_by_staff,
    save_template_by_staff,
    ship_by_staff,
    track_by_staff,
    verify_pickup_by_staff,
)
from tuanzi.trade.fulfilment.carriers import carrier_name, carriers
from tuanzi.trade.fulfilment.freight import freight
from tuanzi.trade.fulfilment.journeys import FulfilmentJourneys
from tuanzi.trade.fulfilment.parcels import add_parcel, correct_parcel
from tuanzi.trade.fulfilment.ready_for_pickup import ready_for_pickup
from tuanzi.trade.fulfilment.ready_many import ready_many
from tuanzi.trade.fulfilment.repository import find_by_waybill, order_of_parcel, parcels_of, pickup_of, templates
from tuanzi.trade.fulfilment.rules import calc_freight, free_lacks
from tuanzi.trade.fulfilment.ship import ship
from tuanzi.trade.fulfilment.ship_table import check_ship_rows, read_ship_table, refuse_others, ship_rows
from tuanzi.trade.fulfilment.templates import delete_template, save_template
from tuanzi.trade.fulfilment.track import track
from tuanzi.trade.fulfilment.verify_pickup import verify_pickup
from tuanzi.trade.fulfilment.void_pickup import void_pickup

__all__ = [
    "FulfilmentJourneys",
    "add_parcel",
    "add_parcel_by_staff",
    "auto_receive",
    "calc_freight",
    "carrier_name",
    "carriers",
    "check_ship_rows",
    "correct_parcel",
    "correct_parcel_by_staff",
    "delete_template",
    "delete_template_by_staff",
    "find_by_waybill",
    "free_lacks",
    "freight",
    "log_by_staff",
    "order_of_parcel",
    "parcels_of",
    "pickup_of",
    "read_ship_table",
    "ready_by_staff",
    "ready_for_pickup",
    "ready_many",
    "refuse_others",
    "save_template",
    "save_template_by_staff",
    "ship",
    "ship_by_staff",
    "ship_rows",
    "templates",
    "track",
    "track_by_staff",
    "verify_pickup",
    "verify_pickup_by_staff",
    "void_pickup",
]
