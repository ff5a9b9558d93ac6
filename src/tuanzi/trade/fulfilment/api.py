"""Fulfilment, from outside."""

from tuanzi.trade.fulfilment.freight import freight
from tuanzi.trade.fulfilment.ready_for_pickup import ready_for_pickup
from tuanzi.trade.fulfilment.receive import auto_receive, receive
from tuanzi.trade.fulfilment.repository import parcels_of, pickup_of, templates
from tuanzi.trade.fulfilment.rules import calc_freight
from tuanzi.trade.fulfilment.ship import ship
from tuanzi.trade.fulfilment.templates import delete_template, save_template
from tuanzi.trade.fulfilment.track import track
from tuanzi.trade.fulfilment.verify_pickup import verify_pickup

__all__ = [
    "auto_receive",
    "calc_freight",
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
]
