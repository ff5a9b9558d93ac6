"""Roles: the built-in ones to read, custom ones to make."""

from __future__ import annotations

from typing import Any

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.access import repository, rules
from tuanzi.people.access.contracts import Actor, Role, RoleId, RoleScope
from tuanzi.people.access.errors import PermissionUnknown, RoleInUse, RoleNotFound, RoleTaken, ScopeUnfit
from tuanzi.people.access.grants import refuse_wide_grant
from tuanzi.people.access.log import log


async def roles(tx: Tx) -> list[Role]:
    """Built-in ones first."""
    built_in = [
        Role(None, code, code, rules.permissions_of_roles([code], {}), needs_totp=rules.needs_totp([code])) for code in rules.role_codes()
    ]
    return [*built_in, *await repository.custom_roles(tx)]


async def create_role(tx: Tx, actor: Actor, code: str, name: str, permissions: frozenset[str], scope: RoleScope = "everything") -> Role:
    """Raises ``RoleTaken``, ``PermissionUnknown``, ``ScopeUnfit`` and ``GrantTooWide``."""
    await _check(tx, actor, permissions, scope)
    role_id = RoleId.new()
    role = Role(role_id, code, name, permissions, needs_totp=False, scope=scope)
    if code in rules.role_codes() or not await repository.add_role(tx, role_id, role, clock.now()):
        raise RoleTaken
    _log(tx, actor, "access.create_role", None, role)
    return role


async def change_role(
    tx: Tx, actor: Actor, role_id: RoleId, name: str, permissions: frozenset[str], scope: RoleScope = "everything"
) -> Role:
    """Replace name, permissions and scope; works at once for all who hold it. Raises ``RoleNotFound``, ``PermissionUnknown``,
    ``ScopeUnfit``, ``GrantTooWide``.
    """
    old = await repository.lock_role(tx, role_id)
    if old is None:
        raise RoleNotFound
    await _check(tx, actor, permissions, scope)
    await refuse_wide_grant(tx, actor, old.permissions & rules.PERMISSIONS)
    role = Role(role_id, old.code, name, permissions, needs_totp=False, scope=scope)
    await repository.update_role(tx, role)
    _log(tx, actor, "access.change_role", old, role)
    return role


async def remove_role(tx: Tx, actor: Actor, role_id: RoleId) -> None:
    """Raises ``RoleNotFound``, ``RoleInUse`` and ``GrantTooWide``."""
    old = await repository.lock_role(tx, role_id)
    if old is None:
        raise RoleNotFound
    await refuse_wide_grant(tx, actor, old.permissions & rules.PERMISSIONS)
    if not await repository.delete_role(tx, old):
        raise RoleInUse
    _log(tx, actor, "access.remove_role", old, None)


async def _check(tx: Tx, actor: Actor, permissions: frozenset[str], scope: RoleScope) -> None:
    for permission in sorted(permissions - rules.PERMISSIONS):
        raise PermissionUnknown(permission=permission)
    for permission in sorted(rules.unfit(scope, permissions)):
        raise ScopeUnfit(permission=permission)
    await refuse_wide_grant(tx, actor, permissions)


def _log(tx: Tx, actor: Actor, action: str, old: Role | None, new: Role | None) -> None:
    code = (new or old or Role(None, "", "", frozenset(), needs_totp=False)).code
    log(tx, actor, action, "role", code, _shown(old), _shown(new))


def _shown(role: Role | None) -> dict[str, Any] | None:
    return {"name": role.name, "permissions": sorted(role.permissions), "scope": role.scope} if role else None
