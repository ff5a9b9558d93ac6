"""Run by Alembic: one asynchronous connection, one transaction, and one migrator at a time."""

from __future__ import annotations

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import SchemaItem

from tuanzi.schema import metadata

ONE_AT_A_TIME = 7_405_102_611
"""The key of the advisory lock, the same in every version."""


def _drafted(_: SchemaItem, __: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None) -> bool:  # noqa: FBT001 - Alembic's signature
    """What a draft looks at. Never a table that only the database has: it is a partition, or dropping it is a decision."""
    return not (kind == "table" and reflected and compare_to is None)


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, include_object=_drafted)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        # Waiting for another migrator is right; waiting for a shop that is in use is not.
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        context.run_migrations()


async def _run() -> None:
    url: str = context.config.attributes["url"]
    # The driver reads the URL itself: it knows socket directories, which SQLAlchemy's own URL cannot say.
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


asyncio.run(_run())
