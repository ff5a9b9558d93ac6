"""Roll up: busy accounts keep a short tail."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository


async def roll_up(tx: Tx) -> None:
    """Fold what was posted to the busy accounts lately into their sums; no balance changes by it."""
    await repository.fold_tail(tx)
