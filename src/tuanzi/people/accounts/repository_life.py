"""The SQL of an account's life: that it still stands, what is known about it, how it is given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from tuanzi.kernel import crypto
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import EMAIL, NOTES_MAX, PHONE, Figures, MemberId, MemberNote, MemberNoteId


async def hold(tx: Tx, member_id: MemberId) -> bool:
    """Keep the account from being given up until the end of the transaction; False if it already is."""
    row = await tx.fetchrow("SELECT gone_at FROM accounts_member WHERE id = $1 FOR KEY SHARE", member_id)
    return row is not None and row["gone_at"] is None


async def lock(tx: Tx, member_ids: Sequence[MemberId]) -> dict[MemberId, asyncpg.Record]:
    """Whole rows, locked against everything that relies on the account, in the order of their ids."""
    rows = await tx.fetch("SELECT * FROM accounts_member WHERE id = ANY($1) ORDER BY id FOR UPDATE", list(member_ids))
    return {MemberId.of(row["id"]): row for row in rows}


async def see(tx: Tx, member_id: UUID, now: datetime) -> None:
    """The member was here."""
    await tx.execute("UPDATE accounts_member SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2", member_id, now)


async def keep_figures(tx: Tx, figures: Mapping[MemberId, Figures]) -> None:
    """Write down what was counted."""
    ids = sorted(figures)
    await tx.execute(
        """UPDATE accounts_member m SET orders = f.orders, paid_minor = f.paid FROM unnest($1::uuid[], $2::int[], $3::bigint[]) AS f (id, orders, paid)
           WHERE m.id = f.id AND (m.orders, m.paid_minor) IS DISTINCT FROM (f.orders, f.paid)""",
        ids,
        [figures[each].orders for each in ids],
        [figures[each].paid_minor for each in ids],
    )


async def set_adviser(tx: Tx, member_ids: Sequence[MemberId], staff_id: UUID | None) -> list[MemberId]:
    """Of these members, those who are there and had another adviser."""
    rows = await tx.fetch(
        """UPDATE accounts_member SET adviser_id = $2 WHERE id = ANY($1) AND gone_at IS NULL AND adviser_id IS DISTINCT FROM $2
           RETURNING id""",
        list(member_ids),
        staff_id,
    )
    return sorted(MemberId.of(row["id"]) for row in rows)


async def advised_by(tx: Tx, staff_id: UUID, most: int) -> list[MemberId]:
    """Members with this adviser."""
    rows = await tx.fetch("SELECT id FROM accounts_member WHERE adviser_id = $1 ORDER BY id LIMIT $2", staff_id, most)
    return [MemberId.of(row["id"]) for row in rows]


async def count_advised(tx: Tx) -> dict[UUID, int]:
    """How many members each adviser looks after."""
    rows = await tx.fetch("SELECT adviser_id, count(*) AS members FROM accounts_member WHERE adviser_id IS NOT NULL GROUP BY adviser_id")
    return {row["adviser_id"]: row["members"] for row in rows}


async def known_as(tx: Tx, member_id: MemberId) -> asyncpg.Record | None:
    """Nickname and sealed contacts."""
    return await tx.fetchrow("SELECT nickname, phone_sealed, email_sealed, birthday FROM accounts_member WHERE id = $1", member_id)


def opened(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Phone (E.164) and e-mail of a row."""
    phone, email = row["phone_sealed"], row["email_sealed"]
    return (crypto.open_(phone, PHONE) if phone else None, crypto.open_(email, EMAIL) if email else None)


async def wechat_of(tx: Tx, member_id: MemberId) -> list[asyncpg.Record]:
    """The WeChat identities of a member."""
    return await tx.fetch(
        "SELECT app_id, open_id, union_id, created_at FROM accounts_wechat WHERE member_id = $1 ORDER BY created_at", member_id
    )


