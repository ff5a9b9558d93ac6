"""The SQL of addresses."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from tuanzi.kernel import crypto
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import Address, AddressDraft, AddressId, MemberId
from tuanzi.people.accounts.regions import place

NAME, CONTACT, DETAIL = "accounts.address_name", "accounts.address_phone", "accounts.address_detail"


async def lock_member(tx: Tx, member_id: MemberId) -> None:
    """Hold the member's row: changes of their addresses happen one after the other."""
    await tx.execute("SELECT 1 FROM accounts_member WHERE id = $1 FOR UPDATE", member_id)


async def addresses(tx: Tx, member_id: MemberId, address_id: AddressId | None = None) -> list[Address]:
    """One or all of a member's addresses: default first, then newest."""
    rows = await tx.fetch(
        """SELECT id, name_sealed, phone_sealed, region_code, detail_sealed, is_default FROM accounts_address
           WHERE member_id = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY is_default DESC, id DESC""",
        member_id,
        address_id,
    )
    return [_address(row) for row in rows]


def _address(row: asyncpg.Record) -> Address:
    where = place(row["region_code"])
    return Address(
        id=AddressId.of(row["id"]),
        name=crypto.open_(row["name_sealed"], NAME),
        phone=crypto.open_(row["phone_sealed"], CONTACT),
        province=where.province,
        city=where.city,
        district=where.district,
        region_code=where.region_code,
        detail=crypto.open_(row["detail_sealed"], DETAIL),
        is_default=row["is_default"],
    )


def _sealed(draft: AddressDraft) -> tuple[bytes, bytes, str, bytes]:
    return crypto.seal(draft.name, NAME), crypto.seal(draft.phone, CONTACT), draft.region_code, crypto.seal(draft.detail, DETAIL)


async def address_count(tx: Tx, member_id: MemberId) -> int:
    """How many the member has."""
    count: int = await tx.fetchval("SELECT count(*) FROM accounts_address WHERE member_id = $1", member_id)
    return count


async def add_address(tx: Tx, member_id: MemberId, address_id: AddressId, draft: AddressDraft, now: datetime) -> None:
    """As default only when no other is."""
    await tx.execute(
        """INSERT INTO accounts_address (id, member_id, name_sealed, phone_sealed, region_code, detail_sealed, is_default, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        address_id,
        member_id,
        *_sealed(draft),
        draft.is_default,
        now,
    )


async def update_address(tx: Tx, member_id: MemberId, address_id: AddressId, draft: AddressDraft) -> bool:
    """False if it is not theirs."""
    return bool(
        await tx.execute(
            """UPDATE accounts_address SET name_sealed = $3, phone_sealed = $4, region_code = $5, detail_sealed = $6
               WHERE id = $1 AND member_id = $2""",
            address_id,
            member_id,
            *_sealed(draft),
        )
    )


async def clear_default_address(tx: Tx, member_id: MemberId) -> None:
    """None of the member's addresses is the default now: another follows in the same transaction."""
    await tx.execute("UPDATE accounts_address SET is_default = false WHERE member_id = $1 AND is_default", member_id)


async def set_default_address(tx: Tx, member_id: MemberId, address_id: AddressId) -> None:
    """Take the mark from the old default, then give it: the unique index never sees two."""
    await tx.execute(
        "UPDATE accounts_address SET is_default = false WHERE member_id = $1 AND is_default AND id <> $2", member_id, address_id
    )
    await tx.execute("UPDATE accounts_address SET is_default = true WHERE member_id = $1 AND id = $2", member_id, address_id)


async def delete_address(tx: Tx, member_id: MemberId, address_id: AddressId) -> bool | None:
    """Whether the deleted one was the default; None if it is not theirs."""
    found: bool | None = await tx.fetchval(
        "DELETE FROM accounts_address WHERE id = $1 AND member_id = $2 RETURNING is_default", address_id, member_id
    )
    return found
