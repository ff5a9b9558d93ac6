"""Fulfilment, from outside."""

from tuanzi.trade.fulfilment.carriers import carrier_name, carriers
from tuanzi.trade.fulfilment.freight import freight
from tuanzi.trade.fulfilment.journeys import FulfilmentJourneys
from tuanzi.trade.fulfilment.ready_for_pickup import ready_for_pickup
from tuanzi.trade.fulfilment.receive import auto_receive, receive
from tuanzi.trade.fulfilment.repository import parcels_of, pickup_of, templates
from tuanzi.trade.fulfilment.rules import calc_freight
from tuanzi.trade.fulfilment.ship import ship
from tuanzi.trade.fulfilment.templates import delete_template, save_template
from tuanzi.trade.fulfilment.track import track
from tuanzi.trade.fulfilment.verify_pickup import verify_pickup
from tuanzi.trade.fulfilment.void_pickup import void_pickup

__all__ = [
    "FulfilmentJourneys",
    "auto_receive",
    "calc_freight",
    "carrier_name",
    "carriers",
    "delete_template",
    "freight",
    "parcels_of",
    "pickup_of",
    "ready_for_pickup",
    "receive",
    "save_template",
    "ship",
    "templates",
    "track",
    "verify_pickup",
    "void_pickup",
]
