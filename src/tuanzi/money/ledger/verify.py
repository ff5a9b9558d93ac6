"""Verify: does everything still add up."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository

PROBLEMS_MAX = 100


async def verify(tx: Tx) -> list[str]:
    """What is wrong with the ledger, in words; empty when all entries balance and all kept balances match their legs."""
    problems = [f"ledger: entry {row['key']} does not balance" for row in await repository.unbalanced(tx, PROBLEMS_MAX)]
    problems += [
        f"ledger: {row['account']} {row['asset']} keeps {row['kept_says']}, its legs say {row['legs_say']}"
        for row in await repository.drifted(tx, PROBLEMS_MAX)
    ]
    problems += [
        f"ledger: {row['account']} stands at {row['posted']} {row['asset']}" for row in await repository.overdrawn(tx, PROBLEMS_MAX)
    ]
    problems += [f"ledger: pending entry {key} is overdue" for key in await repository.overdue(tx, PROBLEMS_MAX)]
    return problems
