"""The shop's endpoints of accounts. Signing in itself touches the cart and links too, so it lives at the shop's door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import File, Query, UploadFile
from pydantic import Field

from tuanzi.kernel import clock, ports
from tuanzi.kernel.calendar import day_of
from tuanzi.kernel.errors import BadInput
from tuanzi.kernel.http import Call, Rate, Router, Wire, anyone, member
from tuanzi.kernel.storage import Store
from tuanzi.people.accounts import api
from tuanzi.people.accounts.contracts import (
    ATTRIBUTE_KEY_MAX,
    ATTRIBUTE_VALUE_MAX,
    ATTRIBUTES_MAX,
    AVATAR_BYTES_MAX,
    AVATAR_SIDE_PX,
    NICKNAME_LENGTH_MAX,
    PASSWORD_LENGTH_MAX,
    PASTE_LENGTH_MAX,
    Address,
    AddressDraft,
    AddressId,
    Gender,
    Member,
    MemberChange,
    MemberId,
    SessionId,
    Tokens,
)
from tuanzi.people.accounts.errors import (
    AccountGone,
    AddressesFull,
    AddressNotFound,
    AddressPhoneInvalid,
    AvatarRefused,
    AvatarTooLarge,
    CodesUsedUp,
    CodeTooSoon,
    MemberNotFound,
    PasswordTooCommon,
    PasswordTooShort,
    PasswordWrong,
    PhoneInvalid,
    RefreshRefused,
    RegionUnknown,
    SessionNotFound,
    SignInLocked,
)

shop = Router(tags=["accounts"])
Phone = Annotated[str, Field(min_length=5, max_length=30, examples=["13800000000"])]
Password = Annotated[str, Field(min_length=1, max_length=PASSWORD_LENGTH_MAX)]
AttributeKey = Annotated[str, Field(min_length=1, max_length=ATTRIBUTE_KEY_MAX)]
AttributeValue = Annotated[str, Field(max_length=ATTRIBUTE_VALUE_MAX)]


class Avatar(Wire):
    """A picture in the common form; an avatar has one size only."""

    key: str
    small: str
    medium: str
    large: str
    width: int
    height: int
    alt: str


class MemberOut(Wire):
    """A member, to themselves."""

    id: MemberId
    nickname: str
    avatar: Avatar | None
    phone_masked: str | None
    email_masked: str | None
    birthday: date | None
    gender: Gender
    region: str | None
    level: int
    has_password: bool
    attributes: dict[str, str]


class SessionOut(Wire):
    """A signed-in session."""

    access_token: str
    access_expires_in_s: int
    refresh_token: str
    member: MemberOut
    is_new: bool


class RequestCode(Wire):
    """Where to send a code."""

    phone: Phone


class CodeSentOut(Wire):
    """A code is on its way."""

    resend_after_s: int
    expires_in_s: int


class RefreshIn(Wire):
    """The refresh token, to be traded in."""

    refresh_token: Annotated[str, Field(max_length=1000)]


class DeviceOut(Wire):
    """A signed-in device."""

    id: SessionId
    device: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class Devices(Wire):
    """All signed-in devices."""

    items: list[DeviceOut]


class ChangeMember(Wire):
    """What changes; a field that is not sent stays."""

    nickname: Annotated[str, Field(min_length=1, max_length=NICKNAME_LENGTH_MAX)] | None = None
    birthday: date | None = None
    gender: Gender | None = None
    region: Annotated[str, Field(max_length=60)] | None = None
    attributes: Annotated[dict[AttributeKey, AttributeValue], Field(max_length=ATTRIBUTES_MAX)] | None = None


class ChangePassword(Wire):
    """``current`` is needed if there is a password."""

    current: Password | None = None
    new: Password


class AddressIn(Wire):
    """An address as entered."""

    name: Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]
    phone: Phone
    region_code: Annotated[str, Field(pattern=r"^\d{6}$", examples=["370783"])]
    detail: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    is_default: bool = False


class AddressOut(Wire):
    """A complete address of one's own."""

    id: AddressId
    name: str
    phone: str
    province: str
    city: str
    district: str
    region_code: str
    detail: str
    is_default: bool