async def all_sessions(tx: Tx, member_id: MemberId) -> list[asyncpg.Record]:
    """Every session we still remember, ended ones too."""
    return await tx.fetch(
        """SELECT device, ip, created_at, last_seen_at, ended_at FROM accounts_session WHERE kind = 'member' AND principal_id = $1
           ORDER BY created_at DESC""",
        member_id,
    )


async def blank(tx: Tx, member_id: MemberId, nickname: str, now: datetime) -> None:
    """The row stays for the orders that point to it, with nothing personal in it."""
    await tx.execute(
        """UPDATE accounts_member SET nickname = $2, avatar_key = NULL, gender = 'unknown', birthday = NULL, region = NULL, attributes = '{}',
               phone_sealed = NULL, phone_index = NULL, email_sealed = NULL, email_index = NULL, password_hash = NULL,
               wants_marketing = NULL, wants_recommendations = NULL, adviser_id = NULL, gone_at = coalesce(gone_at, $3) WHERE id = $1""",
        member_id,
        nickname,
        now,
    )


async def forget_rows(tx: Tx, member_id: MemberId, phone: str | None, now: datetime) -> None:
    """Addresses, WeChat identities, notes and codes go; sessions end and lose where they were."""
    for table in ("accounts_address", "accounts_wechat", "accounts_note"):
        await tx.execute(f"DELETE FROM {table} WHERE member_id = $1", member_id)
    await tx.execute(
        """UPDATE accounts_session SET ended_at = coalesce(ended_at, $2), end_reason = coalesce(end_reason, 'erased'), device = '', ip = ''
           WHERE kind = 'member' AND principal_id = $1""",
        member_id,
        now,
    )
    if phone:
        await tx.execute("DELETE FROM accounts_code WHERE phone_index = $1", crypto.blind_index(phone, PHONE))


async def give(tx: Tx, source: MemberId, target: MemberId) -> None:
    """Addresses, WeChat identities and notes of one account become the other's; its default address stays the default."""
    await tx.execute(
        "UPDATE accounts_address SET is_default = false WHERE member_id = $1 AND is_default AND EXISTS (SELECT FROM accounts_address kept WHERE kept.member_id = $2 AND kept.is_default)",
        source,
        target,
    )
    for table in ("accounts_address", "accounts_wechat", "accounts_note"):
        await tx.execute(f"UPDATE {table} SET member_id = $2 WHERE member_id = $1", source, target)


async def set_columns(tx: Tx, member_id: MemberId, fields: Mapping[str, Any]) -> None:
    """Set columns of a locked row; their names come from our own code, never from input."""
    names = ", ".join(f"{name} = ${place}" for place, name in enumerate(fields, start=2))
    await tx.execute(f"UPDATE accounts_member SET {names} WHERE id = $1", member_id, *fields.values())


async def recently_gone(tx: Tx, since: datetime) -> list[UUID]:
    """Accounts given up since then."""
    return [row["id"] for row in await tx.fetch("SELECT id FROM accounts_member WHERE gone_at IS NOT NULL AND gone_at >= $1", since)]


async def add_note(tx: Tx, note: MemberNote) -> bool:
    """False when the member has too many."""
    return bool(
        await tx.execute(
            """INSERT INTO accounts_note (id, member_id, staff_id, text, at) SELECT $1, $2, $3, $4, $5
               WHERE (SELECT count(*) FROM accounts_note WHERE member_id = $2) < $6""",
            note.id,
            note.member_id,
            note.staff_id,
            note.text,
            note.at,
            NOTES_MAX,
        )
    )


async def notes(tx: Tx, member_id: MemberId) -> list[MemberNote]:
    """Notes on a member, newest first."""
    rows = await tx.fetch("SELECT id, member_id, staff_id, text, at FROM accounts_note WHERE member_id = $1 ORDER BY id DESC", member_id)
    return [MemberNote(MemberNoteId.of(row["id"]), MemberId.of(row["member_id"]), row["staff_id"], row["text"], row["at"]) for row in rows]
