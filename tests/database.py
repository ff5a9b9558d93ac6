"""The PostgreSQL under the tests: one embedded cluster for all workers, one template per schema, one database per worker.

``TUANZI_TEST_DATABASE_URL`` (a superuser's URL on any PostgreSQL from 16 on) replaces the embedded cluster. Durability is
switched off for speed, except in the tests that kill the server, which bring their own.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
from pathlib import Path

import asyncpg
from sqlalchemy import create_mock_engine
from sqlalchemy.dialects.postgresql import asyncpg as driver

from tuanzi.kernel.db.database import Database
from tuanzi.kernel.embedded import EmbeddedPostgres

CLUSTER = Path(__file__).resolve().parents[1] / ".cache" / "test-cluster"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # Tables live for one test; a vacuum or analyse in its middle makes runs differ.
    "max_connections": "400",
}


def cluster_url(folder: Path = CLUSTER) -> str:
    """A URL of the running cluster's maintenance database. The first of several workers makes and tunes the cluster, the others wait:
    tuning ends with a restart, which would cut a second worker's connection.
    """
    given = os.environ.get("TUANZI_TEST_DATABASE_URL")
    if given:
        return given
    folder.mkdir(parents=True, exist_ok=True)
    server = EmbeddedPostgres(folder)
    with (folder / "tuning.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        url = server.ensure_running()
        if not asyncio.run(_tuned(url)):
            server.restart()
    return url


async def _tuned(url: str) -> bool:
    """Whether the running server has our settings; if not, they are written down for its next start."""
    connection = await asyncpg.connect(url)
    try:
        if all([await connection.fetchval(f"SHOW {name}") == value for name, value in SETTINGS.items()]):
            return True
        for name, value in SETTINGS.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        return False
    finally:
        await connection.close()


def schema_sql() -> list[str]:
    """Every statement that creates the schema."""
    from tuanzi.schema import metadata

    statements: list[str] = []
    dialect = driver.dialect()  # type: ignore[no-untyped-call]
    engine = create_mock_engine("postgresql+asyncpg://", lambda sql, *_, **__: statements.append(str(sql.compile(dialect=dialect))))
    metadata.create_all(engine, checkfirst=False)
    return statements


def _with_name(url: str, name: str) -> str:
    scheme, _, rest = url.partition("://")
    authority, _, tail = rest.partition("/")
    query = tail.partition("?")[2]
    return f"{scheme}://{authority}/{name}" + (f"?{query}" if query else "")


async def create_database(url: str, name: str) -> str:
    """A fresh database with the whole schema, cloned from the template; its URL."""
    statements = schema_sql()
    template = "tuanzi_tpl_" + hashlib.sha256("\n".join(statements).encode()).hexdigest()[:16]
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock(20261123)")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", template):
            await connection.execute(f'DROP DATABASE IF EXISTS "{template}_new" WITH (FORCE)')
            await connection.execute(f'CREATE DATABASE "{template}_new"')
            inner = await asyncpg.connect(_with_name(url, f"{template}_new"))
            try:
                async with inner.transaction():
                    for statement in statements:
                        await inner.execute(statement)
            finally:
                await inner.close()
            await connection.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await connection.close()
    return _with_name(url, name)


async def drop_database(url: str, name: str) -> None:
    """Remove a worker's database."""
    connection = await asyncpg.connect(url)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await connection.close()


EMPTY = """
DO $$
DECLARE
    each record;
    filled boolean;
    names text := '';
BEGIN
    FOR each IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', each.name) INTO filled;
        IF filled THEN names := names || ',' || each.name; END IF;
    END LOOP;
    IF names <> '' THEN
        SET LOCAL session_replication_role = replica;
        EXECUTE 'TRUNCATE ' || substr(names, 2) || ' RESTART IDENTITY CASCADE';
    END IF;
END $$
"""


WHO_HOLDS = """
SELECT DISTINCT a.pid, a.backend_type, a.state, now() - a.xact_start AS age, left(a.query, 400) AS query
FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND l.locktype = 'relation' AND l.granted AND a.pid <> pg_backend_pid()
"""


async def empty(db: Database) -> None:
    """Remove every row, so that the next test starts with nothing. Raises ``AssertionError`` when the test has left a transaction
    open; it is ended first, so that only this test fails.
    """
    async with db.pool.acquire() as connection:
        try:
            async with connection.transaction():
                await connection.execute("SET LOCAL lock_timeout = '4s'")
                await connection.execute(EMPTY)
            return
        except asyncpg.LockNotAvailableError:
            holders = await connection.fetch(WHO_HOLDS)
            for holder in holders:
                await connection.execute("SELECT pg_terminate_backend($1, 5000)", holder["pid"])
        async with connection.transaction():
            await connection.execute(EMPTY)
    raise AssertionError("transactions were left open: " + "; ".join(str(dict(holder)) for holder in holders))
