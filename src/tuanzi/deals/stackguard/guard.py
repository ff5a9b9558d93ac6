"""Examine the shop every night, or when somebody asks."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tuanzi.deals.stackguard import repository, shop
from tuanzi.deals.stackguard.examine import examine
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.jobs import cron, enqueue, outside_job

KEPT = timedelta(days=400)


@cron("30 4 * * *")
@outside_job(queue="bulk")
async def look(db: Database) -> None:
    """Find the worst case of everything live or scheduled, and keep the report. Reading and keeping are transactions of their own: the search between
    them takes seconds.
    """
    found = await shop.read(db.reader)
    report = await asyncio.to_thread(examine, found)
    async with db.transaction() as tx:
        await repository.insert(tx, report)
        await repository.delete_before(tx, clock.now() - KEPT)


def ask(tx: Tx) -> None:
    """Look now; asked twice while it waits is asked once."""
    enqueue(tx, look(), key="stackguard.look")
