"""Orders, from outside."""

from tuanzi.trade.orders.attach_reference import attach_reference
from tuanzi.trade.orders.cancel import cancel
from tuanzi.trade.orders.complete import complete
from tuanzi.trade.orders.count_booked import count_booked
from tuanzi.trade.orders.count_sold import count_sold
from tuanzi.trade.orders.end_refund import end_refund
from tuanzi.trade.orders.expire import expire
from tuanzi.trade.orders.mark_paid import mark_paid
from tuanzi.trade.orders.mark_ready import mark_ready
from tuanzi.trade.orders.mark_received import mark_received
from tuanzi.trade.orders.mark_shipped import mark_shipped
from tuanzi.trade.orders.page import page, page_for
from tuanzi.trade.orders.place import place
from tuanzi.trade.orders.receive import receive
from tuanzi.trade.orders.refund import refund
from tuanzi.trade.orders.refund_by_staff import refund_by_staff
from tuanzi.trade.orders.refund_late import refund_late
from tuanzi.trade.orders.reinstate import reinstate
from tuanzi.trade.orders.release_hold import release_hold
from tuanzi.trade.orders.repository import bill_for, get, get_for, get_many, list_for, paid_count, search, states, timeline
from tuanzi.trade.orders.repository_writes import lock_orders
from tuanzi.trade.orders.verify import verify

__all__ = [
    "attach_reference",
    "bill_for",
    "cancel",
    "complete",
    "count_booked",
    "count_sold",
    "end_refund",
    "expire",
    "get",
    "get_for",
    "get_many",
    "list_for",
    "lock_orders",
    "mark_paid",
    "mark_ready",
    "mark_received",
    "mark_shipped",
    "page",
    "page_for",
    "paid_count",
    "place",
    "receive",
    "refund",
    "refund_by_staff",
    "refund_late",
    "reinstate",
    "release_hold",
    "search",
    "states",
    "timeline",
    "verify",
]
