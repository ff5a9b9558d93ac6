"""The page of one member: who they are, what they bought and have, what they agreed to, and what colleagues wrote down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from tuanzi.apps.console.members import MemberRow, adviser_names, member_row
from tuanzi.kernel.http import Call, Page, Router, Wire, staff
from tuanzi.kernel.http.page import BadCursor
from tuanzi.money.wallet import api as wallet
from tuanzi.money.wallet.http import WalletEntryOut, WalletOut, statement
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import NOTE_LENGTH_MAX, Address, AddressId, MemberId, MemberNote, MemberNoteId, RevealField, SessionId
from tuanzi.people.accounts.errors import MemberNotFound
from tuanzi.people.accounts.errors import NotesFull as MemberNotesFull
from tuanzi.people.consent import api as consent
from tuanzi.people.consent.http import ConsentEntry, ConsentHistory, ConsentQuestion, ConsentRecipient
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(prefix="/members/{member_id}", tags=["members"])
REASON_LENGTH_MAX = 200


class MemberNoteRow(Wire):
    """A note of a colleague."""

    id: MemberNoteId
    author: str
    text: str
    at: datetime


class MemberDetail(MemberRow):
    """Everything staff may see of a member without looking into their contacts."""

    has_birthday: bool
    has_password: bool
    language: str
    attributes: dict[str, str]
    wallet: WalletOut
    consents: list[ConsentQuestion]
    recipients: list[ConsentRecipient]
    notes: list[MemberNoteRow]
    gone_at: datetime | None


class MemberDevice(Wire):
    """Where a member is signed in."""

    id: SessionId
    device: str
    ip: str
    created_at: datetime
    last_seen_at: datetime


class MemberDevices(Wire):
    """All signed-in devices, last seen first."""

    items: list[MemberDevice]


class RevealMemberIn(Wire):
    """What to look at in clear, and why."""

    fields: list[RevealField] = Field(min_length=1, max_length=4)
    reason: str = Field(min_length=1, max_length=REASON_LENGTH_MAX, pattern=r"\S")


class MemberAddress(Wire):
    """Where a member has goods sent, in clear."""

    id: AddressId
    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str
    is_default: bool


class RevealedMember(Wire):
    """In clear; null for what was not asked for or is not there."""

    phone: str | None
    email: str | None
    birthday: date | None
    addresses: list[MemberAddress] | None


class MemberNoteIn(Wire):
    """What colleagues should know."""

    text: str = Field(min_length=1, max_length=NOTE_LENGTH_MAX, pattern=r"\S")


class SignedOut(Wire):
    """How many devices were signed out."""

    devices: int


def record(call: Call, action: str, member_id: MemberId, after: dict[str, object] | None = None) -> Entry:
    """Who of the house did what to which member, as an entry of the audit log."""
    who = str(StaffId.of(call.staff_id))
    return Entry("staff", who, action, "member", str(member_id), after=after, ip=call.ip, request_id=call.request_id)


@console.get("", access=staff("members.read", "own"), errors=[MemberNotFound])
async def show_member(call: Call, member_id: MemberId) -> MemberDetail:
    """One member, whole; contacts masked."""
    member = await accounts.get(call.tx, member_id)
    standing, given, recipients = await call.tx.together(
        consent.standing(call.tx, member_id), consent.recipients_of(call.tx, member_id), consent.recipients(call.tx)
    )
    has, notes = await call.tx.together(wallet.wallet(call.tx, member_id), accounts.notes(call.tx, member_id))
    names = await access.names_of(call.tx, [StaffId.of(each.staff_id) for each in notes])
    return MemberDetail(
        **dict(member_row(member, await adviser_names(call.tx, [member]))),
        has_birthday=member.birthday is not None,
        has_password=member.has_password,
        language=member.locale,
        attributes=member.attributes,
        wallet=WalletOut(balance=has.balance, frozen=has.frozen),
        consents=[ConsentQuestion.of(each, call.language) for each in standing],
        recipients=[ConsentRecipient.of(each, call.language, is_given=each.code in given) for each in recipients],
        notes=[_note(each, names) for each in notes],
        gone_at=member.gone_at,
    )


def _note(note: MemberNote, names: dict[StaffId, str]) -> MemberNoteRow:
    return MemberNoteRow(id=note.id, author=names.get(StaffId.of(note.staff_id), ""), text=note.text, at=note.at)


@console.get("/devices", access=staff("members.read", "own"), errors=[MemberNotFound])
async def list_member_devices(call: Call, member_id: MemberId) -> MemberDevices:
    """Where the member is signed in."""
    await accounts.get(call.tx, member_id)
    return MemberDevices(
        items=[
            MemberDevice(id=each.id, device=each.device, ip=each.ip, created_at=each.created_at, last_seen_at=each.last_seen_at)
            for each in await accounts.sessions(call.tx, "member", member_id)
        ]
    )


@console.get("/wallet-entries", access=staff("members.read", "own"), errors=[MemberNotFound, BadCursor])
async def list_member_wallet(
    call: Call, member_id: MemberId, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Page[WalletEntryOut]:
    """What happened to the member's wallet, newest first."""
    await accounts.get(call.tx, member_id)
    return await statement(call.tx, member_id, call.language, cursor, limit)


@console.get("/consents", access=staff("members.read", "own"), errors=[MemberNotFound])
async def list_member_consents(call: Call, member_id: MemberId) -> ConsentHistory:
    """Every decision of the member, the newest first."""
    await accounts.get(call.tx, member_id)
    return ConsentHistory(items=[ConsentEntry.of(each) for each in await consent.history(call.tx, member_id)])


@console.post("/reveal", access=staff("members.reveal", "own"), errors=[MemberNotFound])
async def reveal_member(call: Call, member_id: MemberId, body: RevealMemberIn) -> RevealedMember:
    """Contacts in clear. Who looked, at what, when and why is kept in the audit log."""
    fields = sorted(set(body.fields))
    found = await accounts.reveal(call.tx, member_id, fields)
    audit.record(call.tx, record(call, "members.reveal", member_id, {"fields": fields, "reason": body.reason}))
    return RevealedMember(
        phone=found.phone,
        email=found.email,
        birthday=found.birthday,
        addresses=None if found.addresses is None else [_address(each) for each in found.addresses],
    )


def _address(each: Address) -> MemberAddress:
    return MemberAddress(
        id=each.id,
        name=each.name,
        phone=each.phone,
        province=each.province,
        city=each.city,
        district=each.district,
        detail=each.detail,
        is_default=each.is_default,
    )


@console.post("/notes", access=staff("members.write", "own"), errors=[MemberNotFound, MemberNotesFull], status_code=201)
async def add_member_note(call: Call, member_id: MemberId, body: MemberNoteIn) -> MemberNoteRow:
    """Write something down about a member for colleagues; the member gets it with an export of their data."""
    note = await accounts.add_note(call.tx, member_id, call.staff_id, body.text)
    audit.record(call.tx, record(call, "members.note", member_id, {"note_id": str(note.id)}))
    return _note(note, await access.names_of(call.tx, [StaffId.of(call.staff_id)]))


@console.post("/sign-out", access=staff("members.write", "own"), errors=[MemberNotFound])
async def sign_member_out(call: Call, member_id: MemberId) -> SignedOut:
    """End every session of the member, for instance after a phone was stolen."""
    await accounts.get(call.tx, member_id)
    count = await accounts.end_all_sessions(call.tx, "member", member_id)
    audit.record(call.tx, record(call, "members.sign_out", member_id, {"devices": count}))
    return SignedOut(devices=count)
