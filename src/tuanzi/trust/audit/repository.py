"""The SQL of the chain."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from tuanzi.kernel.db import Tx
from tuanzi.trust.audit.contracts import GENESIS, Entry, Sealed, Search

COLUMNS = "position, at, actor_kind, actor_id, action, object_kind, object_id, before, after, ip, request_id, hash"


async def lock_head(tx: Tx) -> tuple[int, bytes]:
    """Position and hash of the newest entry, held until the end of the transaction."""
    take = "SELECT position, hash FROM audit_head WHERE id = 1 FOR UPDATE"
    row = await tx.fetchrow(take)
    if row is None:
        # The very first entry. Were the head lost later, the number 1 is taken and the insert fails: nothing is overwritten.
        await tx.execute("INSERT INTO audit_head (id, position, hash) VALUES (1, 0, $1) ON CONFLICT DO NOTHING", GENESIS)
        row = await tx.fetchrow(take)
    if row is None:
        raise LookupError("the audit chain has no head")
    return row["position"], row["hash"]


async def head(tx: Tx) -> tuple[int, bytes] | None:
    """The head without holding it; None if somebody removed it."""
    row = await tx.fetchrow("SELECT position, hash FROM audit_head WHERE id = 1")
    return (row["position"], row["hash"]) if row else None


async def append(tx: Tx, sealed: list[tuple[int, datetime, Entry, bytes]]) -> None:
    """Write sealed entries and move the head; the caller holds it."""
    await tx.executemany(
        f"INSERT INTO audit_entry ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        [
            (number, at, e.actor_kind, e.actor_id, e.action, e.object_kind, e.object_id, e.before, e.after, e.ip, e.request_id, mark)
            for number, at, e, mark in sealed
        ],
    )
    number, _, _, mark = sealed[-1]
    await tx.execute("UPDATE audit_head SET position = $1, hash = $2 WHERE id = 1", number, mark)


async def batch(tx: Tx, after: int, limit: int) -> list[Sealed]:
    """Entries in order of their number."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM audit_entry WHERE position > $1 ORDER BY position LIMIT $2", after, limit)
    return [_sealed(row) for row in rows]


async def search(tx: Tx, wanted: Search, before: int | None, limit: int) -> list[Sealed]:
    """The newest entries that fit, older than ``before``."""
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM audit_entry
            WHERE ($1::bigint IS NULL OR position < $1) AND ($2::text IS NULL OR actor_id = $2) AND ($3::text IS NULL OR action = $3)
              AND ($4::text IS NULL OR object_kind = $4) AND ($5::text IS NULL OR object_id = $5)
              AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
            ORDER BY position DESC LIMIT $8""",
        before,
        wanted.actor_id,
        wanted.action,
        wanted.object_kind,
        wanted.object_id,
        wanted.since,
        wanted.until,
        limit,
    )
    return [_sealed(row) for row in rows]


def _sealed(row: asyncpg.Record) -> Sealed:
    entry = Entry(
        actor_kind=row["actor_kind"],
        actor_id=row["actor_id"],
        action=row["action"],
        object_kind=row["object_kind"],
        object_id=row["object_id"],
        before=row["before"],
        after=row["after"],
        ip=row["ip"],
        request_id=row["request_id"],
    )
    return Sealed(row["position"], row["at"], entry, bytes(row["hash"]).hex())