class Addresses(Wire):
    """All addresses, the default first."""

    items: list[AddressOut]


class PasteIn(Wire):
    """A pasted text."""

    text: Annotated[str, Field(min_length=1, max_length=PASTE_LENGTH_MAX)]


class ParsedOut(Wire):
    """What the text told; null where it did not."""

    name: str | None
    phone: str | None
    province: str | None
    city: str | None
    district: str | None
    region_code: str | None
    detail: str | None


class RegionOut(Wire):
    """A place."""

    code: str
    name: str
    has_children: bool


class Regions(Wire):
    """The places below one."""

    items: list[RegionOut]


def avatar_out(key: str | None, nickname: str) -> Avatar | None:
    """The wire form of an avatar's key."""
    if key is None:
        return None
    store: Store = ports.get(Store)
    url = store.url(key)
    return Avatar(key=key, small=url, medium=url, large=url, width=AVATAR_SIDE_PX, height=AVATAR_SIDE_PX, alt=nickname)


def member_out(found: Member) -> MemberOut:
    """The wire form of a member."""
    return MemberOut(
        id=found.id,
        nickname=found.nickname,
        avatar=avatar_out(found.avatar_key, found.nickname),
        phone_masked=found.phone_masked,
        email_masked=found.email_masked,
        birthday=found.birthday,
        gender=found.gender,
        region=found.region,
        level=found.level,
        has_password=found.has_password,
        attributes=found.attributes,
    )


def session_out(found: Member, tokens: Tokens, *, is_new: bool) -> SessionOut:
    """The wire form of a session."""
    return SessionOut(
        access_token=tokens.access_token,
        access_expires_in_s=tokens.access_expires_in_s,
        refresh_token=tokens.refresh_token,
        member=member_out(found),
        is_new=is_new,
    )


def _address_out(address: Address) -> AddressOut:
    return AddressOut.model_validate(address, from_attributes=True)


def _draft(body: AddressIn) -> AddressDraft:
    return AddressDraft(body.name, body.phone, body.region_code, body.detail, body.is_default)


def _me(call: Call) -> MemberId:
    return MemberId.of(call.member_id)


@shop.post(
    "/sign-in/codes",
    access=anyone(),
    errors=[PhoneInvalid, CodeTooSoon, CodesUsedUp],
    rate=Rate("sign_in_code", 20, 60),
    status_code=202,
)
async def request_code(call: Call, body: RequestCode) -> CodeSentOut:
    """Send a sign-in code to a phone."""
    sent = await api.request_code(call.tx, body.phone, call.language)
    return CodeSentOut(resend_after_s=sent.resend_after_s, expires_in_s=sent.expires_in_s)


@shop.post("/sessions/refresh", access=anyone(), errors=[RefreshRefused], writes=False, rate=Rate("refresh", 60, 60))
async def refresh(call: Call, body: RefreshIn) -> SessionOut:
    """Carry the session on with new tokens. Commits by itself: an old token ends its session although the answer is a refusal."""
    refreshed = await api.refresh(call.db, body.refresh_token, "member")
    found = await api.get(call.tx, MemberId.of(refreshed.principal_id))
    return session_out(found, refreshed.tokens, is_new=False)


@shop.post("/sign-out", access=member(), errors=[SessionNotFound], status_code=204)
async def sign_out(call: Call) -> None:
    """End this session."""
    await api.end_session(call.tx, "member", call.member_id, SessionId.of(call.session_id))


