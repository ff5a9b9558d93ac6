"""The edge: deny-by-default access, one transaction per request, idempotency, problems, limits, headers.

``Router`` refuses an endpoint that does not say who may call it. The handler gets a ``Call`` and does three things: read
the parsed input, call one verb, return a wire model. Commit happens before the response is sent.
"""

from tuanzi.kernel.http.access import Access, Guard, Principal, anyone, member, outside, staff, staff_self
from tuanzi.kernel.http.call import Call, CallContext
from tuanzi.kernel.http.limits import Rate
from tuanzi.kernel.http.page import Page, decode_cursor, encode_cursor, read_cursor
from tuanzi.kernel.http.router import Router
from tuanzi.kernel.http.wire import Day, Moment, Wire

__all__ = [
    "Access",
    "Call",
    "CallContext",
    "Day",
    "Guard",
    "Moment",
    "Page",
    "Principal",
    "Rate",
    "Router",
    "Wire",
    "anyone",
    "decode_cursor",
    "encode_cursor",
    "member",
    "outside",
    "read_cursor",
    "staff",
    "staff_self",
]
