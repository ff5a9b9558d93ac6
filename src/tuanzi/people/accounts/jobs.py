"""Work of accounts for later."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.jobs import cron, job, outside_job
from tuanzi.people.accounts import repository_sessions as repository
from tuanzi.people.accounts.deliver_code import deliver_code

SESSIONS_KEPT = timedelta(days=30)
"""An ended session stays this long beyond its end, to recognise its old tokens and for questions about who signed in."""


@outside_job(queue="outside", attempts_max=4)
async def send_code(db: Database, code_id: UUID) -> None:
    """Send a sign-in code; four tries fit well into its five minutes."""
    await deliver_code(db, code_id)


@cron("40 3 * * *")
@job(queue="bulk")
async def forget_sessions(tx: Tx) -> None:
    """Delete sessions that ran out a month ago."""
    await repository.forget_sessions(tx, clock.now() - SESSIONS_KEPT)
