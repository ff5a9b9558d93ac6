"""Rebuild: balances are only a convenience; the legs are the truth."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository


async def rebuild(tx: Tx) -> int:
    """Make every kept balance again from the legs; postings wait meanwhile. The number of balances kept."""
    return await repository.rebuild_balances(tx)
