"""What a staff member may do at this moment."""

from __future__ import annotations

from collections.abc import Iterable

from tuanzi.kernel.db import Tx
from tuanzi.people.access import repository, rules
from tuanzi.people.access.contracts import Actor, StaffId
from tuanzi.people.access.errors import GrantTooWide, RoleUnknown


async def permissions_of(tx: Tx, staff_id: StaffId) -> frozenset[str]:
    """Nothing for an inactive account, and nothing for one whose role demands a second factor that it does not have."""
    staff = await repository.staff(tx, staff_id)
    if staff is None or not staff.is_active or (rules.needs_totp(staff.roles) and not staff.has_totp):
        return frozenset()
    return await permissions_of_roles(tx, staff.roles)


async def permissions_of_roles(tx: Tx, roles: Iterable[str]) -> frozenset[str]:
    """What these roles grant together; only custom ones need the database."""
    codes = list(roles)
    custom = [code for code in codes if code not in rules.role_codes()]
    found = {role.code: role.permissions for role in await repository.custom_roles(tx, custom)} if custom else {}
    return rules.permissions_of_roles(codes, found)


async def refuse_unknown_roles(tx: Tx, roles: Iterable[str]) -> None:
    """Raises ``RoleUnknown`` for a code that no role has; the others stay until the end of the transaction that grants them."""
    wanted = set(roles) - set(rules.role_codes())
    known = await repository.lock_roles(tx, sorted(wanted)) if wanted else set()
    for code in sorted(wanted - known):
        raise RoleUnknown(role=code)


async def refuse_wide_grant(tx: Tx, actor: Actor, permissions: frozenset[str], roles: Iterable[str] = ()) -> None:
    """Raises ``GrantTooWide`` unless the actor holds all of this. Only an owner touches owners: a custom role with every permission
    is still no owner. The command line holds everything.
    """
    if actor.staff_id is None:
        return
    own = await repository.staff(tx, actor.staff_id)
    is_owner = own is not None and rules.OWNER in own.roles
    if not permissions <= await permissions_of(tx, actor.staff_id) or (rules.OWNER in roles and not is_owner):
        raise GrantTooWide
