"""The history of the schema leads to exactly the tables of the code, and a database says where it stands."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests import database
from tuanzi.apps import migrating
from tuanzi.kernel.observe.health import expected_heads

CATALOGUE = """
SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', '', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'options', relname, '', reloptions::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
"""


async def catalogue(url: str) -> set[tuple[str, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return {tuple(map(str, row)) for row in await connection.fetch(CATALOGUE) if not str(row[1]).startswith("alembic_version")}
    finally:
        await connection.close()


@pytest.fixture
async def fresh(cluster: str) -> AsyncIterator[str]:
    """A URL of a new, empty database."""
    name = f"tuanzi_migrating_{os.getpid()}"
    connection = await asyncpg.connect(cluster)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    yield database._with_name(cluster, name)
    await database.drop_database(cluster, name)


async def test_migrations_make_exactly_the_tables_of_the_code(fresh: str, cluster: str) -> None:
    assert expected_heads(), "the first revision is not written yet: tuanzi migrate --draft 0001"
    await asyncio.to_thread(migrating.upgrade, fresh)
    name = f"tuanzi_metadata_{os.getpid()}"
    migrated, defined = await catalogue(fresh), await catalogue(await database.create_database(cluster, name))
    await database.drop_database(cluster, name)
    assert migrated - defined == set()
    assert defined - migrated == set()


async def test_a_database_says_where_it_stands(fresh: str) -> None:
    assert await migrating.current(fresh) == frozenset()
    await asyncio.to_thread(migrating.upgrade, fresh)
    assert await migrating.current(fresh) == expected_heads()
    assert await migrating.is_current(fresh)
    await asyncio.to_thread(migrating.upgrade, fresh)
    assert await migrating.is_current(fresh)


async def test_two_migrators_at_once_are_one_migration(fresh: str, tmp_path: Path) -> None:
    environment = os.environ | {"TUANZI_DATABASE_URL": fresh, "TUANZI_DATA_DIR": str(tmp_path)}
    command = (sys.executable, "-m", "tuanzi.apps.cli", "migrate")
    both = [await asyncio.create_subprocess_exec(*command, env=environment) for _ in range(2)]
    assert [await each.wait() for each in both] == [0, 0]
    assert await migrating.is_current(fresh)
