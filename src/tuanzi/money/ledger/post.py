"""Post: value moves now."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository, rules
from tuanzi.money.ledger.contracts import EntryId, Kind, Leg


async def post(tx: Tx, key: str, reason: str, reference: str, legs: Sequence[Leg]) -> EntryId:
    """Move value, once per ``key``. Raises ``InsufficientFunds``, ``LedgerKeyConflict``, and ``ValueError`` for unbalanced legs."""
    rules.check(key, legs)
    return await repository.write(tx, rules.EntryDraft(key, Kind.POST, reason, reference, rules.layered("posted", legs)))