@shop.get("/sessions", access=member())
async def sessions(call: Call) -> Devices:
    """The signed-in devices, last seen first."""
    found = await api.sessions(call.tx, "member", call.member_id)
    return Devices(
        items=[
            DeviceOut(
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


@shop.delete("/sessions/{session_id}", access=member(), errors=[SessionNotFound], status_code=204)
async def end_session(call: Call, session_id: SessionId) -> None:
    """Sign one device out."""
    await api.end_session(call.tx, "member", call.member_id, session_id)


@shop.get("/me", access=member(), errors=[MemberNotFound])
async def me(call: Call) -> MemberOut:
    """The signed-in member."""
    return member_out(await api.get(call.tx, _me(call)))


@shop.patch("/me", access=member(), errors=[MemberNotFound, AccountGone])
async def change_me(call: Call, body: ChangeMember) -> MemberOut:
    """Change the profile."""
    given = frozenset(body.model_fields_set)
    if body.birthday and not date(1900, 1, 1) <= body.birthday <= day_of(clock.now()):
        raise BadInput(errors=[{"path": "birthday", "code": "input.birthday", "message": "1900-01-01 … today"}])
    empty = {name for name in ("nickname", "gender", "attributes") if getattr(body, name) is None}
    change = MemberChange(given - empty, body.nickname, body.birthday, body.gender, body.region, body.attributes)
    return member_out(await api.change_profile(call.tx, _me(call), change))


@shop.put("/me/avatar", access=member(), errors=[AvatarRefused, AvatarTooLarge, MemberNotFound, AccountGone], writes=False)
async def set_avatar(call: Call, file: Annotated[UploadFile, File()]) -> MemberOut:
    """Upload a picture; it becomes a square WebP of 256 pixels. Opens its own transaction, after the file is stored."""
    upload = await file.read(AVATAR_BYTES_MAX + 1)
    return member_out(await api.set_avatar(call.db, _me(call), upload))


@shop.put(
    "/me/password",
    access=member(),
    errors=[PasswordTooShort, PasswordTooCommon, PasswordWrong, SignInLocked, AccountGone],
    writes=False,
    status_code=204,
)
async def change_password(call: Call, body: ChangePassword) -> None:
    """Choose a password; other devices must sign in again."""
    await api.change_password(call.db, _me(call), call.session_id, body.current, body.new)


@shop.get("/me/addresses", access=member())
async def addresses(call: Call) -> Addresses:
    """One's addresses, the default first."""
    return Addresses(items=[_address_out(each) for each in await api.addresses(call.tx, _me(call))])


@shop.post("/me/addresses", access=member(), errors=[AddressesFull, AddressPhoneInvalid, RegionUnknown, AccountGone], status_code=201)
async def add_address(call: Call, body: AddressIn) -> AddressOut:
    """Keep an address; the first is the default."""
    return _address_out(await api.add_address(call.tx, _me(call), _draft(body)))


@shop.post("/me/addresses/parse", access=member(), writes=False)
async def parse_address(_: Call, body: PasteIn) -> ParsedOut:
    """Read name, phone and place out of a pasted text."""
    return ParsedOut.model_validate(api.parse_address(body.text), from_attributes=True)


@shop.put("/me/addresses/{address_id}", access=member(), errors=[AddressNotFound, AddressPhoneInvalid, RegionUnknown, AccountGone])
async def change_address(call: Call, address_id: AddressId, body: AddressIn) -> AddressOut:
    """Replace one of one's addresses."""
    return _address_out(await api.change_address(call.tx, _me(call), address_id, _draft(body)))


@shop.delete("/me/addresses/{address_id}", access=member(), errors=[AddressNotFound, AccountGone], status_code=204)
async def remove_address(call: Call, address_id: AddressId) -> None:
    """Forget one of one's addresses."""
    await api.remove_address(call.tx, _me(call), address_id)


@shop.get("/regions", access=anyone(), errors=[RegionUnknown])
async def regions(_: Call, parent: Annotated[str | None, Query(pattern=r"^\d{6}$")] = None) -> Regions:
    """The places below ``parent``; without it the provinces."""
    return Regions(items=[RegionOut.model_validate(each, from_attributes=True) for each in api.regions(parent)])
