"""Whether this process can serve: the database answers and has the schema this version expects."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from alembic.script import ScriptDirectory

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database

TIMEOUT_S = 2
WORKER_LATE_S = 60
"""A due job that nobody took for this long means that no worker runs. Reported, but the web process can still serve."""
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
LATE = "SELECT EXISTS (SELECT 1 FROM jobs_job WHERE state = 'waiting' AND due_at < $1)"


async def readiness(db: Database) -> tuple[bool, dict[str, Any]]:
    """Ready or not, and a report {status, database, migrations, worker} without a detail that helps an attacker."""
    report: dict[str, Any] = {"status": "not ready", "database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    try:
        async with asyncio.timeout(TIMEOUT_S), db.read() as tx:
            managed = await tx.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
            report["database"] = "ok"
            found = {row["version_num"] for row in await tx.fetch("SELECT version_num FROM alembic_version")} if managed else None
            report["migrations"] = "unmanaged" if found is None else "ok" if found == expected_heads() else "behind"
            report["worker"] = "late" if await tx.fetchval(LATE, clock.now() - timedelta(seconds=WORKER_LATE_S)) else "ok"
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False, report
    ready = report["migrations"] != "behind"
    report["status"] = "ready" if ready else "not ready"
    return ready, report


@cache
def expected_heads() -> frozenset[str]:
    """The newest revisions this version of the code knows; empty before the first migration is written."""
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads()) if (MIGRATIONS / "env.py").is_file() else frozenset()
