"""What inventory does for others."""

from tuanzi.goods.inventory.adjustment import adjust, receive, restock, set_safety
from tuanzi.goods.inventory.location import change_location, create_location, default_location
from tuanzi.goods.inventory.reading import available, pickup_points
from tuanzi.goods.inventory.repository import level, levels, movements, pending_keys
from tuanzi.goods.inventory.reservation import consume, release, reserve
from tuanzi.goods.inventory.telling import check_sku, tell_catalogue
from tuanzi.goods.inventory.verification import orphans, verify
from tuanzi.trust.audit.api import record as log

__all__ = [
    "adjust",
    "available",
    "change_location",
    "check_sku",
    "consume",
    "create_location",
    "default_location",
    "level",
    "levels",
    "log",
    "movements",
    "orphans",
    "pending_keys",
    "pickup_points",
    "receive",
    "release",
    "reserve",
    "restock",
    "set_safety",
    "tell_catalogue",
    "verify",
]
