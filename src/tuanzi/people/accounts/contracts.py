"""The words of accounts: members, their ways to sign in, sessions, devices and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from tuanzi.kernel.ids import Id
from tuanzi.kernel.scope import WHOLE, Scope


class MemberId(Id, prefix="mem"):
    """A person who shops."""


class SessionId(Id, prefix="ses"):
    """One signed-in device of a member or a staff member."""


class MemberNoteId(Id, prefix="mnt"):
    """What staff wrote down about a member."""


class AddressId(Id, prefix="adr"):
    """A delivery address of a member."""


PHONE, EMAIL, CODE = "accounts.phone", "accounts.email", "accounts.code"
NAME, CONTACT, DETAIL = "accounts.address_name", "accounts.address_phone", "accounts.address_detail"
"""Under what each column is sealed."""

NOTE_LENGTH_MAX = 500
NOTES_MAX = 200
"""Notes of staff on one member."""
ADVISED_MAX = 10_000
"""Members of one adviser."""
CODE_DIGITS = 6
CODE_ATTEMPTS_MAX = 5
CODE_RESEND_S = 60
CODES_PER_DAY_MAX = 10
"""With five attempts per code this leaves a guesser 50 of a million codes a day for one phone."""
PASSWORD_LENGTH_MIN = 10
PASSWORD_LENGTH_MAX = 128
PASSWORD_ATTEMPTS_MAX = 5
PASSWORD_LOCK_S = 900
REFRESH_GRACE_S = 10
ADDRESSES_MAX = 50
SESSIONS_LISTED_MAX = 50
NICKNAME_LENGTH_MAX = 30
ATTRIBUTES_MAX = 20
ATTRIBUTE_KEY_MAX = 40
ATTRIBUTE_VALUE_MAX = 200
PASTE_LENGTH_MAX = 500
AVATAR_BYTES_MAX = 5 * 1024 * 1024
AVATAR_PIXELS_MAX = 40_000_000
AVATAR_SIDE_PX = 256

Gender = Literal["female", "male", "unknown"]
PrincipalKind = Literal["member", "staff"]
Source = Literal["direct", "share"]
"""How a member came: by themselves, or through somebody's share link."""
MemberState = Literal["active", "erased", "merged"]
Wish = Literal["given", "withdrawn", "unasked"]
"""How a member stands to being written to, or to being recommended something."""
Keep = Literal["mine", "theirs"]
"""Of which account a merge keeps what both have: the one that stays, or the one that ends."""
RevealField = Literal["phone", "email", "birthday", "addresses"]
Stage = Literal["ready", "totp", "enrol_totp", "change_password"]
"""What sign-in still owes before a token opens anything else; members are always ready."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the rest of the house sees one; phone and e-mail only masked. ``level`` 0 means no membership level."""

    id: MemberId
    nickname: str
    avatar_key: str | None
    level: int
    locale: str
    gender: Gender
    birthday: date | None
    region: str | None
    phone_masked: str | None
    email_masked: str | None
    has_password: bool
    attributes: dict[str, str]
    created_at: datetime
    last_seen_at: datetime
    source: Source
    orders: int
    paid_minor: int
    wants_marketing: bool | None
    wants_recommendations: bool | None
    gone_at: datetime | None
    merged_into: MemberId | None
    adviser_id: UUID | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How often a member has paid, and how much of it they did not get back, in minor units."""

    orders: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class MemberListing:
    """Which members; every part narrows. ``state`` is active, erased or merged. ``adviser_id``: whose members, ``has_adviser`` False: whom
    nobody looks after. ``scope``: only those within.
    """

    state: MemberState = "active"
    member_id: MemberId | None = None
    phone: str | None = None
    nickname: str | None = None
    level: int | None = None
    source: Source | None = None
    registered_since: datetime | None = None
    registered_until: datetime | None = None
    seen_since: datetime | None = None
    seen_until: datetime | None = None
    has_orders: bool | None = None
    marketing: Wish | None = None
    recommendations: Wish | None = None
    paid_min: int | None = None
    paid_max: int | None = None
    adviser_id: UUID | None = None
    has_adviser: bool | None = None
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Revealed:
    """What a person of the house asked to see in clear; None for what they did not ask for or the member does not have."""

    phone: str | None = None
    email: str | None = None
    birthday: date | None = None
    addresses: tuple[Address, ...] | None = None


@dataclass(frozen=True, slots=True)
class MemberNote:
    """A note of staff about a member."""

    id: MemberNoteId
    member_id: MemberId
    staff_id: UUID
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberChange:
    """What the member said about themselves. A field that was not ``given`` stays as it is; None clears it."""

    given: frozenset[str]
    nickname: str | None = None
    birthday: date | None = None
    gender: Gender | None = None
    region: str | None = None
    attributes: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from: shown in the list of devices."""

    device: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The two tokens of a session. The refresh token is shown once; we keep only its hash."""

    session_id: SessionId
    access_token: str
    access_expires_in_s: int
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A session that was carried on: whose it is, what it still owes, and its new tokens."""

    kind: PrincipalKind
    principal_id: UUID
    stage: Stage
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The end of a sign-in."""

    member: Member
    tokens: Tokens
    is_new: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """That the caller is who they say: a phone whose code was right, a password, a WeChat identity. Made by ``check_*`` only."""

    kind: Literal["phone", "password", "wechat"]
    code_id: UUID | None = None
    phone: str | None = None
    member_id: MemberId | None = None
    wechat: WechatIdentity | None = None


@dataclass(frozen=True, slots=True)
class WechatIdentity:
    """What code2session answers. ``union_id`` is there only if the mini-program belongs to an open-platform account."""

    app_id: str
    open_id: str
    union_id: str | None


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A sign-in code is on its way."""

    resend_after_s: int
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its owner sees it."""

    id: SessionId
    device: str
    ip: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Region:
    """A place of the administrative division: province (2 levels above), city, district; ``code`` has six digits (GB/T 2260)."""

    code: str
    name: str
    has_children: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A district with everything above it."""

    region_code: str
    province: str
    city: str
    district: str


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """An address as entered."""

    name: str
    phone: str
    region_code: str
    detail: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """A complete address, opened; only its member, and an order's snapshot, ever see it."""

    id: AddressId
    name: str
    phone: str
    province: str
    city: str
    district: str
    region_code: str
    detail: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """What a pasted text told us; None where it did not."""

    name: str | None
    phone: str | None
    province: str | None
    city: str | None
    district: str | None
    region_code: str | None
    detail: str | None
