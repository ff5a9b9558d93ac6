"""The SQL of the stacking guard."""

from __future__ import annotations

from datetime import datetime

from tuanzi.deals.stackguard.contracts import Report
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx


async def insert(tx: Tx, report: Report) -> None:
    """Keep a report."""
    await tx.execute(
        "INSERT INTO stackguard_report (id, made_at, took_ms, report) VALUES ($1, $2, $3, $4)",
        report.id,
        report.made_at,
        report.took_ms,
        codec.dump(Report, report),
    )


async def newest(tx: Tx) -> Report | None:
    """The last report."""
    row = await tx.fetchrow("SELECT report FROM stackguard_report ORDER BY made_at DESC, id DESC LIMIT 1")
    return codec.load(Report, row["report"]) if row else None


async def delete_before(tx: Tx, moment: datetime) -> None:
    """Old reports go."""
    await tx.execute("DELETE FROM stackguard_report WHERE made_at < $1", moment)
