"""What sharing does at night."""

from tuanzi.growth.sharing import api
from tuanzi.kernel.db import Tx
from tuanzi.kernel.jobs import cron, job


@cron("40 3 * * *")
@job()
async def forget_touches(tx: Tx) -> None:
    """Forget touches that are too old to count or to be disputed."""
    await api.forget_touches(tx)
