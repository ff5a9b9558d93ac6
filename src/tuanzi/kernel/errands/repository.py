"""All SQL of errands."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands.contracts import FAILURES_MAX, PART, Errand, ErrandId, Failure
from tuanzi.kernel.errands.errors import NoErrand

ALIVE = "state IN ('waiting', 'running')"


def _errand(row: asyncpg.Record) -> Errand:
    fields = dict(row)
    failures = tuple(Failure(**each) for each in fields.pop("failures"))
    return Errand(**{**fields, "id": ErrandId.of(fields["id"]), "failures": failures})


async def insert(tx: Tx, errand: Errand, items: list[Any] | None) -> None:
    """Keep a new errand and its items, part by part."""
    await tx.execute(
        "INSERT INTO errands_errand (id, kind, staff_id, language, arguments, state, total, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        errand.id,
        errand.kind,
        errand.staff_id,
        errand.language,
        errand.arguments,
        errand.state,
        errand.total,
        errand.created_at,
    )
    parts = [(errand.id, start // PART, items[start : start + PART]) for start in range(0, len(items), PART)] if items else []
    if parts:
        await tx.executemany("INSERT INTO errands_part (errand_id, number, items) VALUES ($1, $2, $3)", parts)


async def count_alive(tx: Tx, staff_id: UUID) -> int:
    """How many errands of this person wait or run."""
    return int(await tx.fetchval(f"SELECT count(*) FROM errands_errand WHERE staff_id = $1 AND {ALIVE}", staff_id))


async def find(tx: Tx, staff_id: UUID, errand_id: ErrandId) -> Errand:
    """A person's own errand. Raises ``NoErrand``."""
    row = await tx.fetchrow("SELECT * FROM errands_errand WHERE id = $1 AND staff_id = $2", errand_id, staff_id)
    if row is None:
        raise NoErrand(errand_id=str(errand_id))
    return _errand(row)


async def of_staff(tx: Tx, staff_id: UUID, before: ErrandId | None, limit: int) -> list[Errand]:
    """A person's own errands, the newest first."""
    sql = "SELECT * FROM errands_errand WHERE staff_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
    return [_errand(row) for row in await tx.fetch(sql, staff_id, before, limit)]


async def lock_alive(tx: Tx, errand_id: UUID) -> Errand | None:
    """The errand, held, if it still waits or runs."""
    row = await tx.fetchrow(f"SELECT * FROM errands_errand WHERE id = $1 AND {ALIVE} FOR UPDATE", errand_id)
    return _errand(row) if row else None


async def begin(tx: Tx, errand_id: UUID) -> Errand | None:
    """The errand, which runs from now on; None if it has ended."""
    row = await tx.fetchrow(
        f"""UPDATE errands_errand SET state = 'running', started_at = coalesce(started_at, $2), moved_at = $2
            WHERE id = $1 AND {ALIVE} RETURNING *""",
        errand_id,
        clock.now(),
    )
    return _errand(row) if row else None


async def items_from(tx: Tx, errand: Errand) -> list[Any]:
    """What is left of the part in which the errand stands."""
    items = await tx.fetchval("SELECT items FROM errands_part WHERE errand_id = $1 AND number = $2", errand.id, errand.done // PART)
    return list(items or [])[errand.done % PART :]


async def advance(tx: Tx, errand_id: UUID, *, done: int, counts: dict[str, int], failures: list[Failure]) -> None:
    """The errand has come to ``done``; ``counts`` are the new totals, ``failures`` what came to them."""
    wire = [{"number": each.number, "name": each.name, "code": each.code, "fields": each.fields} for each in failures]
    await tx.execute(
        f"""UPDATE errands_errand SET done = $2, counts = $3, failed = failed + $4, moved_at = $6,
            failures = CASE WHEN jsonb_array_length(failures) < {FAILURES_MAX} THEN failures || $5 ELSE failures END WHERE id = $1""",
        errand_id,
        done,
        counts,
        len(wire),
        wire,
        clock.now(),
    )


async def report(tx: Tx, errand_id: UUID, *, done: int, total: int | None) -> bool:
    """An export has come to ``done``; False if nobody waits for it any more."""
    sql = f"UPDATE errands_errand SET done = $2, total = $3, moved_at = $4 WHERE id = $1 AND {ALIVE}"
    return bool(await tx.execute(sql, errand_id, done, total, clock.now()))


async def end(
    tx: Tx, errand_id: UUID, state: str, *, error: str | None = None, file_name: str | None = None, file_key: str | None = None
) -> bool:
    """The errand has ended so; False if it had ended before. What it had to do is forgotten."""
    changed = await tx.execute(
        f"""UPDATE errands_errand SET state = $2, error = $3, file_name = $4, file_key = $5, ended_at = $6, moved_at = $6
            WHERE id = $1 AND {ALIVE}""",
        errand_id,
        state,
        error,
        file_name,
        file_key,
        clock.now(),
    )
    if changed:
        await tx.execute("DELETE FROM errands_part WHERE errand_id = $1", errand_id)
    return bool(changed)


async def files_before(tx: Tx, moment: datetime, limit: int) -> list[tuple[UUID, str]]:
    """Files of errands that ended before then."""
    rows = await tx.fetch(
        "SELECT id, file_key FROM errands_errand WHERE ended_at < $1 AND file_key IS NOT NULL ORDER BY ended_at LIMIT $2", moment, limit
    )
    return [(row["id"], row["file_key"]) for row in rows]


async def forget_file(tx: Tx, errand_id: UUID) -> None:
    """The file is no longer there."""
    await tx.execute("UPDATE errands_errand SET file_key = NULL WHERE id = $1", errand_id)


async def forget_before(tx: Tx, moment: datetime) -> int:
    """Delete errands that ended before then and keep no file; how many."""
    return await tx.execute("DELETE FROM errands_errand WHERE ended_at < $1 AND file_key IS NULL", moment)


async def forget_words(tx: Tx, words: list[str]) -> None:
    """Blank what ended errands say if it holds one of these words."""
    await tx.execute(
        """UPDATE errands_errand SET arguments = '{}', failures = '[]' WHERE ended_at IS NOT NULL
           AND EXISTS (SELECT FROM unnest($1::text[]) AS said (word) WHERE position(word IN arguments::text || failures::text) > 0)""",
        words,
    )
