"""What inventory does for others."""

from tuanzi.goods.inventory.adjustment import adjust, restock
from tuanzi.goods.inventory.reading import available, default_location, pickup_points
from tuanzi.goods.inventory.reservation import consume, release, reserve
from tuanzi.goods.inventory.verification import orphans, verify

__all__ = [
    "adjust",
    "available",
    "consume",
    "default_location",
    "orphans",
    "pickup_points",
    "release",
    "reserve",
    "restock",
    "verify",
]
