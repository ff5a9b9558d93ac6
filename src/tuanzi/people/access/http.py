"""The console's endpoints of access: one's own sign-in and second factor, then staff and roles."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import Query

from tuanzi.kernel.errors import Unauthenticated
from tuanzi.kernel.http import Call, Page, Rate, Router, anyone, decode_cursor, encode_cursor, staff, staff_self
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.scope import Grants
from tuanzi.people.access import api
from tuanzi.people.access.contracts import Actor, RoleId, RoleScope, StaffChange, StaffId, StaffSession
from tuanzi.people.access.contracts import Role as RoleContract
from tuanzi.people.access.contracts import Staff as StaffContract
from tuanzi.people.access.errors import (
    CredentialsWrong,
    EmailInvalid,
    EmailTaken,
    GrantTooWide,
    OwnerNeeded,
    PermissionUnknown,
    RoleInUse,
    RoleNotFound,
    RoleTaken,
    RoleUnknown,
    ScopeUnfit,
    StaffNotFound,
    StageWrong,
    TotpNotOffered,
    TotpWrong,
)
from tuanzi.people.access.wire import (
    ChangeRole,
    ChangeStaff,
    CreateRole,
    CreateStaff,
    Me,
    OneTimePassword,
    ResetPassword,
    Roles,
    StaffCreated,
    StaffDevice,
    StaffDevices,
    StaffOut,
    StaffPassword,
    StaffRefresh,
    StaffRole,
    StaffSessionOut,
    StaffSignIn,
    TotpCode,
    TotpConfirmed,
    TotpOffered,
    TotpWanted,
)
from tuanzi.people.accounts.contracts import Origin, SessionId, Stage
from tuanzi.people.accounts.errors import (
    PasswordTooCommon,
    PasswordTooShort,
    PasswordWrong,
    RefreshRefused,
    SessionNotFound,
    SignInLocked,
)

console = Router(tags=["access"])


def _actor(call: Call) -> Actor:
    staff_id = StaffId.of(call.principal.id) if call.principal and call.principal.kind == "staff" else None
    return Actor(staff_id, call.ip, call.request_id)


async def _living(call: Call) -> tuple[Actor, Stage]:
    """The caller and the stage of their session. Raises ``Unauthenticated`` once it ended: staff tokens die at once."""
    await api.demand_living(call.db.reader, call.session_id)
    if call.principal is None:
        raise Unauthenticated
    stage: Stage = call.principal.stage  # type: ignore[assignment]
    return _actor(call), stage


def _session(found: StaffSession) -> StaffSessionOut:
    return StaffSessionOut(
        access_token=found.tokens.access_token,
        access_expires_in_s=found.tokens.access_expires_in_s,
        refresh_token=found.tokens.refresh_token,
        next=found.next,
    )


def _staff(found: StaffContract) -> StaffOut:
    return StaffOut.model_validate(found, from_attributes=True)


def _role(found: RoleContract) -> StaffRole:
    permissions = sorted(found.permissions)
    return StaffRole(id=found.id, code=found.code, name=found.name, permissions=permissions, needs_totp=found.needs_totp, scope=found.scope)


@console.post("/sign-in", access=anyone(), errors=[CredentialsWrong, SignInLocked], writes=False, rate=Rate("staff_sign_in", 20, 60))
async def sign_in(call: Call, body: StaffSignIn) -> StaffSessionOut:
    """The first step: e-mail and password. The counted try outlives a refusal, so the verb commits by itself."""
    origin = Origin(body.device or call.user_agent, call.ip)
    return _session(await api.sign_in(call.db, _actor(call), body.email, body.password, origin))


@console.post("/sessions/refresh", access=anyone(), errors=[RefreshRefused], writes=False, rate=Rate("staff_refresh", 60, 60))
async def refresh(call: Call, body: StaffRefresh) -> StaffSessionOut:
    """Carry the session on at its stage."""
    return _session(await api.carry_on(call.db, body.refresh_token))


@console.post("/sign-in/totp", access=staff_self(), errors=[StageWrong, TotpWrong, SignInLocked, RefreshRefused], writes=False)
async def pass_totp(call: Call, body: TotpCode) -> StaffSessionOut:
    """The second step: a code of the app, or a recovery code."""
    actor, stage = await _living(call)
    return _session(await api.pass_totp(call.db, actor, call.session_id, stage, body.code))


@console.post("/me/totp", access=staff_self(), errors=[StageWrong, TotpWrong, SignInLocked, CredentialsWrong], writes=False)
async def offer_totp(call: Call, body: TotpWanted) -> TotpOffered:
    """Begin to enrol: a secret for the app."""
    actor, stage = await _living(call)
    return TotpOffered.model_validate(await api.offer_totp(call.db, actor, stage, body.code), from_attributes=True)


@console.post(
    "/me/totp/confirm", access=staff_self(), errors=[StageWrong, TotpWrong, TotpNotOffered, SignInLocked, RefreshRefused], writes=False
)
async def confirm_totp(call: Call, body: TotpCode) -> TotpConfirmed:
    """Finish enrolling with a first code; the answer carries the recovery codes and the session's new tokens."""
    actor, stage = await _living(call)
    done = await api.confirm_totp(call.db, actor, call.session_id, stage, body.code)
    return TotpConfirmed(recovery_codes=list(done.recovery_codes), **_session(done.session).model_dump())


@console.put(
    "/me/password",
    access=staff_self(),
    errors=[StageWrong, PasswordWrong, PasswordTooShort, PasswordTooCommon, SignInLocked, RefreshRefused, CredentialsWrong],
    writes=False,
)
async def change_own_password(call: Call, body: StaffPassword) -> StaffSessionOut:
    """Choose a password; other sessions end, this one goes on with new tokens."""
    actor, stage = await _living(call)
    return _session(await api.change_own_password(call.db, actor, call.session_id, stage, body.current, body.new))


