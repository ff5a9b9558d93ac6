"""Everything that is sealed, sealed anew under the newest secret: table by table, in batches, as often as one likes.

There is no state to keep: what is already sealed under the newest secret is passed over, so a run that was interrupted is simply started
again. A row that somebody writes at the same moment keeps what they wrote, which the newest secret sealed anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import asyncpg
from sqlalchemy import Table

from tuanzi.kernel import crypto
from tuanzi.kernel.db import Database, Tx, metadata

BATCH = 500


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed column, with what tells the rows of its table apart."""

    table: str
    column: str
    context: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a column has come: ``seen`` values looked at, ``resealed`` of them sealed anew."""

    column: Sealed
    seen: int
    resealed: int


def sealed_columns() -> list[Sealed]:
    """Every column that was defined with ``sealed``, of all tables that are loaded."""
    return [
        _of(table, column.name, column.info["sealed"])
        for table in metadata.sorted_tables
        for column in table.columns
        if "sealed" in column.info
    ]


def _of(table: Table, column: str, context: str) -> Sealed:
    return Sealed(table.name, column, context, tuple(part.name for part in table.primary_key.columns))


async def reseal(db: Database, tell: Callable[[Progress], None], batch: int = BATCH) -> int:
    """Seal everything anew; how many values. One transaction per batch. Raises ``SealBroken`` at a value that no key opens."""
    total = 0
    for column in sealed_columns():
        seen = done = 0
        last: asyncpg.Record | None = None
        while True:
            async with db.transaction() as tx:
                rows = await _page(tx, column, last, batch)
                changed = [
                    (row, crypto.seal(crypto.open_(row["sealed"], column.context), column.context))
                    for row in rows
                    if _is_old(row["sealed"])
                ]
                for row, fresh in changed:
                    await _replace(tx, column, row, fresh)
            seen, done = seen + len(rows), done + len(changed)
            if rows:
                tell(Progress(column, seen, done))
            if len(rows) < batch:
                break
            last = rows[-1]
        total += done
    return total


def _is_old(value: bytes) -> bool:
    return value.startswith(crypto.VERSION) and not crypto.ring().is_current(value)


async def _page(tx: Tx, column: Sealed, last: asyncpg.Record | None, limit: int) -> list[asyncpg.Record]:
    key = ", ".join(f'"{part}"' for part in column.key)
    places = ", ".join(f"${place}" for place in range(2, len(column.key) + 2))
    beyond = f"AND ({key}) > ({places})" if last else ""
    return await tx.fetch(
        f'SELECT {key}, "{column.column}" AS sealed FROM {column.table} WHERE "{column.column}" IS NOT NULL {beyond} ORDER BY {key} LIMIT $1',
        limit,
        *([last[part] for part in column.key] if last else []),
    )


async def _replace(tx: Tx, column: Sealed, row: asyncpg.Record, fresh: bytes) -> None:
    same = " AND ".join(f'"{part}" = ${place}' for place, part in enumerate(column.key, start=3))
    await tx.execute(
        f'UPDATE {column.table} SET "{column.column}" = $1 WHERE "{column.column}" = $2 AND {same}',
        fresh,
        row["sealed"],
        *(row[part] for part in column.key),
    )
