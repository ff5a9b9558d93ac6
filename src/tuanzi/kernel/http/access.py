"""Who may call an endpoint. There is no default: an endpoint that says nothing does not start."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from tuanzi.kernel.db import Tx
from tuanzi.kernel.scope import Grants, Reach, Scope

Kind = Literal["anyone", "member", "staff", "staff_self", "outside"]


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of one endpoint; ``permission`` and ``reach`` only for kind staff."""

    kind: Kind
    permission: str | None = None
    reach: Reach = "whole"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a valid access token speaks for. ``stage`` is 'ready', or what sign-in still owes ('totp', 'change_password', …)."""

    kind: Literal["member", "staff"]
    id: UUID
    session_id: UUID
    stage: str = "ready"


class Authenticator(Protocol):
    """Implemented by people, provided by wiring."""

    def principal(self, token: str) -> Principal:
        """Read an access token. Raises ``Unauthenticated``."""
        ...

    async def is_living(self, tx: Tx, principal: Principal) -> bool:
        """Whether the session behind the token has neither ended nor run out."""
        ...

    async def grants(self, tx: Tx, principal: Principal) -> Grants:
        """What a staff member may do now, and how far each permission reaches."""
        ...


Guard = Callable[[Tx, Scope, str], Awaitable[None]]
"""Lets a thing of a path pass that is within a scope, and raises the error of a thing that does not exist for any other. What cannot be
an id passes: the endpoint itself says what is wrong with it.
"""


def anyone() -> Access:
    """Open to the world; the endpoint must be safe for it."""
    return Access("anyone")


def member() -> Access:
    """A signed-in member; the handler reaches private things only through owner-checked access functions."""
    return Access("member")


def staff(permission: str, reach: Reach = "whole") -> Access:
    """A signed-in staff member who holds ``permission`` (``<domain>.<verb>``). Unless ``reach`` says otherwise, it must reach over everything."""
    return Access("staff", permission, reach)


def staff_self() -> Access:
    """Any signed-in staff member, acting on their own account, also before sign-in is complete."""
    return Access("staff_self")


def outside() -> Access:
    """A provider's call-back: the handler verifies its signature before anything else."""
    return Access("outside")
