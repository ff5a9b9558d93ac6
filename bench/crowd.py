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
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY(i.indkey::int2[])) AS is_unique
FROM pg_attribute a WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
STEP_S = 60
"""A copy is so much older than the one before."""


@dataclass(frozen=True)
class Family:
    """Tables that are copied together, parents first; ``refs`` are the columns in which the others name their parents."""

    tables: tuple[str, ...]
    refs: frozenset[str] = frozenset()


async def grow(db: Database, family: Family, rows: int) -> int:
    """Copy the first table's rows until there are about ``rows``, and the others along; how many there are now."""
    first = family.tables[0]
    present = await db.pool.fetchval(f"SELECT count(*) FROM {first}")
    if not present:
        raise RuntimeError(f"{first} holds nothing to copy")
    copies = max(0, -(-rows // present) - 1)
    async with db.pool.acquire() as connection, connection.transaction():
        # Triggers guard what people do; a copy is no deed, and its parents may come later.
        await connection.execute("SET LOCAL session_replication_role = replica")
        for table in family.tables:
            await connection.execute(await _statement(db, table, family.refs), copies)
    for table in family.tables:
        await db.pool.execute(f"ANALYZE {table}")
    return int(await db.pool.fetchval(f"SELECT count(*) FROM {first}"))


async def _statement(db: Database, table: str, refs: frozenset[str]) -> str:
    columns = [column for column in await db.pool.fetch(COLUMNS, table) if not column["is_made"]]
    names = ", ".join(f'"{column["name"]}"' for column in columns)
    values = ", ".join(_value(column["name"], column["type"], is_new=column["is_unique"] or column["name"] in refs) for column in columns)
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
        return f"{column} + copy * 1000000"
    if kind == "bytea":
        return f"sha256({column} || copy::text::bytea)"
    if kind == "text":
        return f"{column} || '-' || copy"
    return column