@console.get("/me", access=staff_self(), errors=[StaffNotFound])
async def me(call: Call) -> Me:
    """Who is signed in and what they may do."""
    actor, stage = await _living(call)
    found = await api.get(call.tx, StaffId.of(call.staff_id))
    grants = await api.grants_of(call.tx, found.id) if stage == "ready" and actor.staff_id else Grants()
    return Me(
        id=found.id,
        email=found.email,
        name=found.name,
        roles=list(found.roles),
        permissions=sorted(grants.scopes),
        narrow=sorted(grants.narrow),
        has_totp=found.has_totp,
        next=stage,
    )


@console.post("/sign-out", access=staff_self(), errors=[SessionNotFound], status_code=204)
async def sign_out(call: Call) -> None:
    """End this session."""
    await api.sign_out(call.tx, _actor(call), StaffId.of(call.staff_id), SessionId.of(call.session_id))


@console.get("/sessions", access=staff_self(), errors=[StageWrong])
async def sessions(call: Call) -> StaffDevices:
    """One's signed-in devices."""
    await _ready(call)
    found = await api.devices(call.tx, StaffId.of(call.staff_id))
    return StaffDevices(
        items=[
            StaffDevice(
                id=each.id,
                device=each.device,
                ip=each.ip,
                created_at=each.created_at,
                last_seen_at=each.last_seen_at,
                current=each.id == call.session_id,
            )
            for each in found
        ]
    )


@console.delete("/sessions/{session_id}", access=staff_self(), errors=[SessionNotFound, StageWrong], status_code=204)
async def end_session(call: Call, session_id: SessionId) -> None:
    """Sign one of one's devices out."""
    await _ready(call)
    await api.sign_out(call.tx, _actor(call), StaffId.of(call.staff_id), session_id)


async def _ready(call: Call) -> None:
    _, stage = await _living(call)
    if stage != "ready":
        raise StageWrong(stage=stage)


@console.get("/staff", access=staff("access.read"), errors=[BadCursor])
async def staff_index(
    call: Call, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
) -> Page[StaffOut]:
    """Staff accounts, newest first."""
    key = decode_cursor(cursor, 1)
    try:
        before = StaffId.parse(key[0]) if key else None
    except (ValueError, AttributeError) as error:
        raise BadCursor from error
    found = await api.staff_page(call.tx, before, limit + 1)
    following = encode_cursor(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[_staff(each) for each in found[:limit]], next=following)


@console.post(
    "/staff",
    access=staff("access.write"),
    errors=[EmailInvalid, EmailTaken, RoleUnknown, GrantTooWide],
    writes=False,
    status_code=201,
)
async def create_staff(call: Call, body: CreateStaff) -> StaffCreated:
    """Make an account; its one-time password is shown this once."""
    made = await api.create(call.db, _actor(call), body.email, body.name, tuple(body.roles))
    return StaffCreated(staff=_staff(made.staff), one_time_password=made.one_time_password)


@console.patch("/staff/{staff_id}", access=staff("access.write"), errors=[StaffNotFound, RoleUnknown, GrantTooWide, OwnerNeeded])
async def change_staff(call: Call, staff_id: StaffId, body: ChangeStaff) -> StaffOut:
    """Rename, give and take roles, switch off and on."""
    change = StaffChange(body.name, tuple(body.roles) if body.roles is not None else None, body.is_active)
    return _staff(await api.change_staff(call.tx, _actor(call), staff_id, change))


@console.post("/staff/{staff_id}/reset-password", access=staff("access.write"), errors=[StaffNotFound, GrantTooWide], writes=False)
async def reset_password(call: Call, staff_id: StaffId, body: ResetPassword) -> OneTimePassword:
    """A new one-time password for somebody locked out."""
    password = await api.reset_password(call.db, _actor(call), staff_id, with_totp=body.with_totp)
    return OneTimePassword(one_time_password=password)


@console.get("/roles", access=staff("access.read"))
async def roles(call: Call) -> Roles:
    """All roles and permissions."""
    fit = {scope: sorted(api.PERMISSIONS - api.unfit(scope, api.PERMISSIONS)) for scope in get_args(RoleScope)}
    return Roles(items=[_role(each) for each in await api.roles(call.tx)], permissions=sorted(api.PERMISSIONS), fit=fit)


@console.post("/roles", access=staff("access.write"), errors=[RoleTaken, PermissionUnknown, ScopeUnfit, GrantTooWide], status_code=201)
async def create_role(call: Call, body: CreateRole) -> StaffRole:
    """Make a custom role."""
    return _role(await api.create_role(call.tx, _actor(call), body.code, body.name, frozenset(body.permissions), body.scope))


@console.put("/roles/{role_id}", access=staff("access.write"), errors=[RoleNotFound, PermissionUnknown, ScopeUnfit, GrantTooWide])
async def change_role(call: Call, role_id: RoleId, body: ChangeRole) -> StaffRole:
    """Replace a custom role's name, permissions and scope."""
    return _role(await api.change_role(call.tx, _actor(call), role_id, body.name, frozenset(body.permissions), body.scope))


@console.delete("/roles/{role_id}", access=staff("access.write"), errors=[RoleNotFound, RoleInUse, GrantTooWide], status_code=204)
async def remove_role(call: Call, role_id: RoleId) -> None:
    """Remove a custom role that nobody holds."""
    await api.remove_role(call.tx, _actor(call), role_id)
