"""Bringing a database to the schema of this version, and writing the next step of its history."""

from __future__ import annotations

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config as AlembicConfig

from tuanzi.kernel.observe.health import expected_heads

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


def _alembic(url: str) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run what is missing, in one transaction: after a failure nothing has changed. Call outside of an event loop."""
    command.upgrade(_alembic(url), revision)


def draft(url: str, number: str, message: str) -> Path:
    """Write a new revision from the difference between the database and our tables. Read it before it is released."""
    script = command.revision(_alembic(url), message=message, rev_id=number, autogenerate=True)
    found = script[0] if isinstance(script, list) else script
    if found is None:
        raise RuntimeError("Alembic wrote nothing")
    return Path(found.path)


async def current(url: str) -> frozenset[str]:
    """The revisions the database is at; empty for a database that was never migrated."""
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            return frozenset()
        return frozenset(row[0] for row in await connection.fetch("SELECT version_num FROM alembic_version"))
    finally:
        await connection.close()


async def is_current(url: str) -> bool:
    """Whether there is nothing to run."""
    return await current(url) == expected_heads()
