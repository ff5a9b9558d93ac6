"""What is done to many orders at once: exports, notes and marks, ready for pickup. Each is an errand of who started it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import Field, model_validator

from tuanzi.apps.console.order_export import COLUMNS, Column, OrdersWish, export_orders
from tuanzi.apps.console.order_filters import OrderFilters, listing_of
from tuanzi.kernel import errands, masking
from tuanzi.kernel.errands import ErrandId
from tuanzi.kernel.http import Call, CallContext, Router, Wire, staff
from tuanzi.kernel.tabular import Format
from tuanzi.people.access.contracts import StaffId
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import NamedOrder
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import BULK_MAX, NOTE_LENGTH_MAX, Flag, OrderId, StaffActor
from tuanzi.trade.orders.errors import TooManyOrders
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(tags=["orders"])
CHOSEN_MAX = 500
STARTING = [errands.NothingToDo, errands.TooManyItems, errands.TooManyRunning]


class WhichIn(Wire):
    """Orders by name, or everything that the filters find. Never both."""

    ids: list[OrderId] | None = Field(None, min_length=1, max_length=CHOSEN_MAX)
    filters: OrderFilters | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> WhichIn:
        if (self.ids is None) == (self.filters is None):
            raise ValueError("ids or filters")
        return self


class MarkIn(WhichIn):
    """What to put on each of them: a note, a colour, or both. ``clears`` takes the colour away."""

    note: str | None = Field(None, min_length=1, max_length=NOTE_LENGTH_MAX)
    flag: Flag | None = None
    clears: bool = False


class ExportIn(WhichIn):
    """Which orders, in which form, with which columns (all, if none is named)."""

    format: Format = "csv"
    columns: list[Column] = Field(default_factory=list, max_length=len(COLUMNS))


class StartedErrand(Wire):
    """The errand that does it; see ``GET /errands/{id}``."""

    errand_id: ErrandId


def _actor(call: CallContext) -> StaffActor:
    return StaffActor(StaffId.of(call.staff_id), call.ip, call.request_id)


async def _listing(call: CallContext, which: WhichIn) -> orders.OrderListing:
    if which.filters is not None:
        return await listing_of(call.tx, which.filters, call.scope)
    return orders.OrderListing(order_ids=tuple(which.ids or ()), within=await orders.within(call.tx, call.scope))


async def _named(call: CallContext, which: WhichIn) -> list[tuple[OrderId, str]]:
    """The orders with their numbers. Raises ``TooManyOrders``."""
    found = await orders.find_ids(call.tx, await _listing(call, which), BULK_MAX + 1)
    if len(found) > BULK_MAX:
        raise TooManyOrders(most=BULK_MAX)
    return found


def _record(call: CallContext, action: str, errand_id: ErrandId, which: WhichIn, after: dict[str, Any]) -> None:
    """Who started what on which orders; phones in a filter are kept masked."""
    if which.filters is not None:
        said = which.filters.model_dump(mode="json", exclude_defaults=True)
        asked = {key: masking.mask_phone(value) if key in {"q", "buyer_phone", "receiver_phone"} else value for key, value in said.items()}
        after["filters"] = asked
    who = str(StaffId.of(call.staff_id))
    audit.record(call.tx, Entry("staff", who, action, "errand", str(errand_id), after=after, ip=call.ip, request_id=call.request_id))


@console.post("/order-exports", access=staff("orders.export", "own"), idempotent=True, status_code=202, errors=STARTING)
async def start_export(call: Call, body: ExportIn) -> StartedErrand:
    """Write orders to a file. Receivers stand in it masked unless the person may reveal them."""
    listing = await _listing(call, body)
    is_clear = "orders.reveal" in call.grants and call.grants.scope("orders.reveal").covers(call.scope)
    wish = OrdersWish(replace(listing, within=None), tuple(dict.fromkeys(body.columns)) or COLUMNS, body.format, is_clear)
    errand_id = await errands.start(call.tx, export_orders(wish), staff_id=call.staff_id, language=call.language)
    count = await orders.count(call.tx, listing)
    _record(
        call, "orders.export", errand_id, body, {"rows": count, "columns": list(wish.columns), "format": wish.format, "clear": is_clear}
    )
    return StartedErrand(errand_id=errand_id)


@console.post(
    "/order-actions/mark", access=staff("orders.note", "own"), idempotent=True, status_code=202, errors=[*STARTING, TooManyOrders]
)
async def start_marking(call: Call, body: MarkIn) -> StartedErrand:
    """Put a note, a colour, or both on many orders."""
    items = [orders.Marked(order_id, number) for order_id, number in await _named(call, body)]
    marking = orders.Marking(_actor(call), body.note, body.flag, body.clears)
    errand_id = await errands.start(call.tx, orders.mark_many(marking, items), staff_id=call.staff_id, language=call.language)
    _record(call, "orders.mark_many", errand_id, body, {"orders": len(items), "flag": body.flag, "has_note": body.note is not None})
    return StartedErrand(errand_id=errand_id)


@console.post(
    "/order-actions/ready", access=staff("orders.ship", "own"), idempotent=True, status_code=202, errors=[*STARTING, TooManyOrders]
)
async def start_readying(call: Call, body: WhichIn) -> StartedErrand:
    """The goods of many orders lie at their outlets; each buyer is shown a code."""
    items = [NamedOrder(order_id, number) for order_id, number in await _named(call, body)]
    errand_id = await errands.start(call.tx, fulfilment.ready_many(_actor(call), items), staff_id=call.staff_id, language=call.language)
    _record(call, "fulfilment.ready_many", errand_id, body, {"orders": len(items)})
    return StartedErrand(errand_id=errand_id)
