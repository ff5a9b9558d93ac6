"""What notices does at night."""

from tuanzi.kernel.db import Tx
from tuanzi.kernel.jobs import cron, job
from tuanzi.reach.notices import api


@cron("50 3 * * *")
@job()
async def forget_messages(tx: Tx) -> None:
    """Forget messages past keeping."""
    await api.forget(tx)
