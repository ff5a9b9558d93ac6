"""What the audit log does by the clock."""

from __future__ import annotations

import logging

from tuanzi.kernel import jobs
from tuanzi.kernel.db import Tx
from tuanzi.trust.audit.check_chain import check_chain

log = logging.getLogger(__name__)


@jobs.cron("40 3 * * *")
@jobs.job()
async def check_at_night(tx: Tx) -> None:
    """Walk the whole chain; a break is an error in the log of the process and stands on the console's page."""
    for problem in (await check_chain(tx)).problems:
        log.error(problem)
