"""Staff sign-in: the password, then whatever is still owed, one stage after the other."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from tuanzi.kernel.db import Database, Tx
from tuanzi.people.access import repository, rules
from tuanzi.people.access.contracts import Actor, Staff, StaffId, StaffSession
from tuanzi.people.access.errors import CredentialsWrong, StageWrong
from tuanzi.people.access.log import log
from tuanzi.people.access.staff import get
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Origin, Stage
from tuanzi.people.accounts.errors import PasswordWrong


async def sign_in(db: Database, actor: Actor, email: str, password: str, origin: Origin) -> StaffSession:
    """Check the password and open a session at the stage it owes. Raises ``CredentialsWrong`` and ``SignInLocked``."""
    normal = accounts.normal_email(email) or email.strip().lower()
    key = await accounts.claim_attempt(db, f"staff:{normal}")
    async with db.read() as tx:
        found = await repository.secrets_by_email(tx, normal)
    fits = await accounts.verify_password(found.password_hash if found else None, password)
    if found is None or not fits or not found.staff.is_active:
        raise CredentialsWrong
    staff = found.staff
    stage = stage_of(staff, passed_totp=False)
    async with db.transaction() as tx:
        await accounts.clear_attempts(tx, key)
        tokens = accounts.open_session(tx, "staff", staff.id, origin, stage=stage)
        log(tx, replace(actor, staff_id=staff.id), "access.sign_in", "staff", staff.id, None, {"stage": stage})
    return StaffSession(staff.id, tokens, stage)


async def change_own_password(db: Database, actor: Actor, session_id: UUID, stage: Stage, current: str, new: str) -> StaffSession:
    """Choose a password, at stage change_password or ready; all other sessions end. Raises ``StageWrong``, ``PasswordWrong``,
    ``PasswordTooShort``, ``PasswordTooCommon``, ``SignInLocked``.
    """
    staff_id = demand_stage(actor, stage, "change_password", "ready")
    async with db.read() as tx:
        found = await repository.secrets_of(tx, staff_id)
    if found is None:
        raise CredentialsWrong
    await accounts.refuse_weak(new, [found.staff.name, found.staff.email.partition("@")[0]])
    key = await accounts.claim_attempt(db, f"change:{staff_id}")
    if current == new or not await accounts.verify_password(found.password_hash, current):
        raise PasswordWrong
    hashed = await accounts.hash_password(new)
    async with db.transaction() as tx:
        await accounts.clear_attempts(tx, key)
        await repository.set_password(tx, staff_id, hashed, must_change=False)
        await accounts.end_other_sessions(tx, "staff", staff_id, session_id)
        log(tx, actor, "access.change_password", "staff", staff_id, None, None)
        return await go_on(tx, staff_id, session_id)


async def go_on(tx: Tx, staff_id: StaffId, session_id: UUID) -> StaffSession:
    """New tokens at the next stage; the second factor, if there is one, has been passed in this session."""
    stage = stage_of(await get(tx, staff_id), passed_totp=True)
    return StaffSession(staff_id, await accounts.advance_stage(tx, "staff", staff_id, session_id, stage), stage)


def stage_of(staff: Staff, *, passed_totp: bool) -> Stage:
    """What this account owes."""
    return rules.next_stage(
        has_totp=staff.has_totp, passed_totp=passed_totp, must_change_password=staff.must_change_password, roles=staff.roles
    )


def demand_stage(actor: Actor, stage: Stage, *allowed: Stage) -> StaffId:
    """The acting staff member, if the session is at one of these stages. Raises ``StageWrong``."""
    if stage not in allowed or actor.staff_id is None:
        raise StageWrong(stage=stage)
    return actor.staff_id
