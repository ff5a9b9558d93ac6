"""Who may do what: permissions by role, and the endpoints behind each."""

from __future__ import annotations

from tuanzi.apps import doors
from tuanzi.apps.docs.prose import Say, page, table
from tuanzi.kernel.config import Config
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import RoleScope


def behind(config: Config) -> dict[str, list[str]]:
    """Permission -> the endpoints that ask for it."""
    found: dict[str, list[str]] = {}
    for router in doors.console_routers(config):
        for route in router.routes:
            rule = getattr(getattr(route, "endpoint", None), "__access__", None)
            if rule is not None and rule.access.permission:
                methods = " ".join(sorted(getattr(route, "methods", ())))
                found.setdefault(rule.access.permission, []).append(f"`{methods} {getattr(route, 'path', '')}`")
    return found


def written(say: Say, config: Config) -> str:
    """One table; a column for each built-in role."""
    endpoints = behind(config)
    roles = access.role_codes()
    granted = {role: access.permissions_of_roles([role], {}) for role in roles}
    header = [
        say("Permission", "权限"),
        *(role.replace("_", " ") for role in roles),
        say("Can be kept to", "可限定为"),
        say("Endpoints", "接口"),
    ]
    scopes: dict[RoleScope, str] = {"own_members": say("own members", "自己的会员"), "own_places": say("own places", "自己的地点")}
    rows = [
        [
            f"`{permission}`",
            *("✓" if permission in granted[role] else "" for role in roles),
            "<br>".join(words for scope, words in scopes.items() if permission not in access.unfit(scope, [permission])),
            "<br>".join(sorted(endpoints.get(permission, []))),
        ]
        for permission in sorted(access.PERMISSIONS)
    ]
    lead = say(
        "What the built-in roles of staff may do. A role of your own is any choice of these; kept to one's own members or places it can hold those marked so. Endpoints are below `/api/v1/console`.",
        "内置角色各有哪些权限；自定义角色是其中任意几项的组合；范围限定为自己的会员或地点的角色，只能包含标明可限定的权限。接口地址都在 `/api/v1/console` 之下。",
    )
    return page(say("Permissions", "权限"), lead, table(header, rows))
