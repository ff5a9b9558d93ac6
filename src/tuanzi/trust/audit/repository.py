"""The SQL of the chain."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from tuanzi.kernel.db import Tx
from tuanzi.kernel.listing import Where, count_up_to
from tuanzi.trust.audit.contracts import GENESIS, Check, Entry, Sealed, Search

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


def _where(wanted: Search) -> Where:
    found = Where()
    found.add_given(
        ("actor_id = {0}", wanted.actor_id),
        ("action = {0}", wanted.action),
        ("object_kind = {0}", wanted.object_kind),
        ("object_id = {0}", wanted.object_id),
        ("ip = {0}", wanted.ip),
        ("request_id = {0}", wanted.request_id),
        ("at >= {0}", wanted.since),
        ("at < {0}", wanted.until),
    )
    if wanted.area is not None:
        # Everything that begins with the area and a dot; a slash is what comes after the dot.
        found.add('action COLLATE "C" >= {0} AND action COLLATE "C" < {1}', f"{wanted.area}.", f"{wanted.area}/")
    return found


async def search(tx: Tx, wanted: Search, before: int | None, limit: int) -> list[Sealed]:
    """The newest entries that fit, older than ``before``."""
    found = _where(wanted)
    found.add_given(("position < {0}", before))
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM audit_entry WHERE {found.sql} ORDER BY position DESC LIMIT {int(limit)}", *found.arguments
    )
    return [_sealed(row) for row in rows]


async def count(tx: Tx, wanted: Search) -> int:
    """How many entries fit, as far as it is worth counting."""
    found = _where(wanted)
    return await count_up_to(tx, f"SELECT 1 FROM audit_entry WHERE {found.sql}", *found.arguments)


async def keep_check(tx: Tx, check: Check) -> None:
    """Remember that the chain was walked."""
    await tx.execute(
        "INSERT INTO audit_check (at, position, problems, asked_by) VALUES ($1, $2, $3, $4)",
        check.at,
        check.position,
        list(check.problems),
        check.asked_by,
    )


async def checks(tx: Tx, limit: int) -> list[Check]:
    """The last walks, newest first."""
    rows = await tx.fetch("SELECT at, position, problems, asked_by FROM audit_check ORDER BY number DESC LIMIT $1", limit)
    return [Check(row["at"], row["position"], tuple(row["problems"]), row["asked_by"]) for row in rows]


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
