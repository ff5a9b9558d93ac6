"""Staff accounts: made with a one-time password, changed, given a new one."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any
from uuid import UUID

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.access import repository, rules
from tuanzi.people.access.contracts import ONE_TIME_PASSWORD_LENGTH, Actor, Created, Staff, StaffChange, StaffId
from tuanzi.people.access.errors import EmailInvalid, EmailTaken, OwnerNeeded, StaffNotFound
from tuanzi.people.access.grants import permissions_of_roles, refuse_unknown_roles, refuse_wide_grant
from tuanzi.people.access.log import log
from tuanzi.people.accounts import api as accounts

READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody confuses on a terminal."""


def one_time_password() -> str:
    """93 bits, readable."""
    return "".join(secrets.choice(READABLE) for _ in range(ONE_TIME_PASSWORD_LENGTH))


async def get(tx: Tx, staff_id: StaffId) -> Staff:
    """One account. Raises ``StaffNotFound``."""
    found = await repository.staff(tx, staff_id)
    if found is None:
        raise StaffNotFound
    return found


async def create(db: Database, actor: Actor, email: str, name: str, roles: tuple[str, ...]) -> Created:
    """Make an account that must choose its password first. Raises ``EmailInvalid``, ``EmailTaken``, ``RoleUnknown``, ``GrantTooWide``.

    Takes the database because hashing is slow and belongs in no transaction.
    """
    normal = accounts.normal_email(email)
    if normal is None:
        raise EmailInvalid
    password = one_time_password()
    hashed = await accounts.hash_password(password)
    staff_id = StaffId.new()
    async with db.transaction() as tx:
        await refuse_unknown_roles(tx, roles)
        await refuse_wide_grant(tx, actor, await permissions_of_roles(tx, roles), roles)
        if not await repository.add_staff(tx, staff_id, normal, name, hashed, clock.now()):
            raise EmailTaken
        await repository.set_roles(tx, staff_id, roles)
        log(tx, actor, "access.create_staff", "staff", staff_id, None, {"name": name, "roles": sorted(roles)})
        return Created(await get(tx, staff_id), password)


async def change_staff(tx: Tx, actor: Actor, staff_id: StaffId, change: StaffChange) -> Staff:
    """Rename, give and take roles, switch off and on. Raises ``StaffNotFound``, ``RoleUnknown``, ``GrantTooWide``, ``OwnerNeeded``."""
    owners = await repository.lock_owners(tx, rules.OWNER)
    old = await get(tx, staff_id)
    roles = old.roles if change.roles is None else tuple(sorted(set(change.roles)))
    is_active = old.is_active if change.is_active is None else change.is_active
    await refuse_unknown_roles(tx, set(roles) - set(old.roles))
    touched = {*old.roles, *roles}
    await refuse_wide_grant(tx, actor, await permissions_of_roles(tx, touched), touched)
    if owners == [staff_id] and (rules.OWNER not in roles or not is_active):
        raise OwnerNeeded
    if change.name is not None:
        await repository.set_name(tx, staff_id, change.name)
    await repository.set_roles(tx, staff_id, roles)
    await repository.set_active(tx, staff_id, is_active)
    if not is_active:
        await accounts.end_other_sessions(tx, "staff", staff_id, None)
    new = await get(tx, staff_id)
    log(tx, actor, "access.change_staff", "staff", staff_id, _shown(old), _shown(new))
    return new


async def set_places(tx: Tx, actor: Actor, staff_id: StaffId, places: Collection[UUID], names: Collection[str]) -> Staff:
    """Where the account is at home: what a role over one's own places reaches. The caller has looked whether these places exist, and says
    what they are called for the log. Raises ``StaffNotFound`` and ``GrantTooWide``.
    """
    old = await get(tx, staff_id)
    await refuse_wide_grant(tx, actor, await permissions_of_roles(tx, old.roles), old.roles)
    await repository.set_places(tx, staff_id, sorted(set(places)))
    log(tx, actor, "access.set_places", "staff", staff_id, None, {"places": sorted(names)})
    return await get(tx, staff_id)


async def reset_password(db: Database, actor: Actor, staff_id: StaffId, *, with_totp: bool) -> str:
    """A new one-time password for somebody locked out, on wish without their lost second factor; all their sessions end. Raises
    ``StaffNotFound`` and ``GrantTooWide``.
    """
    password = one_time_password()
    hashed = await accounts.hash_password(password)
    async with db.transaction() as tx:
        staff = await get(tx, staff_id)
        await refuse_wide_grant(tx, actor, await permissions_of_roles(tx, staff.roles), staff.roles)
        await repository.set_password(tx, staff_id, hashed, must_change=True)
        if with_totp:
            await repository.clear_totp(tx, staff_id)
        await accounts.end_other_sessions(tx, "staff", staff_id, None)
        log(tx, actor, "access.reset_password", "staff", staff_id, None, {"with_totp": with_totp})
    return password


async def active_names(tx: Tx, limit: int) -> dict[StaffId, str]:
    """What active accounts are called, in the order of their names."""
    return await repository.active_names(tx, limit)


async def staff_page(tx: Tx, before: StaffId | None, limit: int) -> list[Staff]:
    """Accounts, newest first; at most ``limit`` (≤ 101)."""
    return await repository.staff_page(tx, before, min(limit, 101))


def _shown(staff: Staff) -> dict[str, Any]:
    return {"name": staff.name, "roles": list(staff.roles), "is_active": staff.is_active}


async def names_of(tx: Tx, staff_ids: list[StaffId]) -> dict[StaffId, str]:
    """What these staff members are called, in one query."""
    return await repository.staff_names(tx, staff_ids) if staff_ids else {}
