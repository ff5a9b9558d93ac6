"""Stored answers are kept as long as a client may reasonably repeat its request."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.jobs import cron, outside_job

KEPT_DAYS = 7
BATCH = 5_000
BATCHES_MAX = 2_000
FORGET = """
DELETE FROM idempotency_record WHERE (scope, key) IN (
    SELECT scope, key FROM idempotency_record WHERE created_at < $1 ORDER BY created_at LIMIT $2) AND created_at < $1
"""


async def forget_answers(db: Database, before: datetime, *, batch: int = BATCH) -> int:
    """Delete the records made before then, a bounded batch per transaction; how many."""
    forgotten = 0
    for _ in range(BATCHES_MAX):
        async with db.transaction() as tx:
            count = await tx.execute(FORGET, before, batch)
        forgotten += count
        if count < batch:
            break
    return forgotten


@cron("45 4 * * *")
@outside_job(queue="bulk")
async def prune_idempotency(db: Database) -> None:
    """Forget stored answers older than ``KEPT_DAYS``: from then on their keys would do the work again."""
    await forget_answers(db, clock.now() - timedelta(days=KEPT_DAYS))
