"""The SQL of addresses."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from tuanzi.kernel import crypto
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import ADDRESSES_MAX, CONTACT, DETAIL, NAME, Address, AddressDraft, AddressId, MemberId
from tuanzi.people.accounts.regions import place

COLUMNS = "id, name_sealed, phone_sealed, region_code, detail_sealed, is_default"
# The former default is counted, so that it is none any more before another becomes it.
ADD = f"""
WITH former AS (UPDATE accounts_address SET is_default = false WHERE member_id = $2 AND is_default AND $7 RETURNING id)
INSERT INTO accounts_address (id, member_id, name_sealed, phone_sealed, region_code, detail_sealed, is_default, created_at)
SELECT $1, $2, $3, $4, $5, $6, $7 OR kept.count = 0, $8
FROM (SELECT count(*) FROM accounts_address WHERE member_id = $2) AS kept, (SELECT count(*) FROM former) AS freed
WHERE kept.count < $9 RETURNING {COLUMNS}
"""


async def lock_member(tx: Tx, member_id: MemberId) -> bool:
    """Hold the member's row: changes of their addresses happen one after the other. False if the account was given up."""
    row = await tx.fetchrow("SELECT gone_at FROM accounts_member WHERE id = $1 FOR UPDATE", member_id)
    return row is not None and row["gone_at"] is None


async def addresses(tx: Tx, member_id: MemberId, address_id: AddressId | None = None) -> list[Address]:
    """One or all of a member's addresses: default first, then newest."""
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM accounts_address
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


async def add_address(tx: Tx, member_id: MemberId, address_id: AddressId, draft: AddressDraft, now: datetime) -> Address | None:
    """The address, the default if it is the first or wants to be; None if the member has too many. Call under ``lock_member``, and
    undo the transaction if it answers None: the former default is none any more.
    """
    row = await tx.fetchrow(ADD, address_id, member_id, *_sealed(draft), draft.is_default, now, ADDRESSES_MAX)
    return _address(row) if row else None


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
