"""How the ledger refuses."""

from __future__ import annotations

from tuanzi.kernel.errors import Conflict, NotFound


class InsufficientFunds(Conflict):
    """A guarded account would fall below zero. Nothing was posted."""

    code = "ledger.insufficient_funds"


class LedgerKeyConflict(Conflict):
    """The same key was used before for another movement: a broken caller, never a shopper's mistake."""

    code = "ledger.key_conflict"


class EntryNotFound(NotFound):
    """There is no entry with this key."""

    code = "ledger.entry_not_found"


class EntryResolved(Conflict):
    """The pending entry was already answered in another way (``by``: confirm, void or expire), or the entry already reversed."""

    code = "ledger.entry_resolved"
