"""What consent does in the background."""

from __future__ import annotations

from uuid import UUID

from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.jobs import cron, job, outside_job
from tuanzi.people.consent.archives import expire_exports, make_export
from tuanzi.people.consent.contracts import ExportId


@outside_job(queue="bulk", attempts_max=5)
async def make_archive(db: Database, export_id: UUID) -> None:
    """Make an archive that somebody asked for."""
    await make_export(db, ExportId.of(export_id))


@cron("20 * * * *")
@job()
async def expire_archives(tx: Tx) -> None:
    """Delete archives past their time."""
    await expire_exports(tx)
