"""What inventory does by the clock."""

import logging

from tuanzi.goods.inventory import api
from tuanzi.kernel.db import Tx
from tuanzi.kernel.jobs import cron, job

log = logging.getLogger(__name__)


@cron("20 3 * * *")
@job(attempts_max=1)
async def verify_stock(tx: Tx) -> None:
    """Every night: does stock add up, was a reservation forgotten? A problem ends this job as dead, in sight of the operator."""
    problems = await api.verify(tx) + [f"inventory: {orphan.key} was never let go" for orphan in await api.orphans(tx)]
    for problem in problems:
        log.error(problem)
    if problems:
        raise StockProblem(problems)


class StockProblem(Exception):
    """Stock does not add up."""
