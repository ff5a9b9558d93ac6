"""All SQL of access, and the sealing of e-mails and secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

import asyncpg

from tuanzi.kernel import crypto
from tuanzi.kernel.db import Tx
from tuanzi.people.access.contracts import Role, RoleId, RoleScope, Staff, StaffId
from tuanzi.people.access.models import EMAIL, TOTP

RECOVERY = "access.recovery_code"
STAFF = """s.id, s.email_sealed, s.name, s.is_active, s.must_change_password, s.totp_sealed IS NOT NULL AS has_totp, s.created_at,
    ARRAY(SELECT r.role FROM access_staff_role r WHERE r.staff_id = s.id ORDER BY r.role) AS roles,
    ARRAY(SELECT p.place_id FROM access_staff_place p WHERE p.staff_id = s.id ORDER BY p.place_id) AS places"""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is compared at sign-in; never leaves this domain."""

    staff: Staff
    password_hash: str
    totp: str | None
    totp_offered: str | None


def _staff(row: asyncpg.Record) -> Staff:
    return Staff(
        id=StaffId.of(row["id"]),
        email=crypto.open_(row["email_sealed"], EMAIL),
        name=row["name"],
        roles=tuple(row["roles"]),
        is_active=row["is_active"],
        has_totp=row["has_totp"],
        must_change_password=row["must_change_password"],
        created_at=row["created_at"],
        places=tuple(UUID(int=each.int) for each in row["places"]),
    )


def _role(row: asyncpg.Record) -> Role:
    return Role(
        RoleId.of(row["id"]),
        row["code"],
        row["name"],
        frozenset(row["permissions"]),
        needs_totp=False,
        scope=cast("RoleScope", row["scope"]),
    )


async def staff(tx: Tx, staff_id: StaffId) -> Staff | None:
    """One account."""
    row = await tx.fetchrow(f"SELECT {STAFF} FROM access_staff s WHERE s.id = $1", staff_id)
    return _staff(row) if row else None


async def staff_names(tx: Tx, ids: list[StaffId]) -> dict[StaffId, str]:
    """What these staff members are called."""
    rows = await tx.fetch("SELECT id, name FROM access_staff WHERE id = ANY($1)", ids)
    return {StaffId.of(row["id"]): row["name"] for row in rows}


async def active_names(tx: Tx, limit: int) -> dict[StaffId, str]:
    """What those who may sign in are called, by name."""
    rows = await tx.fetch("SELECT id, name FROM access_staff WHERE is_active ORDER BY name, id LIMIT $1", limit)
    return {StaffId.of(row["id"]): row["name"] for row in rows}


async def staff_page(tx: Tx, before: StaffId | None, limit: int) -> list[Staff]:
    """Accounts, newest first."""
    rows = await tx.fetch(
        f"SELECT {STAFF} FROM access_staff s WHERE ($1::uuid IS NULL OR s.id < $1) ORDER BY s.id DESC LIMIT $2", before, limit
    )
    return [_staff(row) for row in rows]


async def secrets_by_email(tx: Tx, email: str) -> Secrets | None:
    """The account with this e-mail and what opens it."""
    return await _secrets(tx, "s.email_index = $1", crypto.blind_index(email, EMAIL))


async def secrets_of(tx: Tx, staff_id: StaffId) -> Secrets | None:
    """The same by id."""
    return await _secrets(tx, "s.id = $1", staff_id)


async def _secrets(tx: Tx, condition: str, value: object) -> Secrets | None:
    row = await tx.fetchrow(
        f"SELECT {STAFF}, s.password_hash, s.totp_sealed, s.totp_offered_sealed FROM access_staff s WHERE {condition}", value
    )
    if row is None:
        return None
    totp, offered = row["totp_sealed"], row["totp_offered_sealed"]
    return Secrets(
        _staff(row), row["password_hash"], crypto.open_(totp, TOTP) if totp else None, crypto.open_(offered, TOTP) if offered else None
    )


async def add_staff(tx: Tx, staff_id: StaffId, email: str, name: str, password_hash: str, now: datetime) -> bool:
    """False if the e-mail is taken."""
    return bool(
        await tx.execute(
            """INSERT INTO access_staff (id, email_sealed, email_index, name, password_hash, must_change_password, created_at)
               VALUES ($1, $2, $3, $4, $5, true, $6) ON CONFLICT (email_index) DO NOTHING""",
            staff_id,
            crypto.seal(email, EMAIL),
            crypto.blind_index(email, EMAIL),
            name,
            password_hash,
            now,
        )
    )


async def set_roles(tx: Tx, staff_id: StaffId, roles: tuple[str, ...]) -> None:
    """Exactly these."""
    await tx.execute("DELETE FROM access_staff_role WHERE staff_id = $1 AND role <> ALL($2)", staff_id, list(roles))
    await tx.execute(
        "INSERT INTO access_staff_role (staff_id, role) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING", staff_id, list(roles)
    )


async def set_name(tx: Tx, staff_id: StaffId, name: str) -> None:
    """How the person is called."""
    await tx.execute("UPDATE access_staff SET name = $2 WHERE id = $1", staff_id, name)


async def set_places(tx: Tx, staff_id: StaffId, places: Sequence[UUID]) -> None:
    """Exactly these."""
    await tx.execute("DELETE FROM access_staff_place WHERE staff_id = $1 AND place_id <> ALL($2::uuid[])", staff_id, list(places))
    await tx.execute(
        "INSERT INTO access_staff_place (staff_id, place_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING", staff_id, list(places)
    )


