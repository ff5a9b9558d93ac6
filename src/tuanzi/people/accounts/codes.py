"""Sign-in codes: asked for, sent by an outside job, tried at most five times, used once."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from uuid_utils.compat import uuid7

from tuanzi.kernel import clock, jobs, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts import repository
from tuanzi.people.accounts.contracts import CODE_ATTEMPTS_MAX, CODE_DIGITS, CODE_RESEND_S, CODES_PER_DAY_MAX, CodeSent, MemberId, Proof
from tuanzi.people.accounts.errors import CodeExpired, CodeLocked, CodesUsedUp, CodeTooSoon, CodeWrong, PhoneMissing
from tuanzi.people.accounts.jobs import send_code
from tuanzi.people.accounts.rules import normal_phone

DAY_S = 86_400


async def request_code(tx: Tx, phone: str, language: str) -> CodeSent:
    """Make a code for this phone and have it sent. Raises ``PhoneInvalid``, ``CodeTooSoon`` and ``CodesUsedUp``.

    The answer is the same whether or not the phone has an account.
    """
    normal, now = normal_phone(phone), clock.now()
    code_id, code = uuid7(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    lifetime_s: int = ports.get(Config).sign_in_code_s
    expires_at = now + timedelta(seconds=lifetime_s)
    if not await repository.put_code(tx, code_id, normal, code, language, now, expires_at, CODES_PER_DAY_MAX, CODE_RESEND_S):
        state = await repository.code_state(tx, normal)
        waited_s = (now - state["sent_at"]).total_seconds() if state else 0
        if state is None or waited_s < CODE_RESEND_S:
            raise CodeTooSoon(retry_after_s=max(1, int(CODE_RESEND_S - waited_s)))
        raise CodesUsedUp(retry_after_s=max(1, int(DAY_S - (now - state["day_started_at"]).total_seconds())))
    jobs.enqueue(tx, send_code(code_id))
    return CodeSent(CODE_RESEND_S, lifetime_s)


async def request_own_code(tx: Tx, member_id: MemberId, language: str) -> CodeSent:
    """Send a code to a member's own phone. Raises ``PhoneMissing``, ``CodeTooSoon`` and ``CodesUsedUp``."""
    phone = await repository.member_phone(tx, member_id)
    if phone is None:
        raise PhoneMissing
    return await request_code(tx, phone, language)


async def use_proof(tx: Tx, proof: Proof) -> MemberId | None:
    """Use a proof up: whose account it speaks for, None if nobody's. Raises ``CodeExpired`` when it was used a moment earlier."""
    if proof.code_id and proof.phone:
        if not await repository.use_code(tx, proof.code_id, clock.now()):
            raise CodeExpired
        found = await repository.member_by(tx, "phone", proof.phone)
        return found[0] if found else None
    if proof.wechat:
        return await repository.member_of_wechat(tx, proof.wechat)
    return proof.member_id


async def check_code(db: Database, phone: str, code: str) -> Proof:
    """That the caller holds this phone. Raises ``PhoneInvalid``, ``CodeWrong``, ``CodeLocked`` and ``CodeExpired``.

    The try is counted and committed before the code is compared: neither a failed request nor a parallel one gives it back.
    """
    normal = normal_phone(phone)
    async with db.transaction() as tx:
        living = await repository.spend_attempt(tx, normal, clock.now(), CODE_ATTEMPTS_MAX)
        state = None if living else await repository.code_state(tx, normal)
    if living is None:
        tried_out = state is not None and state["used_at"] is None and state["expires_at"] > clock.now()
        raise CodeLocked if tried_out else CodeExpired
    if hmac.compare_digest(living["code_mac"], repository.code_mac(living["id"], code)):
        return Proof("phone", code_id=living["id"], phone=normal)
    left = CODE_ATTEMPTS_MAX - living["attempts"]
    raise CodeWrong(attempts_left=left) if left else CodeLocked
