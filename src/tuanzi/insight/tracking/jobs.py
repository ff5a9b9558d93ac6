"""What tracking does at night."""

from tuanzi.insight.tracking import api
from tuanzi.kernel.db import Tx
from tuanzi.kernel.jobs import cron, job


@cron("10 3 * * *")
@job()
async def keep_partitions(tx: Tx) -> None:
    """Make the coming months' partitions and drop those past keeping."""
    await api.prepare_partitions(tx)
    await api.forget_partitions(tx)
