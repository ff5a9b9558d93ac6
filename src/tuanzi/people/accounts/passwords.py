"""Passwords: argon2id in a thread, refused when common, locked when guessed at."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tuanzi.kernel import clock, crypto
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts import repository
from tuanzi.people.accounts.contracts import (
    PASSWORD_ATTEMPTS_MAX,
    PASSWORD_LENGTH_MAX,
    PASSWORD_LENGTH_MIN,
    PASSWORD_LOCK_S,
    MemberId,
    Proof,
)
from tuanzi.people.accounts.errors import AccountGone, CredentialsWrong, PasswordTooCommon, PasswordTooShort, PasswordWrong, SignInLocked
from tuanzi.people.accounts.rules import normal_login
from tuanzi.people.accounts.sessions import end_other_sessions

GUESSABLE_SCORE = 1
"""zxcvbn's 0 and 1: fewer than a million guesses."""
GUESSED_LENGTH_MAX = 72
"""zxcvbn slows down with the length; what is longer is judged by its beginning."""
ATTEMPT = "accounts.attempt"
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's recommendation for argon2id (2024): 19 MiB, two passes, one lane."""
_gate = asyncio.Semaphore(4)
"""At most this many hashes at once in a process: 19 MiB each."""


async def hash_password(password: str) -> str:
    """The argon2id hash, computed beside the event loop."""
    async with _gate:
        return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether it fits. Without a stored hash the same time is spent on a pretend one, so that nobody learns who has an account."""
    async with _gate:
        return await asyncio.to_thread(_verify, stored, password[:PASSWORD_LENGTH_MAX])


def _verify(stored: str | None, password: str) -> bool:
    try:
        _hasher.verify(stored or _pretend(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _pretend() -> str:
    return _hasher.hash("nobody's password")


async def refuse_weak(password: str, hints: list[str]) -> None:
    """Raises ``PasswordTooShort`` and ``PasswordTooCommon``; ``hints`` are words about the person that do not count as secret."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooShort(length_min=PASSWORD_LENGTH_MIN)
    if await asyncio.to_thread(_is_common, password, hints):
        raise PasswordTooCommon


def _is_common(password: str, hints: list[str]) -> bool:
    from zxcvbn import zxcvbn

    if password.lower() in _common():
        return True
    score: int = zxcvbn(password[:GUESSED_LENGTH_MAX], user_inputs=hints)["score"]
    return score <= GUESSABLE_SCORE


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


async def claim_attempt(db: Database, subject: str) -> bytes:
    """Count one try at ``subject``, durably and before it is looked at; the key to clear it by. Raises ``SignInLocked``."""
    key, now = crypto.blind_index(subject, ATTEMPT), clock.now()
    async with db.transaction() as tx:
        if await repository.claim_attempt(tx, key, now, now + timedelta(seconds=PASSWORD_LOCK_S), PASSWORD_ATTEMPTS_MAX):
            return key
        until = await repository.locked_until(tx, key)
    raise SignInLocked(retry_after_s=max(1, int((until - now).total_seconds())) if until else 1)


async def clear_attempts(tx: Tx, key: bytes) -> None:
    """A success wipes the failed tries."""
    await repository.clear_attempts(tx, key)


async def check_password(db: Database, login: str, password: str) -> Proof:
    """That the caller knows the password of a phone or e-mail. Raises ``CredentialsWrong`` and ``SignInLocked``."""
    kind, normal = normal_login(login)
    key = await claim_attempt(db, f"member:{kind}:{normal}")
    async with db.read() as tx:
        found = await repository.member_by(tx, kind, normal) if kind != "unknown" else None
    if not await verify_password(found[1] if found else None, password) or found is None:
        raise CredentialsWrong
    async with db.transaction() as tx:
        await clear_attempts(tx, key)
    return Proof("password", member_id=found[0])


async def check_own_password(db: Database, member_id: MemberId, password: str) -> Proof:
    """That the caller knows their own password. Raises ``PasswordWrong`` and ``SignInLocked``."""
    key = await claim_attempt(db, f"change:{member_id}")
    async with db.read() as tx:
        stored = await repository.password_hash(tx, member_id)
    if not await verify_password(stored, password):
        raise PasswordWrong
    async with db.transaction() as tx:
        await clear_attempts(tx, key)
    return Proof("password", member_id=member_id)


async def change_password(db: Database, member_id: MemberId, session_id: UUID, current: str | None, new: str) -> None:
    """Choose a password; every other device must sign in again.

    Raises ``PasswordTooShort``, ``PasswordTooCommon``, ``PasswordWrong`` when there is one and ``current`` is not it, and
    ``SignInLocked`` and ``AccountGone``. Takes the database: hashing is slow and the counted try must outlive a refusal.
    """
    async with db.read() as tx:
        stored = await repository.password_hash(tx, member_id)
        member = (await repository.members(tx, [member_id])).get(member_id)
    await refuse_weak(new, [member.nickname] if member else [])
    key = None
    if stored is not None:
        key = await claim_attempt(db, f"change:{member_id}")
        if not await verify_password(stored, current or ""):
            raise PasswordWrong
    fresh = await hash_password(new)
    async with db.transaction() as tx:
        if key:
            await clear_attempts(tx, key)
        if not await repository.update_member(tx, member_id, {"password_hash": fresh}):
            raise AccountGone
        await end_other_sessions(tx, "member", member_id, session_id)
