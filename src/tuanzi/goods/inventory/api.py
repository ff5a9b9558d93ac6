"""What inventory does for others."""

from tuanzi.goods.catalog.api import sku_names
from tuanzi.goods.inventory.adjustment import adjust, adjust_many, receive, restock, set_low_at, set_safety
from tuanzi.goods.inventory.location import change_location, create_location, default_location
from tuanzi.goods.inventory.reading import available, find_levels, find_movements, pickup_points
from tuanzi.goods.inventory.repository import level, levels_of, pending_keys, source_of
from tuanzi.goods.inventory.repository_console import locations
from tuanzi.goods.inventory.repository_stocktake import lines_of, stocktakes
from tuanzi.goods.inventory.reservation import consume, release, reserve
from tuanzi.goods.inventory.stocktake import (
    cancel_stocktake,
    count_lines,
    get_stocktake,
    open_stocktake,
    post_stocktake,
    start_stocktake,
)
from tuanzi.goods.inventory.telling import check_sku, tell_catalogue
from tuanzi.goods.inventory.transfer import transfer
from tuanzi.goods.inventory.verification import orphans, verify
from tuanzi.people.access.api import names_of as staff_names
from tuanzi.trust.audit.api import record as log

__all__ = [
    "adjust",
    "adjust_many",
    "available",
    "cancel_stocktake",
    "change_location",
    "check_sku",
    "consume",
    "count_lines",
    "create_location",
    "default_location",
    "find_levels",
    "find_movements",
    "get_stocktake",
    "level",
    "levels_of",
    "lines_of",
    "locations",
    "log",
    "open_stocktake",
    "orphans",
    "pending_keys",
    "pickup_points",
    "post_stocktake",
    "receive",
    "release",
    "reserve",
    "restock",
    "set_low_at",
    "set_safety",
    "sku_names",
    "source_of",
    "staff_names",
    "start_stocktake",
    "stocktakes",
    "tell_catalogue",
    "transfer",
    "verify",
]
