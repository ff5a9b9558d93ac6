"""The SQL of members, codes and attempts. Sealing happens in the repositories: nobody else sees a sealed byte."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from tuanzi.kernel import crypto, masking
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import CODE, EMAIL, PHONE, Member, MemberId, WechatIdentity
from tuanzi.people.accounts.rules import national

MEMBER = """id, nickname, avatar_key, level, locale, gender, birthday, region, attributes, phone_sealed, email_sealed,
    password_hash IS NOT NULL AS has_password, created_at, last_seen_at, source, orders, paid_minor, wants_marketing, wants_recommendations,
    gone_at, merged_into, adviser_id"""


def to_member(row: asyncpg.Record) -> Member:
    phone, email = row["phone_sealed"], row["email_sealed"]
    return Member(
        id=MemberId.of(row["id"]),
        nickname=row["nickname"],
        avatar_key=row["avatar_key"],
        level=row["level"],
        locale=row["locale"],
        gender=row["gender"],
        birthday=row["birthday"],
        region=row["region"],
        phone_masked=masking.mask_phone(national(crypto.open_(phone, PHONE))) if phone else None,
        email_masked=masking.mask_email(crypto.open_(email, EMAIL)) if email else None,
        has_password=row["has_password"],
        attributes=row["attributes"],
        created_at=row["created_at"],
        last_seen_at=row["last_seen_at"],
        source=row["source"],
        orders=row["orders"],
        paid_minor=row["paid_minor"],
        wants_marketing=row["wants_marketing"],
        wants_recommendations=row["wants_recommendations"],
        gone_at=row["gone_at"],
        merged_into=MemberId.of(row["merged_into"]) if row["merged_into"] else None,
        adviser_id=UUID(int=row["adviser_id"].int) if row["adviser_id"] else None,
    )


async def members(tx: Tx, ids: list[MemberId]) -> dict[MemberId, Member]:
    """Those that exist."""
    rows = await tx.fetch(f"SELECT {MEMBER} FROM accounts_member WHERE id = ANY($1)", ids)
    return {member.id: member for member in map(to_member, rows)}


async def member_phone(tx: Tx, member_id: MemberId) -> str | None:
    """The member's own phone in E.164, opened."""
    sealed = await tx.fetchval("SELECT phone_sealed FROM accounts_member WHERE id = $1", member_id)
    return crypto.open_(sealed, PHONE) if sealed else None


async def member_by(tx: Tx, kind: str, value: str) -> tuple[MemberId, str | None] | None:
    """Who has this phone or e-mail, and the hash of their password."""
    column, context = ("phone_index", PHONE) if kind == "phone" else ("email_index", EMAIL)
    row = await tx.fetchrow(f"SELECT id, password_hash FROM accounts_member WHERE {column} = $1", crypto.blind_index(value, context))
    return (MemberId.of(row["id"]), row["password_hash"]) if row else None


async def add_member(tx: Tx, member_id: MemberId, nickname: str, locale: str, phone: str, now: datetime) -> Member | None:
    """The new member; None if somebody else has this phone: a parallel sign-up was faster."""
    row = await tx.fetchrow(
        f"""INSERT INTO accounts_member (id, nickname, locale, phone_sealed, phone_index, created_at, last_seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (phone_index) DO NOTHING RETURNING {MEMBER}""",
        member_id,
        nickname,
        locale,
        crypto.seal(phone, PHONE),
        crypto.blind_index(phone, PHONE),
        now,
    )
    return to_member(row) if row else None


async def add_wechat_member(tx: Tx, member_id: MemberId, nickname: str, locale: str, identity: WechatIdentity, now: datetime) -> Member:
    """The new member with their identity. Call under ``lock_wechat``."""
    row = await tx.fetchrow(
        f"""WITH known AS (
              INSERT INTO accounts_wechat (app_id, open_id, union_id, member_id, created_at) VALUES ($4, $5, $6, $1, $7))
            INSERT INTO accounts_member (id, nickname, locale, created_at, last_seen_at) VALUES ($1, $2, $3, $7, $7) RETURNING {MEMBER}""",
        member_id,
        nickname,
        locale,
        identity.app_id,
        identity.open_id,
        identity.union_id,
        now,
    )
    assert row is not None
    return to_member(row)


async def lock_wechat(tx: Tx, identity: WechatIdentity) -> None:
    """Make parallel first sign-ins of one WeChat person wait for each other."""
    name = identity.union_id or f"{identity.app_id}:{identity.open_id}"
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", f"accounts.wechat:{name}")


async def member_of_wechat(tx: Tx, identity: WechatIdentity) -> MemberId | None:
    """Who this is: by this mini-program's open id, else by the union id seen in another app of the same owner."""
    found = await tx.fetchval(
        """SELECT member_id FROM accounts_wechat WHERE (app_id = $1 AND open_id = $2) OR ($3::text IS NOT NULL AND union_id = $3)
           ORDER BY (app_id = $1 AND open_id = $2) DESC LIMIT 1""",
        identity.app_id,
        identity.open_id,
        identity.union_id,
    )
    return MemberId.of(found) if found else None


async def keep_wechat(tx: Tx, identity: WechatIdentity, member_id: MemberId, now: datetime) -> None:
    """Remember the identity; a union id that came later is added."""
    await tx.execute(
        """INSERT INTO accounts_wechat (app_id, open_id, union_id, member_id, created_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (app_id, open_id) DO UPDATE SET union_id = coalesce(EXCLUDED.union_id, accounts_wechat.union_id)""",
        identity.app_id,
        identity.open_id,
        identity.union_id,
        member_id,
        now,
    )


