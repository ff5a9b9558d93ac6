"""Orders that were placed before receivers were found by phone."""

from __future__ import annotations

from tuanzi.kernel.db import Database
from tuanzi.kernel.jobs import cron, outside_job
from tuanzi.trade.orders import repository, repository_writes

BATCH = 500
BATCHES_MAX = 2_000


@cron("20 4 * * *")
@outside_job(queue="bulk")
async def index_receivers(db: Database) -> None:
    """Give every order with an address its blind index, a bounded batch per transaction. Nothing to do once all have one."""
    for _ in range(BATCHES_MAX):
        async with db.transaction() as tx:
            missing = await repository.without_receiver_index(tx, BATCH)
            found = await repository.addresses(tx, missing)
            await repository_writes.index_receivers(tx, {order_id: address.phone for order_id, address in found.items()})
        if len(missing) < BATCH:
            return
