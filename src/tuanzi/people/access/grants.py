"""What a staff member may do at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tuanzi.kernel.db import Tx
from tuanzi.kernel.scope import WHOLE, Grants, Scope
from tuanzi.people.access import repository, rules
from tuanzi.people.access.contracts import Actor, Role, RoleScope, StaffId
from tuanzi.people.access.errors import GrantTooWide, RoleUnknown
from tuanzi.people.accounts import api as accounts


async def grants_of(tx: Tx, staff_id: StaffId) -> Grants:
    """What the account may do and how far it reaches. Nothing for an inactive account, and nothing for one whose role demands a second
    factor that it does not have.
    """
    staff = await repository.staff(tx, staff_id)
    if staff is None or not staff.is_active or (rules.needs_totp(staff.roles) and not staff.has_totp):
        return Grants()
    held = rules.granted(staff.roles, await _custom(tx, staff.roles))
    kinds = frozenset[RoleScope]().union(*held.values())
    advised = frozenset(await accounts.advised_by(tx, staff_id)) if "own_members" in kinds else frozenset[UUID]()
    return Grants({permission: _scope(scopes, advised, frozenset(staff.places)) for permission, scopes in held.items()})


def _scope(scopes: frozenset[RoleScope], advised: frozenset[UUID], places: frozenset[UUID]) -> Scope:
    if "everything" in scopes:
        return WHOLE
    return Scope(
        members=advised if "own_members" in scopes else frozenset(),
        places=places if "own_places" in scopes else frozenset(),
    )


async def permissions_of(tx: Tx, staff_id: StaffId) -> frozenset[str]:
    """What the account may do, however far it reaches."""
    return frozenset((await grants_of(tx, staff_id)).scopes)


async def permissions_of_roles(tx: Tx, roles: Iterable[str]) -> frozenset[str]:
    """What these roles grant together; only custom ones need the database."""
    codes = list(roles)
    return rules.permissions_of_roles(codes, await _custom(tx, codes))


async def _custom(tx: Tx, roles: Iterable[str]) -> dict[str, Role]:
    codes = [code for code in roles if code not in rules.role_codes()]
    return {role.code: role for role in await repository.custom_roles(tx, codes)} if codes else {}


async def refuse_unknown_roles(tx: Tx, roles: Iterable[str]) -> None:
    """Raises ``RoleUnknown`` for a code that no role has; the others stay until the end of the transaction that grants them."""
    wanted = set(roles) - set(rules.role_codes())
    known = await repository.lock_roles(tx, sorted(wanted)) if wanted else set()
    for code in sorted(wanted - known):
        raise RoleUnknown(role=code)


async def refuse_wide_grant(tx: Tx, actor: Actor, permissions: frozenset[str], roles: Iterable[str] = ()) -> None:
    """Raises ``GrantTooWide`` unless the actor holds all of this, and over everything. Only an owner touches owners: a custom role with
    every permission is still no owner. The command line holds everything.
    """
    if actor.staff_id is None:
        return
    own = await repository.staff(tx, actor.staff_id)
    is_owner = own is not None and rules.OWNER in own.roles
    grants = await grants_of(tx, actor.staff_id)
    if not permissions <= grants.scopes.keys() - grants.narrow or (rules.OWNER in roles and not is_owner):
        raise GrantTooWide
