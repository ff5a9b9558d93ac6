"""What members are asked, what they decided, and the archives of their data."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field

from tuanzi.kernel.http import Call, Rate, Router, Wire, anyone, member
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent import api
from tuanzi.people.consent.contracts import (
    LINK_TTL_S,
    RECIPIENT_LENGTH_MAX,
    DataExport,
    Decision,
    Document,
    Entry,
    ExportId,
    ExportState,
    Kind,
    Origin,
    Recipient,
    Standing,
)
from tuanzi.people.consent.errors import (
    ExportExpired,
    ExportNotFound,
    ExportNotReady,
    LinkRefused,
    NotWithdrawable,
    RecipientUnknown,
    TooManyExports,
    VersionOld,
    VersionUnknown,
)

shop = Router(tags=["consent"])
VERSION_MAX = 1_000_000
EXPORT_PATH = "/api/v1/shop/data-exports/{}/file?token={}"
FILE_NAME = "my-data.zip"
RecipientCode = Annotated[str, Field(pattern=rf"^[a-z0-9_]{{1,{RECIPIENT_LENGTH_MAX}}}$", examples=["sf_express"])]


class ConsentDocument(Wire):
    """A version of what is asked, in the reader's language; ``text`` is Markdown. ``published_at`` is null for what shipped with the house."""

    kind: Kind
    version: int
    title: str
    text: str
    published_at: datetime | None

    @classmethod
    def of(cls, document: Document, language: str) -> ConsentDocument:
        """In the reader's language."""
        return cls(
            kind=document.kind,
            version=document.version,
            title=api.pick(document.title, language),
            text=api.pick(document.text, language),
            published_at=document.published_at,
        )


class ConsentQuestion(Wire):
    """How one question stands. ``is_needed``: nobody goes on shopping before this is read and agreed to."""

    kind: Kind
    title: str
    version: int
    is_given: bool
    is_needed: bool
    can_withdraw: bool
    decided_version: int | None
    decided_at: datetime | None

    @classmethod
    def of(cls, standing: Standing, language: str) -> ConsentQuestion:
        """In the reader's language."""
        last = standing.last
        return cls(
            kind=standing.document.kind,
            title=api.pick(standing.document.title, language),
            version=standing.document.version,
            is_given=standing.is_given,
            is_needed=standing.is_needed,
            can_withdraw=standing.document.kind not in api.REQUIRED,
            decided_version=last.decision.version if last else None,
            decided_at=last.at if last else None,
        )


class ConsentRecipient(Wire):
    """Somebody outside: what for, which data, and whether this member agreed to exactly this one."""

    code: str
    name: str
    purpose: str
    data: str
    is_given: bool

    @classmethod
    def of(cls, recipient: Recipient, language: str, *, is_given: bool) -> ConsentRecipient:
        """In the reader's language."""
        return cls(
            code=recipient.code,
            name=api.pick(recipient.name, language),
            purpose=api.pick(recipient.purpose, language),
            data=api.pick(recipient.data, language),
            is_given=is_given,
        )


class Consents(Wire):
    """Every question, and every recipient with whom data may be shared once both its consent and the general one are given."""

    items: list[ConsentQuestion]
    recipients: list[ConsentRecipient]


class ConsentDecision(Wire):
    """Agree or take back. ``version`` is the one that was read; ``recipient`` only for kind third_party."""

    kind: Kind
    version: int = Field(ge=1, le=VERSION_MAX)
    is_given: bool
    recipient: RecipientCode | None = None

    def contract(self) -> Decision:
        """As the domain says it."""
        return Decision(self.kind, self.version, self.is_given, self.recipient or "")


class DecideIn(Wire):
    """What the member decides, and on which page."""

    decisions: list[ConsentDecision] = Field(min_length=1, max_length=20)
    origin: Literal["sheet", "settings"] = "settings"


class ConsentEntry(Wire):
    """One decision of the past. ``ip`` is where it was made."""

    kind: Kind
    version: int
    recipient: str
    is_given: bool
    origin: Origin
    ip: str
    at: datetime

    @classmethod
    def of(cls, entry: Entry) -> ConsentEntry:
        """As it was written."""
        said = entry.decision
        return cls(
            kind=said.kind,
            version=said.version,
            recipient=said.recipient,
            is_given=said.is_given,
            origin=entry.origin,
            ip=entry.ip,
            at=entry.at,
        )


