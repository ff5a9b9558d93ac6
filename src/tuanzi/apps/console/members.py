"""The console's list of members. Contacts are shown masked here and everywhere; looking at them in clear is a deed of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Moment, Router, Wire, staff
from tuanzi.kernel.http.page import BadCursor
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.kernel.money import CNY, MINOR_MAX, Money
from tuanzi.kernel.scope import Scope
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import NICKNAME_LENGTH_MAX, Gender, Member, MemberId, MemberListing, MemberState, Source, Wish
from tuanzi.people.accounts.errors import PhoneInvalid
from tuanzi.people.accounts.http import Avatar, avatar_out

console = Router(prefix="/members", tags=["members"])
LEVEL_MAX = 100
NOBODY = "-"
"""A phone that nobody has: what is no number finds nobody, not everybody."""


class MemberRow(Wire):
    """A member in the list. ``paid`` is what they paid and did not get back; ``wants_…`` is null for who was never asked."""

    id: MemberId
    nickname: str
    avatar: Avatar | None
    phone: str | None
    email: str | None
    gender: Gender
    region: str | None
    level: int
    source: Source
    state: MemberState
    orders: int
    paid: Money
    registered_at: datetime
    last_seen_at: datetime
    wants_marketing: bool | None
    wants_recommendations: bool | None
    merged_into: MemberId | None
    adviser_id: StaffId | None
    adviser_name: str | None


class MemberFilters(Wire):
    """Every part narrows. ``q`` is a whole phone number, an id, or the beginning of a nickname; ``has_adviser`` false: whom nobody
    looks after.
    """

    q: str | None = Field(None, max_length=60)
    state: MemberState = "active"
    nickname: str | None = Field(None, max_length=NICKNAME_LENGTH_MAX)
    phone: str | None = Field(None, max_length=30)
    level: int | None = Field(None, ge=0, le=LEVEL_MAX)
    source: Source | None = None
    registered_since: Moment | None = None
    registered_until: Moment | None = None
    seen_since: Moment | None = None
    seen_until: Moment | None = None
    has_orders: bool | None = None
    marketing: Wish | None = None
    recommendations: Wish | None = None
    paid_min: int | None = Field(None, ge=0, le=MINOR_MAX)
    paid_max: int | None = Field(None, ge=0, le=MINOR_MAX)
    adviser_id: StaffId | None = None
    has_adviser: bool | None = None


class MemberQuery(MemberFilters):
    """Filters, and where in which order the reader stands."""

    sort: str | None = Field(None, max_length=40)
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(20, ge=1, le=100)


def member_row(member: Member, names: Mapping[StaffId, str]) -> MemberRow:
    """The wire form of a member as staff see them; ``names`` of their advisers."""
    adviser = StaffId.of(member.adviser_id) if member.adviser_id else None
    return MemberRow(
        id=member.id,
        nickname=member.nickname,
        avatar=avatar_out(member.avatar_key, member.nickname),
        phone=member.phone_masked,
        email=member.email_masked,
        gender=member.gender,
        region=member.region,
        level=member.level,
        source=member.source,
        state=state_of(member),
        orders=member.orders,
        paid=Money(member.paid_minor, CNY),
        registered_at=member.created_at,
        last_seen_at=member.last_seen_at,
        wants_marketing=member.wants_marketing,
        wants_recommendations=member.wants_recommendations,
        merged_into=member.merged_into,
        adviser_id=adviser,
        adviser_name=names.get(adviser) if adviser else None,
    )


def state_of(member: Member) -> MemberState:
    """Whether the account still stands."""
    if member.gone_at is None:
        return "active"
    return "merged" if member.merged_into else "erased"


def listing_of(wish: MemberFilters, scope: Scope) -> MemberListing:
    """The wish as accounts understands it, kept to the scope."""
    phone = None if wish.phone is None else _phone(wish.phone) or NOBODY
    words = (wish.q or "").strip()
    member_id = _id(words)
    phone = phone or _phone(words)
    nickname = wish.nickname or (words if words and not (member_id or phone) else None)
    return MemberListing(
        state=wish.state,
        member_id=member_id,
        phone=phone,
        nickname=nickname,
        level=wish.level,
        source=wish.source,
        registered_since=wish.registered_since,
        registered_until=wish.registered_until,
        seen_since=wish.seen_since,
        seen_until=wish.seen_until,
        has_orders=wish.has_orders,
        marketing=wish.marketing,
        recommendations=wish.recommendations,
        paid_min=wish.paid_min,
        paid_max=wish.paid_max,
        adviser_id=wish.adviser_id,
        has_adviser=wish.has_adviser,
        scope=scope,
    )


def _phone(words: str) -> str | None:
    try:
        return accounts.normal_phone(words)
    except PhoneInvalid:
        return None


def _id(words: str) -> MemberId | None:
    try:
        return MemberId.parse(words)
    except ValueError:
        return None


async def adviser_names(tx: Tx, members: Sequence[Member]) -> dict[StaffId, str]:
    """What the advisers of these members are called."""
    return await access.names_of(tx, sorted({StaffId.of(each.adviser_id) for each in members if each.adviser_id}))


@console.get("", access=staff("members.read", "own"), errors=[BadCursor, BadSort])
async def list_members(call: Call, wish: Annotated[MemberQuery, Query()]) -> Listed[MemberRow]:
    """Members. Sorts: ``registered``, ``seen``, ``paid``, ``orders``, with a minus in front for the largest first."""
    listing = listing_of(wish, call.scope)
    place = accounts.SORTING.place(wish.sort, wish.cursor)
    (found, following), count = await call.tx.together(
        accounts.search(call.tx, listing, place, wish.limit), accounts.count(call.tx, listing)
    )
    names = await adviser_names(call.tx, found)
    return Listed.of([member_row(each, names) for each in found], following, count)
