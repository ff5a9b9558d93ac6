"""How orders refuse."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, NotFound


class OrderNotFound(NotFound):
    """There is no such order, or it is somebody else's."""

    code = "orders.not_found"


class BadDraft(BadInput):
    """The draft does not add up: ``why`` names what is wrong. A broken caller, never a shopper's mistake."""

    code = "orders.bad_draft"


class MoveRefused(Conflict):
    """The table of transitions does not allow ``move`` from ``state``."""

    code = "orders.move_refused"


class OrderHeld(Conflict):
    """The order is paid and waits (for its team): it can no longer be cancelled by the buyer and not yet be shipped."""

    code = "orders.held"


class RefundTooLarge(Conflict):
    """More than is left: ``left`` is what can still be refunded."""

    code = "orders.refund_too_large"


class RefundEmpty(BadInput):
    """A refund of nothing, of a foreign line, or with quantity and amount mixed up."""

    code = "orders.refund_empty"


class NotLate(Conflict):
    """There is no late payment to decide about, or its time is over, or it went back already."""

    code = "orders.not_late"


class NotesFull(Conflict):
    """The order has as many notes as we keep."""

    code = "orders.notes_full"


class TooManyOrders(BadInput):
    """More orders than one action takes, ``most``; narrow the filters."""

    code = "orders.too_many"
