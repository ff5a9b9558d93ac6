"""The permissions that exist, who has them by default, and what a sign-in owes next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tuanzi.people.access.contracts import Role, RoleScope
from tuanzi.people.accounts.contracts import Stage

OWNER = "owner"
READ_GOODS = frozenset({"catalog.read", "inventory.read", "groupbuy.read"})
COUPONS = frozenset({"coupons.read", "coupons.write", "coupons.publish", "coupons.give"})
SAVINGS = frozenset({"savings.read", "savings.write", "savings.publish", "stacking.write"})
READ_TRADE = frozenset({"orders.read", "fulfilment.read", "payments.read"})

BUILT_IN: dict[str, frozenset[str]] = {
    "operator": READ_GOODS
    | READ_TRADE
    | COUPONS
    | SAVINGS
    | {
        "catalog.write",
        "catalog.publish",
        "fulfilment.write",
        "groupbuy.write",
        "groupbuy.publish",
        "groupbuy.succeed",
        "inventory.adjust",
        "members.export",
        "members.assign",
        "members.read",
        "members.reveal",
        "members.write",
        "consent.read",
        "orders.change",
        "orders.export",
        "orders.note",
        "orders.reveal",
        "orders.ship",
        "settings.read",
        "settings.write",
        "sharing.read",
        "tracking.read",
        "views.share",
    },
    "community_manager": frozenset(
        {"catalog.read", "groupbuy.read", "groupbuy.write", "members.read", "members.write", "orders.read", "sharing.read"}
    ),
    "content_reviewer": frozenset({"catalog.read", "catalog.publish"}),
    "customer_service": READ_GOODS
    | READ_TRADE
    | {
        "consent.read",
        "members.erase",
        "members.export",
        "members.merge",
        "members.read",
        "members.reveal",
        "members.write",
        "orders.change",
        "orders.note",
        "orders.refund",
        "orders.reveal",
    },
    "finance": READ_TRADE | {"audit.read", "members.read", "orders.export", "orders.note", "orders.refund", "payments.retry"},
    "warehouse": frozenset(
        {
            "catalog.read",
            "fulfilment.pickup",
            "fulfilment.read",
            "fulfilment.ship",
            "inventory.adjust",
            "inventory.read",
            "orders.note",
            "orders.read",
            "orders.reveal",
            "orders.ship",
        }
    ),
    "analyst": READ_GOODS | {"consent.read", "members.read", "orders.read", "sharing.read", "tracking.read"},
    "merchant_staff": READ_GOODS
    | {
        "catalog.write",
        "fulfilment.read",
        "fulfilment.ship",
        "inventory.adjust",
        "orders.note",
        "orders.read",
        "orders.reveal",
        "orders.ship",
    },
}
"""What each built-in role may do; owners may do everything."""

OWNER_ONLY = frozenset(
    {"access.read", "access.write", "audit.export", "consent.write", "sandbox.control", "sms.read", "system.read", "system.retry"}
)
PERMISSIONS: frozenset[str] = frozenset().union(OWNER_ONLY, *BUILT_IN.values())
"""Every permission there is. A route that asks for another one fails the endpoint walk."""

COMMON = frozenset(
    {
        "catalog.publish",
        "catalog.read",
        "catalog.write",
        "consent.read",
        "coupons.publish",
        "coupons.read",
        "coupons.write",
        "fulfilment.read",
        "fulfilment.write",
        "groupbuy.publish",
        "groupbuy.write",
        "savings.publish",
        "savings.read",
        "savings.write",
        "stacking.write",
        "views.share",
    }
)
"""What these open belongs to no member and no place. They reach the same in every role."""
OF_ORDERS = frozenset({"orders.change", "orders.note", "orders.read", "orders.refund", "orders.reveal", "orders.ship", "orders.export"})
NARROWS: dict[RoleScope, frozenset[str]] = {
    "own_members": OF_ORDERS
    | {
        "groupbuy.read",
        "members.erase",
        "members.export",
        "members.merge",
        "members.read",
        "members.reveal",
        "members.write",
        "payments.read",
        "sharing.read",
    },
    "own_places": OF_ORDERS | {"fulfilment.pickup", "fulfilment.ship", "inventory.adjust", "inventory.read"},
}
"""The permissions that a scope can narrow: the things they open have members, or places."""

NEEDS_TOTP = frozenset({OWNER, "finance"})


def role_codes() -> tuple[str, ...]:
    """The built-in roles."""
    return (OWNER, *BUILT_IN)


def granted(roles: Iterable[str], custom: Mapping[str, Role]) -> dict[str, frozenset[RoleScope]]:
    """What these roles grant together, and by which scopes; ``custom`` are the custom ones. An unknown role grants nothing, a permission
    that no longer exists is not granted by an old custom role, nor is one that the role's scope cannot narrow.
    """
    found: dict[str, set[RoleScope]] = {}
    for code in roles:
        role = custom.get(code)
        scope: RoleScope = role.scope if role else "everything"
        held = PERMISSIONS if code == OWNER else BUILT_IN.get(code, role.permissions if role else frozenset())
        for permission in (held & PERMISSIONS) - unfit(scope, held):
            found.setdefault(permission, set()).add("everything" if permission in COMMON else scope)
    return {permission: frozenset(scopes) for permission, scopes in found.items()}


def permissions_of_roles(roles: Iterable[str], custom: Mapping[str, Role]) -> frozenset[str]:
    """What these roles grant together, however far it reaches."""
    return frozenset(granted(roles, custom))


def unfit(scope: RoleScope, permissions: Iterable[str]) -> frozenset[str]:
    """Those of the permissions that a role of this scope cannot hold: what they open cannot be divided that way."""
    return frozenset() if scope == "everything" else frozenset(permissions) - COMMON - NARROWS[scope]


def needs_totp(roles: Iterable[str]) -> bool:
    """Whether one of these roles demands the second factor."""
    return not NEEDS_TOTP.isdisjoint(roles)


def next_stage(*, has_totp: bool, passed_totp: bool, must_change_password: bool, roles: Iterable[str]) -> Stage:
    """What a sign-in owes now. The second factor comes first: a one-time password alone changes nothing on an enrolled account."""
    if has_totp and not passed_totp:
        return "totp"
    if must_change_password:
        return "change_password"
    if needs_totp(roles) and not has_totp:
        return "enrol_totp"
    return "ready"
