"""Orders, from outside."""

from tuanzi.trade.orders.attach_reference import attach_reference
from tuanzi.trade.orders.cancel import cancel
from tuanzi.trade.orders.change_address import change_address
from tuanzi.trade.orders.close_by_staff import close_by_staff
from tuanzi.trade.orders.complete import complete
from tuanzi.trade.orders.count_booked import count_booked
from tuanzi.trade.orders.count_sold import count_sold
from tuanzi.trade.orders.end_refund import end_refund
from tuanzi.trade.orders.expire import expire
from tuanzi.trade.orders.keep_figures import keep_figures
from tuanzi.trade.orders.labels import refund_label
from tuanzi.trade.orders.listing import OrderListing, SalesDay, Within
from tuanzi.trade.orders.mark_many import Marked, Marking, mark_many
from tuanzi.trade.orders.mark_paid import mark_paid
from tuanzi.trade.orders.mark_ready import mark_ready
from tuanzi.trade.orders.mark_received import mark_received
from tuanzi.trade.orders.mark_shipped import mark_shipped
from tuanzi.trade.orders.notes import add_note, set_flag
from tuanzi.trade.orders.page import page, page_for
from tuanzi.trade.orders.place import place
from tuanzi.trade.orders.preview_refund import RefundPreview, preview_refund
from tuanzi.trade.orders.receive import receive
from tuanzi.trade.orders.refund import refund
from tuanzi.trade.orders.refund_by_staff import refund_by_staff
from tuanzi.trade.orders.refund_late import refund_late
from tuanzi.trade.orders.reinstate import reinstate
from tuanzi.trade.orders.release_hold import release_hold
from tuanzi.trade.orders.repository import bill_for, get, get_for, get_many, list_for, paid_count, states, timeline
from tuanzi.trade.orders.repository_listing import SORTING, by_numbers, count, counts, find_ids, money_of_offer, search
from tuanzi.trade.orders.repository_notes import last_notes, notes_of
from tuanzi.trade.orders.repository_sales import sales, sold_by_sku
from tuanzi.trade.orders.repository_writes import lock_orders, note_carrier
from tuanzi.trade.orders.reveal import reveal, reveal_many
from tuanzi.trade.orders.verify import verify
from tuanzi.trade.orders.within import admitted, within

__all__ = [
    "SORTING",
    "Marked",
    "Marking",
    "OrderListing",
    "RefundPreview",
    "SalesDay",
    "Within",
    "add_note",
    "admitted",
    "attach_reference",
    "bill_for",
    "by_numbers",
    "cancel",
    "change_address",
    "close_by_staff",
    "complete",
    "count",
    "count_booked",
    "count_sold",
    "counts",
    "end_refund",
    "expire",
    "find_ids",
    "get",
    "get_for",
    "get_many",
    "keep_figures",
    "last_notes",
    "list_for",
    "lock_orders",
    "mark_many",
    "mark_paid",
    "mark_ready",
    "mark_received",
    "mark_shipped",
    "money_of_offer",
    "note_carrier",
    "notes_of",
    "page",
    "page_for",
    "paid_count",
    "place",
    "preview_refund",
    "receive",
    "refund",
    "refund_by_staff",
    "refund_label",
    "refund_late",
    "reinstate",
    "release_hold",
    "reveal",
    "reveal_many",
    "sales",
    "search",
    "set_flag",
    "sold_by_sku",
    "states",
    "timeline",
    "verify",
    "within",
]
