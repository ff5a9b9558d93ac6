"""Many rows where there were few: copies of whatever a measured shop holds, so that lists can be read among a hundred thousand.

The copies are made inside PostgreSQL, table by table, for any schema: a row's id becomes a new one that follows from the old and the
number of the copy, so that children find the copies of their parents; what must be unique is made so; times go back, so that sorts and
periods have something to do. The figures of a shop treated like this no longer add up: it is for reading only.
"""

from __future__ import annotations

from dataclasses import dataclass

from tuanzi.kernel.db import Database

COLUMNS = """
SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attidentity::text <> '' OR a.attgenerated::text <> '' AS is_made,
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY(i.indkey::int2[])
        AND (a.atttypid = 'uuid'::regtype OR NOT EXISTS (
            SELECT FROM pg_attribute o WHERE o.attrelid = a.attrelid AND o.attnum = ANY(i.indkey::int2[]) AND o.atttypid = 'uuid'::regtype
        ))) AS is_unique
FROM pg_attribute a WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
"""Beside a new id nothing else of the same unique index has to change."""
STEP_S = 60
"""A copy is so much older than the one before."""
PATIENCE_S = 600
ENOUGH = 0.9
"""The share of the rows asked for that must be there: the rest may have met a rule of the table."""


@dataclass(frozen=True)
class Family:
    """Tables that are copied together, parents first; ``refs`` name their parents in the others, ``kept`` name what is not copied."""

    tables: tuple[str, ...]
    refs: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


async def grow(db: Database, family: Family, rows: int) -> int:
    """Copy the first table's rows until there are about ``rows``, and the others along; how many there are now."""
    first = family.tables[0]
    present = await db.pool.fetchval(f"SELECT count(*) FROM {first}")
    if not present:
        raise RuntimeError(f"{first} holds nothing to copy")
    copies = max(0, -(-rows // present) - 1)
    statements = [await _statement(db, table, family) for table in family.tables]
    async with db.pool.acquire() as connection:
        async with connection.transaction():
            # Triggers guard what people do; a copy is no deed, and its parents may come later.
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute("SET LOCAL statement_timeout = 0")
            for statement in statements:
                await connection.execute(statement, copies, timeout=PATIENCE_S)
        await connection.execute("SET statement_timeout = 0")
        for table in family.tables:
            await connection.execute(f"VACUUM (ANALYZE) {table}", timeout=PATIENCE_S)
        await connection.execute("RESET statement_timeout")
        grown = int(await connection.fetchval(f"SELECT count(*) FROM {first}"))
    if grown < rows * ENOUGH:
        raise RuntimeError(f"{first} holds {grown} rows, not {rows}")
    return grown


async def _statement(db: Database, table: str, family: Family) -> str:
    columns = [column for column in await db.pool.fetch(COLUMNS, table) if not column["is_made"]]
    names = ", ".join(f'"{column["name"]}"' for column in columns)
    values = ", ".join(
        _value(
            column["name"],
            column["type"],
            is_new=(column["is_unique"] or column["name"] in family.refs) and column["name"] not in family.kept,
        )
        for column in columns
    )
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, generate_series(1, $1::int) AS copy ON CONFLICT DO NOTHING"


def _value(name: str, kind: str, *, is_new: bool) -> str:
    column = f't."{name}"'
    if kind == "timestamp with time zone":
        return f"{column} - copy * interval '{STEP_S} s'"
    if not is_new:
        return column
    if kind == "uuid":
        return f"CASE WHEN {column} IS NOT NULL THEN md5({column}::text || copy)::uuid END"
    if kind in {"bigint", "integer", "numeric"}:
        return f"{column} + copy * 1000000::bigint"
    if kind == "bytea":
        return f"sha256({column} || copy::text::bytea)"
    if kind == "text":
        # Digits only: a number stays one.
        return f"{column} || lpad(copy::text, 6, '0')"
    return column
