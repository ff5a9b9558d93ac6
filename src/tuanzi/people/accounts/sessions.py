"""Sessions: signed-in devices of members and staff, carried on by rotating refresh tokens.

Every refresh moves the session one generation on, in one conditional statement, and makes all older tokens old. An old token
that comes back means that two parties hold the session, so it ends for both. One exception: the token of the generation just left
is answered again for ``REFRESH_GRACE_S`` seconds, with the *same* new token, because browser tabs refresh at once and networks
lose answers. This is safe: no second line of tokens begins, so whoever holds a copy is found out at the next rotation.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

import asyncpg

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts import repository_life as life
from tuanzi.people.accounts import repository_sessions as repository
from tuanzi.people.accounts import tokens
from tuanzi.people.accounts.contracts import (
    REFRESH_GRACE_S,
    SESSIONS_LISTED_MAX,
    Device,
    Origin,
    PrincipalKind,
    Refreshed,
    SessionId,
    Stage,
    Tokens,
)
from tuanzi.people.accounts.errors import RefreshRefused, SessionNotFound

DEVICE_LENGTH_MAX = 120


def open_session(tx: Tx, kind: PrincipalKind, principal_id: UUID, origin: Origin, *, stage: Stage = "ready") -> Tokens:
    """A device signs in, at the end of the transaction. The caller has checked who it is."""
    session_id, salt, now = SessionId.new(), secrets.token_bytes(tokens.SALT_BYTES), clock.now()
    device = "".join(char for char in origin.device if char.isprintable())[:DEVICE_LENGTH_MAX]
    expires_at = tokens.lifetime_end(kind, now)
    repository.add_session(tx, session_id, kind, principal_id, stage, salt, device, origin.ip, now, expires_at)
    return tokens.issue(kind, principal_id, session_id, stage, 0, salt)


async def advance_stage(tx: Tx, kind: PrincipalKind, principal_id: UUID, session_id: UUID, stage: Stage) -> Tokens:
    """Sign-in went a step further: new tokens for the same session at its new stage. Raises ``RefreshRefused`` if it ended."""
    typed = SessionId.of(session_id)
    row = await repository.session(tx, typed)
    if row is None or row["kind"] != kind or row["principal_id"] != principal_id:
        raise RefreshRefused
    if not await repository.rotate_session(tx, typed, row["generation"], clock.now(), None):
        raise RefreshRefused
    await repository.set_stage(tx, typed, stage)
    return tokens.issue(kind, principal_id, typed, stage, row["generation"] + 1, row["salt"])


async def refresh(db: Database, token: str, kind: PrincipalKind) -> Refreshed:
    """Carry a session on. Raises ``RefreshRefused``; an old token also ends its session, which must outlive the failed request,
    so this takes the database and commits by itself.
    """
    async with db.transaction() as tx:
        refreshed = await _refresh(tx, token, kind)
    if refreshed is None:
        raise RefreshRefused
    return refreshed


async def _refresh(tx: Tx, token: str, kind: PrincipalKind) -> Refreshed | None:
    claimed = tokens.read_refresh(token)
    if claimed is None:
        return None
    session_id, generation, mac = claimed
    row = await repository.session(tx, session_id)
    if row is None or row["kind"] != kind or not tokens.is_genuine(session_id, generation, row["salt"], mac):
        return None
    now = clock.now()
    expires_at = tokens.lifetime_end(kind, now) if kind == "member" else None
    if await repository.rotate_session(tx, session_id, generation, now, expires_at):
        if kind == "member":
            await life.see(tx, row["principal_id"], now)
        return _refreshed(row, generation + 1)
    row = await repository.session(tx, session_id)
    if row is None or row["ended_at"] is not None or row["expires_at"] <= now:
        return None
    if row["generation"] == generation + 1 and row["rotated_at"] > now - timedelta(seconds=REFRESH_GRACE_S):
        return _refreshed(row, generation + 1)
    await repository.end_session(tx, kind, row["principal_id"], session_id, "reused", now)
    return None


def _refreshed(row: asyncpg.Record, generation: int) -> Refreshed:
    made = tokens.issue(row["kind"], row["principal_id"], SessionId.of(row["id"]), row["stage"], generation, row["salt"])
    return Refreshed(row["kind"], row["principal_id"], row["stage"], made)


async def sessions(tx: Tx, kind: PrincipalKind, principal_id: UUID) -> list[Device]:
    """The signed-in devices, last seen first; at most ``SESSIONS_LISTED_MAX``."""
    return await repository.devices(tx, kind, principal_id, clock.now(), SESSIONS_LISTED_MAX)


async def end_session(tx: Tx, kind: PrincipalKind, principal_id: UUID, session_id: SessionId) -> None:
    """Sign one of one's own devices out. Raises ``SessionNotFound``."""
    if not await repository.end_session(tx, kind, principal_id, session_id, "ended", clock.now()):
        raise SessionNotFound


async def end_other_sessions(tx: Tx, kind: PrincipalKind, principal_id: UUID, keep: UUID | None) -> int:
    """After a changed password every other device must sign in again; how many it were."""
    return await repository.end_all(tx, kind, principal_id, SessionId.of(keep) if keep else None, "password_changed", clock.now())


async def end_all_sessions(tx: Tx, kind: PrincipalKind, principal_id: UUID) -> int:
    """Sign every device out, because the house says so; how many it were."""
    return await repository.end_all(tx, kind, principal_id, None, "ended_by_staff", clock.now())


async def is_living(tx: Tx, session_id: UUID) -> bool:
    """Whether a session still counts, for those who look at every request."""
    return await repository.is_living(tx, session_id, clock.now())
