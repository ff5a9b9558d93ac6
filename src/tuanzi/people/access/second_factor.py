"""TOTP (RFC 6238): six digits, thirty seconds, one step of drift to either side, every step taken at most once.

Codes follow the machine's clock, not the business clock: the phone that makes them does not know of a shifted sandbox.
"""

from __future__ import annotations

import hmac
import secrets
from uuid import UUID

import pyotp

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.access import repository
from tuanzi.people.access.contracts import RECOVERY_CODES, TOTP_STEP_S, Actor, Confirmed, StaffId, StaffSession, TotpOffer
from tuanzi.people.access.errors import CredentialsWrong, TotpNotOffered, TotpWrong
from tuanzi.people.access.log import log
from tuanzi.people.access.sign_in import demand_stage, go_on
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Stage

ISSUER = "Tuanzi"
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_PART = 5
DRIFT = (0, -1, 1)


async def pass_totp(db: Database, actor: Actor, session_id: UUID, stage: Stage, code: str) -> StaffSession:
    """The second step of sign-in: a code of the app or a recovery code. Raises ``StageWrong``, ``TotpWrong``, ``SignInLocked``."""
    staff_id = demand_stage(actor, stage, "totp")
    key = await accounts.claim_attempt(db, f"totp:{staff_id}")
    async with db.transaction() as tx:
        how = await _spend(tx, staff_id, code)
        await accounts.clear_attempts(tx, key)
        log(tx, actor, "access.pass_totp", "staff", staff_id, None, {"by": how})
        return await go_on(tx, staff_id, session_id)


async def offer_totp(db: Database, actor: Actor, stage: Stage, code: str | None) -> TotpOffer:
    """A fresh secret to scan, at stage enrol_totp or ready. Who has a second factor already shows a code of it. Raises ``StageWrong``,
    ``TotpWrong`` and ``SignInLocked``.
    """
    staff_id = demand_stage(actor, stage, "enrol_totp", "ready")
    key = await accounts.claim_attempt(db, f"totp:{staff_id}")
    async with db.transaction() as tx:
        found = await repository.secrets_of(tx, staff_id)
        if found is None:
            raise CredentialsWrong
        if found.totp is not None:
            await _spend(tx, staff_id, code or "")
        await accounts.clear_attempts(tx, key)
        secret = pyotp.random_base32()
        await repository.offer_totp(tx, staff_id, secret)
        log(tx, actor, "access.offer_totp", "staff", staff_id, None, None)
    return TotpOffer(secret, pyotp.TOTP(secret).provisioning_uri(name=found.staff.email, issuer_name=ISSUER))


async def confirm_totp(db: Database, actor: Actor, session_id: UUID, stage: Stage, code: str) -> Confirmed:
    """A code made with the offered secret turns the second factor on; other sessions end, for they never passed it. Raises
    ``StageWrong``, ``TotpNotOffered``, ``TotpWrong`` and ``SignInLocked``.
    """
    staff_id = demand_stage(actor, stage, "enrol_totp", "ready")
    key = await accounts.claim_attempt(db, f"totp:{staff_id}")
    async with db.transaction() as tx:
        found = await repository.secrets_of(tx, staff_id)
        if found is None or found.totp_offered is None:
            raise TotpNotOffered
        step = matching_step(found.totp_offered, code)
        if step is None:
            raise TotpWrong
        if not await repository.confirm_totp(tx, staff_id, step):
            raise TotpNotOffered
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        await repository.replace_recovery_codes(tx, staff_id, codes)
        await accounts.clear_attempts(tx, key)
        await accounts.end_other_sessions(tx, "staff", staff_id, session_id)
        log(tx, actor, "access.enrol_totp", "staff", staff_id, None, None)
        return Confirmed(tuple(codes), await go_on(tx, staff_id, session_id))


async def _spend(tx: Tx, staff_id: StaffId, code: str) -> str:
    """Use a code up: "totp" or "recovery". Raises ``TotpWrong``, also for a code of a step that was used."""
    found = await repository.secrets_of(tx, staff_id)
    if found is None or found.totp is None:
        raise TotpWrong
    step = matching_step(found.totp, code)
    if step is not None and await repository.use_step(tx, staff_id, step):
        return "totp"
    if step is None and await repository.use_recovery_code(tx, staff_id, code.strip().lower(), clock.now()):
        return "recovery"
    raise TotpWrong


def matching_step(secret: str, code: str) -> int | None:
    """The 30-second step whose code this is, now or one step to either side."""
    totp, now = pyotp.TOTP(secret), int(clock.real_now().timestamp()) // TOTP_STEP_S
    given = code.replace(" ", "").encode()
    for drift in DRIFT:
        if hmac.compare_digest(totp.generate_otp(now + drift).encode(), given):
            return now + drift
    return None


def _recovery_code() -> str:
    """Two groups of five: 49 bits, tried at most five times per quarter of an hour."""
    return "-".join("".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_PART)) for _ in range(2))
