"""Staff sessions: the mechanism is that of accounts, the kind is ours."""

from __future__ import annotations

from uuid import UUID

from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import Unauthenticated
from tuanzi.people.access.contracts import Actor, StaffId, StaffSession
from tuanzi.people.access.log import log
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Device, SessionId


async def carry_on(db: Database, refresh_token: str) -> StaffSession:
    """New tokens at the stage where the session stands. Raises ``RefreshRefused``."""
    found = await accounts.refresh(db, refresh_token, "staff")
    return StaffSession(StaffId.of(found.principal_id), found.tokens, found.stage)


async def demand_living(tx: Tx, session_id: UUID) -> None:
    """Staff tokens die with their session, not minutes later. Raises ``Unauthenticated``."""
    if not await accounts.is_living(tx, session_id):
        raise Unauthenticated


async def devices(tx: Tx, staff_id: StaffId) -> list[Device]:
    """One's signed-in devices."""
    return await accounts.sessions(tx, "staff", staff_id)


async def sign_out(tx: Tx, actor: Actor, staff_id: StaffId, session_id: SessionId) -> None:
    """End one of one's own sessions. Raises ``SessionNotFound``."""
    await accounts.end_session(tx, "staff", staff_id, session_id)
    log(tx, actor, "access.sign_out", "staff", staff_id, None, {"session": str(session_id)})