async def update_member(tx: Tx, member_id: MemberId, fields: dict[str, Any]) -> bool:
    """Set columns of a member who is still there; their names come from our own code, never from input."""
    names = ", ".join(f"{name} = ${place}" for place, name in enumerate(fields, start=2))
    return bool(await tx.execute(f"UPDATE accounts_member SET {names} WHERE id = $1 AND gone_at IS NULL", member_id, *fields.values()))


async def password_hash(tx: Tx, member_id: MemberId) -> str | None:
    """The argon2id hash, if a password was chosen."""
    found: str | None = await tx.fetchval("SELECT password_hash FROM accounts_member WHERE id = $1", member_id)
    return found


async def put_code(
    tx: Tx, code_id: UUID, phone: str, code: str, language: str, now: datetime, expires_at: datetime, per_day: int, resend_s: int
) -> bool:
    """Replace the phone's code if the last is old enough and the day has codes left; one statement, so no two get through."""
    return bool(
        await tx.execute(
            """INSERT INTO accounts_code AS c
                   (phone_index, id, phone_sealed, code_sealed, code_mac, language, sent_at, expires_at, day_started_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)
               ON CONFLICT (phone_index) DO UPDATE SET id = $2, phone_sealed = $3, code_sealed = $4, code_mac = $5, language = $6,
                   sent_at = $7, expires_at = $8, attempts = 0, used_at = NULL,
                   day_started_at = CASE WHEN c.day_started_at <= $9 THEN $7 ELSE c.day_started_at END,
                   day_count = CASE WHEN c.day_started_at <= $9 THEN 1 ELSE c.day_count + 1 END
               WHERE c.sent_at <= $10 AND (c.day_count < $11 OR c.day_started_at <= $9)""",
            crypto.blind_index(phone, PHONE),
            code_id,
            crypto.seal(phone, PHONE),
            crypto.seal(code, CODE),
            code_mac(code_id, code),
            language,
            now,
            expires_at,
            now - timedelta(days=1),
            now - timedelta(seconds=resend_s),
            per_day,
        )
    )


def code_mac(code_id: UUID, code: str) -> bytes:
    """A keyed hash: six digits alone would be found by trying them all."""
    return crypto.blind_index(f"{UUID(int=code_id.int)}:{code}", CODE)


async def code_state(tx: Tx, phone: str) -> asyncpg.Record | None:
    """When the phone's code was sent, how often it was tried, what became of it."""
    return await tx.fetchrow(
        "SELECT sent_at, expires_at, used_at, attempts, day_count, day_started_at FROM accounts_code WHERE phone_index = $1",
        crypto.blind_index(phone, PHONE),
    )


async def spend_attempt(tx: Tx, phone: str, now: datetime, attempts_max: int) -> asyncpg.Record | None:
    """Count one try at the phone's living code; id, mac and tries so far, or None when there is nothing to try at."""
    return await tx.fetchrow(
        """UPDATE accounts_code SET attempts = attempts + 1
           WHERE phone_index = $1 AND used_at IS NULL AND expires_at > $2 AND attempts < $3 RETURNING id, code_mac, attempts""",
        crypto.blind_index(phone, PHONE),
        now,
        attempts_max,
    )


async def use_code(tx: Tx, code_id: UUID, now: datetime) -> bool:
    """True for exactly one caller."""
    return bool(await tx.execute("UPDATE accounts_code SET used_at = $2 WHERE id = $1 AND used_at IS NULL", code_id, now))


async def unsent_code(tx: Tx, code_id: UUID, now: datetime) -> tuple[str, str, str] | None:
    """Phone, code and language of a code that still waits to be sent."""
    row = await tx.fetchrow(
        """SELECT phone_sealed, code_sealed, language FROM accounts_code
           WHERE id = $1 AND code_sealed IS NOT NULL AND used_at IS NULL AND expires_at > $2""",
        code_id,
        now,
    )
    return (crypto.open_(row["phone_sealed"], PHONE), crypto.open_(row["code_sealed"], CODE), row["language"]) if row else None


async def forget_code_text(tx: Tx, code_id: UUID) -> None:
    """Once it is sent, only its hash stays."""
    await tx.execute("UPDATE accounts_code SET code_sealed = NULL WHERE id = $1", code_id)


async def claim_attempt(tx: Tx, key: bytes, now: datetime, until: datetime, attempts_max: int) -> bool:
    """Count a try before it is looked at; False when the account is locked."""
    return bool(
        await tx.execute(
            """INSERT INTO accounts_attempt AS a (key, count, until) VALUES ($1, 1, $3)
               ON CONFLICT (key) DO UPDATE SET count = CASE WHEN a.until <= $2 THEN 1 ELSE a.count + 1 END,
                   until = CASE WHEN a.until <= $2 THEN $3 ELSE a.until END
               WHERE a.until <= $2 OR a.count < $4""",
            key,
            now,
            until,
            attempts_max,
        )
    )


async def locked_until(tx: Tx, key: bytes) -> datetime | None:
    """When the lock opens."""
    found: datetime | None = await tx.fetchval("SELECT until FROM accounts_attempt WHERE key = $1", key)
    return found


async def clear_attempts(tx: Tx, key: bytes) -> None:
    """A success wipes the slate."""
    await tx.execute("DELETE FROM accounts_attempt WHERE key = $1", key)
