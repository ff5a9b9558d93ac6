"""The permissions that exist, who has them by default, and what a sign-in owes next. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tuanzi.people.accounts.contracts import Stage

OWNER = "owner"
READ_GOODS = frozenset({"catalog.read", "inventory.read", "groupbuy.read"})
READ_TRADE = frozenset({"orders.read", "fulfilment.read", "payments.read"})

BUILT_IN: dict[str, frozenset[str]] = {
    "operator": READ_GOODS
    | READ_TRADE
    | {
        "catalog.write",
        "catalog.publish",
        "fulfilment.write",
        "groupbuy.write",
        "groupbuy.publish",
        "groupbuy.succeed",
        "inventory.adjust",
        "members.export",
        "members.read",
        "members.reveal",
        "members.write",
        "consent.read",
        "orders.change",
        "orders.export",
        "orders.note",
        "orders.reveal",
        "orders.ship",
        "sharing.read",
        "tracking.read",
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

OWNER_ONLY = frozenset({"access.read", "access.write", "consent.write", "sandbox.control", "sms.read", "system.read", "system.retry"})
PERMISSIONS: frozenset[str] = frozenset().union(OWNER_ONLY, *BUILT_IN.values())
"""Every permission there is. A route that asks for another one fails the endpoint walk."""

NEEDS_TOTP = frozenset({OWNER, "finance"})


def role_codes() -> tuple[str, ...]:
    """The built-in roles."""
    return (OWNER, *BUILT_IN)


def permissions_of_roles(roles: Iterable[str], custom: dict[str, frozenset[str]]) -> frozenset[str]:
    """What these roles grant together; ``custom`` says what the custom ones do. An unknown role grants nothing, and a permission
    that no longer exists is not granted by an old custom role.
    """
    granted: set[str] = set()
    for code in roles:
        granted |= PERMISSIONS if code == OWNER else BUILT_IN.get(code, custom.get(code, frozenset()))
    return frozenset(granted & PERMISSIONS)


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
