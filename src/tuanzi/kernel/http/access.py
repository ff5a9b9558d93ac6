"""Who may call an endpoint. There is no default: an endpoint that says nothing does not start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from tuanzi.kernel.db import Tx

Kind = Literal["anyone", "member", "staff", "staff_self", "outside"]


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of one endpoint; ``permission`` only for kind staff."""

    kind: Kind
    permission: str | None = None


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

    async def permissions(self, tx: Tx, principal: Principal) -> frozenset[str]:
        """What a staff member may do now."""
        ...


def anyone() -> Access:
    """Open to the world; the endpoint must be safe for it."""
    return Access("anyone")


def member() -> Access:
    """A signed-in member; the handler reaches private things only through owner-checked access functions."""
    return Access("member")


def staff(permission: str) -> Access:
    """A signed-in staff member who holds ``permission`` (``<domain>.<verb>``)."""
    return Access("staff", permission)


def staff_self() -> Access:
    """Any signed-in staff member, acting on their own account, also before sign-in is complete."""
    return Access("staff_self")


def outside() -> Access:
    """A provider's call-back: the handler verifies its signature before anything else."""
    return Access("outside")
