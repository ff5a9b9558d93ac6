"""The words of access: staff, roles, permissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from tuanzi.kernel.ids import Id
from tuanzi.people.accounts.contracts import Stage, Tokens


class StaffId(Id, prefix="stf"):
    """A person who works with the console."""


class RoleId(Id, prefix="rol"):
    """A named set of permissions."""


RoleScope = Literal["everything", "own_members", "own_places"]
"""Over what a role's permissions reach: everything, what belongs to the members whose adviser the holder is, or what lies at the holder's
places (warehouses and pickup points).
"""


class ViewId(Id, prefix="viw"):
    """A saved view of a list."""


VIEWS_MAX = 50
"""Saved views of one person on one screen."""
VIEW_NAME_LENGTH_MAX = 40
TOTP_ATTEMPTS_MAX = 5
TOTP_LOCK_S = 900
TOTP_STEP_S = 30
RECOVERY_CODES = 10
ONE_TIME_PASSWORD_LENGTH = 16
ROLES_PER_STAFF_MAX = 10
PERMISSIONS_PER_ROLE_MAX = 200
PLACES_PER_STAFF_MAX = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes staff or roles, and from where: what the audit log wants to know. ``staff_id`` None is the command line."""

    staff_id: StaffId | None
    ip: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class StaffChange:
    """What changes about a staff account; None stays as it is."""

    name: str | None = None
    roles: tuple[str, ...] | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """A staff account. ``roles`` are the codes of built-in roles and of custom ones, ``places`` where the account is at home."""

    id: StaffId
    email: str
    name: str
    roles: tuple[str, ...]
    is_active: bool
    has_totp: bool
    must_change_password: bool
    created_at: datetime
    places: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list as somebody wants it again: filters and sort as they stand in the address, and the columns (None: as the list comes).

    ``is_default``: the owner finds the list so. ``is_shared``: colleagues see it too, only the owner changes it.
    """

    id: ViewId
    staff_id: StaffId
    screen: str
    name: str
    query: dict[str, str]
    columns: tuple[str, ...] | None
    is_default: bool
    is_shared: bool


@dataclass(frozen=True, slots=True)
class StaffSession:
    """Tokens of a staff session and what the sign-in still owes (``ready`` means nothing)."""

    staff_id: StaffId
    tokens: Tokens
    next: Stage


@dataclass(frozen=True, slots=True)
class Created:
    """A staff account and the password that opens it once."""

    staff: Staff
    one_time_password: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The second factor is on. The recovery codes are shown once; we keep only their hashes."""

    recovery_codes: tuple[str, ...]
    session: StaffSession


@dataclass(frozen=True, slots=True)
class TotpOffer:
    """A secret to scan; it counts only once a code made with it was confirmed."""

    secret: str
    otpauth_url: str


@dataclass(frozen=True, slots=True)
class Role:
    """A built-in role (``id`` None) or a custom one."""

    id: RoleId | None
    code: str
    name: str
    permissions: frozenset[str]
    needs_totp: bool
    scope: RoleScope = "everything"
