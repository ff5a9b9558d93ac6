"""What the ledger does by the clock."""

from __future__ import annotations

from tuanzi.kernel import jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.ledger.expire import expire
from tuanzi.money.ledger.roll_up import roll_up


@jobs.job()
async def expire_pending(tx: Tx, key: str) -> None:
    """Let an unanswered announcement lapse."""
    await expire(tx, key)


@jobs.cron("*/5 * * * *")
@jobs.job()
async def roll_up_tail(tx: Tx) -> None:
    """Keep the tail of the busy accounts short."""
    await roll_up(tx)
