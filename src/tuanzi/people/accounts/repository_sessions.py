"""The SQL of sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from tuanzi.kernel.db import Statement, Tx, writer
from tuanzi.people.accounts.contracts import Device, SessionId

INSERT = """
INSERT INTO accounts_session (id, kind, principal_id, stage, salt, device, ip, created_at, rotated_at, last_seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)
"""


def add_session(
    tx: Tx,
    session_id: SessionId,
    kind: str,
    principal_id: UUID,
    stage: str,
    salt: bytes,
    device: str,
    ip: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """A device signs in: written with everything else that is written at the end of the transaction."""
    tx.buffer("accounts.session").append((session_id, kind, principal_id, stage, salt, device, ip, now, expires_at))


@writer("accounts.session")
def _write_sessions(items: list[Any]) -> list[Statement]:
    return [(INSERT, item) for item in items]


async def session(tx: Tx, session_id: SessionId) -> asyncpg.Record | None:
    """The whole row."""
    return await tx.fetchrow(
        """SELECT id, kind, principal_id, stage, generation, salt, rotated_at, expires_at, ended_at FROM accounts_session WHERE id = $1""",
        session_id,
    )


async def rotate_session(tx: Tx, session_id: SessionId, generation: int, now: datetime, expires_at: datetime | None) -> bool:
    """Move a living session from this generation to the next: True for exactly one caller. None keeps its end."""
    return bool(
        await tx.execute(
            """UPDATE accounts_session SET generation = generation + 1, rotated_at = $3, last_seen_at = $3,
                   expires_at = coalesce($4, expires_at)
               WHERE id = $1 AND generation = $2 AND ended_at IS NULL AND expires_at > $3""",
            session_id,
            generation,
            now,
            expires_at,
        )
    )


async def set_stage(tx: Tx, session_id: SessionId, stage: str) -> None:
    """Sign-in went a step further."""
    await tx.execute("UPDATE accounts_session SET stage = $2 WHERE id = $1", session_id, stage)


async def end_session(tx: Tx, kind: str, principal_id: UUID, session_id: SessionId, reason: str, now: datetime) -> bool:
    """False if it is not theirs or has ended."""
    return bool(
        await tx.execute(
            """UPDATE accounts_session SET ended_at = $5, end_reason = $4
               WHERE id = $1 AND kind = $2 AND principal_id = $3 AND ended_at IS NULL""",
            session_id,
            kind,
            principal_id,
            reason,
            now,
        )
    )


async def end_all(tx: Tx, kind: str, principal_id: UUID, keep: SessionId | None, reason: str, now: datetime) -> int:
    """End every session of one person but ``keep``; how many."""
    return await tx.execute(
        """UPDATE accounts_session SET ended_at = $5, end_reason = $4
           WHERE kind = $1 AND principal_id = $2 AND ended_at IS NULL AND ($3::uuid IS NULL OR id <> $3)""",
        kind,
        principal_id,
        keep,
        reason,
        now,
    )


async def devices(tx: Tx, kind: str, principal_id: UUID, now: datetime, limit: int) -> list[Device]:
    """Living sessions, last seen first."""
    rows = await tx.fetch(
        """SELECT id, device, ip, created_at, last_seen_at FROM accounts_session
           WHERE kind = $1 AND principal_id = $2 AND ended_at IS NULL AND expires_at > $3 ORDER BY last_seen_at DESC, id DESC LIMIT $4""",
        kind,
        principal_id,
        now,
        limit,
    )
    return [Device(SessionId.of(row["id"]), row["device"], row["ip"], row["created_at"], row["last_seen_at"]) for row in rows]


async def is_living(tx: Tx, session_id: UUID, now: datetime) -> bool:
    """Whether the session is neither ended nor run out."""
    return bool(
        await tx.fetchval("SELECT true FROM accounts_session WHERE id = $1 AND ended_at IS NULL AND expires_at > $2", session_id, now)
    )


async def forget_sessions(tx: Tx, before: datetime) -> int:
    """Delete what ran out before then."""
    return await tx.execute("DELETE FROM accounts_session WHERE expires_at < $1", before)