async def set_active(tx: Tx, staff_id: StaffId, is_active: bool) -> None:  # noqa: FBT001 - the value of the column
    """Whether the account may sign in."""
    await tx.execute("UPDATE access_staff SET is_active = $2 WHERE id = $1", staff_id, is_active)


async def set_password(tx: Tx, staff_id: StaffId, password_hash: str, *, must_change: bool) -> None:
    """Replace the password."""
    await tx.execute(
        "UPDATE access_staff SET password_hash = $2, must_change_password = $3 WHERE id = $1", staff_id, password_hash, must_change
    )


async def lock_owners(tx: Tx, role: str) -> list[StaffId]:
    """The active holders of the owner role, held so that two owners cannot remove each other at once.

    Who holds it is asked again once the rows are ours: the statement that waited for them still sees the roles of before.
    """
    holders = """SELECT s.id FROM access_staff s WHERE s.is_active AND EXISTS
                   (SELECT 1 FROM access_staff_role r WHERE r.staff_id = s.id AND r.role = $1) ORDER BY s.id"""
    await tx.execute(f"{holders} FOR UPDATE", role)
    rows = await tx.fetch(holders, role)
    return [StaffId.of(row["id"]) for row in rows]


# The second factor.


async def offer_totp(tx: Tx, staff_id: StaffId, secret: str) -> None:
    """Keep a secret until it is confirmed."""
    await tx.execute("UPDATE access_staff SET totp_offered_sealed = $2 WHERE id = $1", staff_id, crypto.seal(secret, TOTP))


async def confirm_totp(tx: Tx, staff_id: StaffId, step: int) -> bool:
    """Make the offered secret count and its step used; False if there is none."""
    return bool(
        await tx.execute(
            """UPDATE access_staff SET totp_sealed = totp_offered_sealed, totp_offered_sealed = NULL, totp_step = $2
               WHERE id = $1 AND totp_offered_sealed IS NOT NULL""",
            staff_id,
            step,
        )
    )


async def clear_totp(tx: Tx, staff_id: StaffId) -> None:
    """Take the second factor off; the owner helps somebody who lost it."""
    await tx.execute("UPDATE access_staff SET totp_sealed = NULL, totp_offered_sealed = NULL, totp_step = 0 WHERE id = $1", staff_id)
    await tx.execute("DELETE FROM access_recovery_code WHERE staff_id = $1", staff_id)


async def use_step(tx: Tx, staff_id: StaffId, step: int) -> bool:
    """True once per step and never for an older one."""
    return bool(await tx.execute("UPDATE access_staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2", staff_id, step))


async def replace_recovery_codes(tx: Tx, staff_id: StaffId, codes: list[str]) -> None:
    """Keep the hashes of these and of no others."""
    await tx.execute("DELETE FROM access_recovery_code WHERE staff_id = $1", staff_id)
    await tx.execute(
        "INSERT INTO access_recovery_code (staff_id, mac) SELECT $1, unnest($2::bytea[])",
        staff_id,
        [crypto.blind_index(code, RECOVERY) for code in codes],
    )


async def use_recovery_code(tx: Tx, staff_id: StaffId, code: str, now: datetime) -> bool:
    """True once per code."""
    return bool(
        await tx.execute(
            "UPDATE access_recovery_code SET used_at = $3 WHERE staff_id = $1 AND mac = $2 AND used_at IS NULL",
            staff_id,
            crypto.blind_index(code, RECOVERY),
            now,
        )
    )


# Custom roles.


async def custom_roles(tx: Tx, codes: list[str] | None = None) -> list[Role]:
    """All custom roles, or those with these codes."""
    rows = await tx.fetch(
        "SELECT id, code, name, permissions, scope FROM access_role WHERE $1::text[] IS NULL OR code = ANY($1) ORDER BY code", codes
    )
    return [_role(row) for row in rows]


async def add_role(tx: Tx, role_id: RoleId, role: Role, now: datetime) -> bool:
    """False if the code is taken."""
    return bool(
        await tx.execute(
            """INSERT INTO access_role (id, code, name, permissions, created_at, scope) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (code) DO NOTHING""",
            role_id,
            role.code,
            role.name,
            sorted(role.permissions),
            now,
            role.scope,
        )
    )


async def lock_roles(tx: Tx, codes: list[str]) -> set[str]:
    """Those of these custom roles that exist, kept from being removed while they are given to somebody."""
    return {row["code"] for row in await tx.fetch("SELECT code FROM access_role WHERE code = ANY($1) ORDER BY id FOR SHARE", codes)}


async def lock_role(tx: Tx, role_id: RoleId) -> Role | None:
    """One custom role, held."""
    row = await tx.fetchrow("SELECT id, code, name, permissions, scope FROM access_role WHERE id = $1 FOR UPDATE", role_id)
    return _role(row) if row else None


async def update_role(tx: Tx, role: Role) -> None:
    """Replace name, permissions and scope; the code stays."""
    await tx.execute(
        "UPDATE access_role SET name = $2, permissions = $3, scope = $4 WHERE id = $1",
        role.id,
        role.name,
        sorted(role.permissions),
        role.scope,
    )


async def delete_role(tx: Tx, role: Role) -> bool:
    """False if somebody holds it."""
    return bool(
        await tx.execute(
            "DELETE FROM access_role WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM access_staff_role WHERE role = $2)", role.id, role.code
        )
    )
