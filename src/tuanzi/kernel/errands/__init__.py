"""Long work that a person starts and may leave: imports, exports, bulk actions.

Such work is an *errand*. It has a row that its owner can look at while it runs: how far it is, what failed and why, and at the end
counts and perhaps a file. There are two kinds::

    @errands.each("orders.errand_ship")
    async def ship_rows(tx: Tx, on: Errand, how: HowToShip, row: Row) -> str: ...

    @errands.export("orders.errand_export")
    async def export_orders(tx: Tx, on: Errand, wish: Wish) -> Report: ...

``each`` is called item by item, several to a transaction. The errand's place moves in the transaction of the deeds themselves: whatever
dies in between, and however many workers run, each item is done exactly once. An item that raises an ``AppError`` is undone alone and
listed as failed; the returned word is counted (``{"shipped": 40, "already": 2}``). ``export`` only reads and gives rows batch by batch;
after a crash it begins anew. The first argument of the decorator is the code of the errand's title in ``messages.toml``.

A domain offers the start as an endpoint of its own, with its own permission and its own record in the audit log::

    ern = await errands.start(call.tx, ship_rows(how, rows), staff_id=call.staff_id, language=call.language)

Looking, cancelling and fetching the file is the same for all (``/errands``), and only for who started it.
"""

from tuanzi.kernel.errands.catalogue import Work, each, export
from tuanzi.kernel.errands.contracts import Errand, ErrandId, Failure, Report
from tuanzi.kernel.errands.errors import FileGone, NoErrand, NothingToDo, TooManyItems, TooManyRunning
from tuanzi.kernel.errands.repository import find, of_staff
from tuanzi.kernel.errands.start import cancel, start

__all__ = [
    "Errand",
    "ErrandId",
    "Failure",
    "FileGone",
    "NoErrand",
    "NothingToDo",
    "Report",
    "TooManyItems",
    "TooManyRunning",
    "Work",
    "cancel",
    "each",
    "export",
    "find",
    "of_staff",
    "start",
]