class ConsentHistory(Wire):
    """All decisions, the newest first."""

    items: list[ConsentEntry]


class DataExportOut(Wire):
    """An archive of everything personal. ``size`` in bytes; it can be fetched until ``expires_at``."""

    id: ExportId
    state: ExportState
    by_staff: bool
    size: int | None
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, export: DataExport) -> DataExportOut:
        """Without where the file lies."""
        return cls(
            id=export.id,
            state=export.state,
            by_staff=export.staff_id is not None,
            size=export.size,
            asked_at=export.asked_at,
            ready_at=export.ready_at,
            expires_at=export.expires_at,
        )


class DataExports(Wire):
    """One's archives, the newest first."""

    items: list[DataExportOut]


class DataExportLink(Wire):
    """Where the archive can be fetched for some minutes, without signing in: give it to nobody."""

    path: str
    expires_in_s: int


def _me(call: Call) -> MemberId:
    return MemberId.of(call.member_id)


async def _consents(call: Call) -> Consents:
    standing = await api.standing(call.tx, _me(call))
    given = await api.recipients_of(call.tx, _me(call))
    return Consents(
        items=[ConsentQuestion.of(each, call.language) for each in standing],
        recipients=[ConsentRecipient.of(each, call.language, is_given=each.code in given) for each in await api.recipients(call.tx)],
    )


@shop.get("/consents", access=member())
async def show_consents(call: Call) -> Consents:
    """How each question stands for the member."""
    return await _consents(call)


@shop.post("/consents", access=member(), errors=[VersionUnknown, VersionOld, NotWithdrawable, RecipientUnknown])
async def decide(call: Call, body: DecideIn) -> Consents:
    """Agree, or take an agreement back; one that is repeated changes nothing. All of them happen or none."""
    await api.decide(call.tx, _me(call), [each.contract() for each in body.decisions], body.origin, call.ip)
    return await _consents(call)


@shop.get("/consents/history", access=member())
async def show_history(call: Call) -> ConsentHistory:
    """Everything the member ever decided, the newest first."""
    return ConsentHistory(items=[ConsentEntry.of(each) for each in await api.history(call.tx, _me(call))])


@shop.get("/documents/{kind}", access=anyone(), errors=[VersionUnknown])
async def show_document(call: Call, kind: Kind, version: Annotated[int | None, Query(ge=1, le=VERSION_MAX)] = None) -> ConsentDocument:
    """The text of what is asked: the present version, or an older one."""
    found = await api.version(call.tx, kind, version) if version else (await api.current(call.tx))[kind]
    return ConsentDocument.of(found, call.language)


@shop.get("/data-exports", access=member())
async def list_exports(call: Call) -> DataExports:
    """One's archives, the newest first."""
    return DataExports(items=[DataExportOut.of(each) for each in await api.exports(call.tx, _me(call))])


@shop.post("/data-exports", access=member(), errors=[TooManyExports], status_code=202)
async def ask_export(call: Call) -> DataExportOut:
    """Have an archive made of everything personal; it is ready within minutes and kept for a week."""
    return DataExportOut.of(await api.ask_export(call.tx, _me(call)))


@shop.post("/data-exports/{export_id}/link", access=member(), errors=[ExportNotFound, ExportNotReady, ExportExpired], writes=False)
async def link_export(call: Call, export_id: ExportId) -> DataExportLink:
    """A link to one's archive that opens for some minutes."""
    token = api.link_of(await api.export_for(call.tx, _me(call), export_id))
    return DataExportLink(path=EXPORT_PATH.format(export_id, token), expires_in_s=LINK_TTL_S)


@shop.get(
    "/data-exports/{export_id}/file",
    access=anyone(),
    errors=[LinkRefused, ExportNotFound, ExportNotReady, ExportExpired],
    rate=Rate("data_export", 30, 60),
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}},
)
async def fetch_export(call: Call, export_id: ExportId, token: Annotated[str, Query(max_length=200)]) -> Response:
    """The archive behind a link, as a download."""
    blob = await api.fetch(call.tx, export_id, token)
    headers = {
        "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(blob.data, media_type=blob.content_type, headers=headers)
