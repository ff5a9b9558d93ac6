"""What the console's endpoints of access take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from tuanzi.kernel.http import Wire
from tuanzi.people.access.contracts import PERMISSIONS_PER_ROLE_MAX, ROLES_PER_STAFF_MAX, RoleId, RoleScope, StaffId
from tuanzi.people.accounts.contracts import PASSWORD_LENGTH_MAX, SessionId, Stage

Email = Annotated[str, Field(min_length=3, max_length=254)]
Password = Annotated[str, Field(min_length=1, max_length=PASSWORD_LENGTH_MAX)]
Code = Annotated[str, Field(min_length=6, max_length=20)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
RoleCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
RoleCodes = Annotated[list[RoleCode], Field(max_length=ROLES_PER_STAFF_MAX)]
Permissions = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=PERMISSIONS_PER_ROLE_MAX)]


class StaffSignIn(Wire):
    """E-mail and password."""

    email: Email
    password: Password
    device: Annotated[str, Field(max_length=120)] = ""


class StaffSessionOut(Wire):
    """Tokens and what the sign-in still owes."""

    access_token: str
    access_expires_in_s: int
    refresh_token: str
    next: Stage


class StaffRefresh(Wire):
    """The refresh token, to be traded in."""

    refresh_token: Annotated[str, Field(max_length=1000)]


class TotpCode(Wire):
    """Six digits of the app, or a recovery code where one is taken."""

    code: Code


class TotpWanted(Wire):
    """Who has a second factor already shows a code of it."""

    code: Code | None = None


class TotpOffered(Wire):
    """A secret to scan."""

    secret: str
    otpauth_url: str


class TotpConfirmed(StaffSessionOut):
    """The second factor is on; the recovery codes are shown this once."""

    recovery_codes: list[str]


class StaffPassword(Wire):
    """The old and the new password."""

    current: Password
    new: Password


class StaffOut(Wire):
    """A staff account."""

    id: StaffId
    email: str
    name: str
    roles: list[str]
    is_active: bool
    has_totp: bool
    must_change_password: bool
    created_at: datetime


class Me(Wire):
    """Oneself, with what one may do now; nothing until the sign-in is complete. ``narrow``: permissions that reach only one's own members
    or places.
    """

    id: StaffId
    email: str
    name: str
    roles: list[str]
    permissions: list[str]
    narrow: list[str]
    has_totp: bool
    next: Stage


class StaffDevice(Wire):
    """A signed-in device."""

    id: SessionId
    device: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class StaffDevices(Wire):
    """All signed-in devices."""

    items: list[StaffDevice]


class CreateStaff(Wire):
    """A new colleague."""

    email: Email
    name: Name
    roles: RoleCodes


class StaffCreated(Wire):
    """The account and the password that opens it once."""

    staff: StaffOut
    one_time_password: str


class ChangeStaff(Wire):
    """What changes; a field that is not sent stays."""

    name: Name | None = None
    roles: RoleCodes | None = None
    is_active: bool | None = None


class ResetPassword(Wire):
    """``with_totp`` also takes the lost second factor off."""

    with_totp: bool = False


class OneTimePassword(Wire):
    """A password that opens the account once."""

    one_time_password: str


class StaffRole(Wire):
    """A role; ``id`` is null for a built-in one."""

    id: RoleId | None
    code: str
    name: str
    permissions: list[str]
    needs_totp: bool
    scope: RoleScope


class Roles(Wire):
    """All roles, all permissions a custom one can hold, and by scope those that a role of it can hold."""

    items: list[StaffRole]
    permissions: list[str]
    fit: dict[RoleScope, list[str]]


class CreateRole(Wire):
    """A custom role."""

    code: RoleCode
    name: Name
    permissions: Permissions
    scope: RoleScope = "everything"


class ChangeRole(Wire):
    """Replaces all of it."""

    name: Name
    permissions: Permissions
    scope: RoleScope = "everything"
