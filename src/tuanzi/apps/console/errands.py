"""Long work of a staff member: how far it is, its failures, its file. Everybody sees only their own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from tuanzi.kernel import errands, i18n, ports
from tuanzi.kernel.errands.catalogue import title_of
from tuanzi.kernel.errands.contracts import FILE_DAYS, Errand, ErrandId, State
from tuanzi.kernel.errors import Forbidden, NotFound
from tuanzi.kernel.http import Call, Page, Router, Wire, encode_cursor, read_cursor, staff_self
from tuanzi.kernel.http.page import BadCursor
from tuanzi.kernel.storage import Store
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(tags=["errands"])


class FailureOut(Wire):
    """An item that could not be done: its place from 1, what it is called, and why in words."""

    number: int
    name: str
    code: str
    sentence: str


class ErrandOut(Wire):
    """Long work. ``counts`` says by word how many items ended how; ``moved_at`` is its last sign of life."""

    id: ErrandId
    kind: str
    title: str
    state: State
    total: int | None
    done: int
    failed: int
    failures: list[FailureOut]
    counts: dict[str, int]
    error: str | None
    file_name: str | None
    file_days: int
    created_at: datetime
    started_at: datetime | None
    moved_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, errand: Errand, language: str) -> ErrandOut:
        """In the reader's language."""
        return cls(
            id=errand.id,
            kind=errand.kind,
            title=i18n.text(title_of(errand.kind), language),
            state=errand.state,
            total=errand.total,
            done=errand.done,
            failed=errand.failed,
            failures=[
                FailureOut(number=each.number, name=each.name, code=each.code, sentence=i18n.text(each.code, language, each.fields))
                for each in errand.failures
            ],
            counts=errand.counts,
            error=i18n.text(errand.error, language) if errand.error else None,
            file_name=errand.file_name if errand.file_key else None,
            file_days=FILE_DAYS,
            created_at=errand.created_at,
            started_at=errand.started_at,
            moved_at=errand.moved_at,
            ended_at=errand.ended_at,
        )


def _owner(call: Call) -> UUID:
    """The caller, whose sign-in must be complete: a file may hold what the second factor protects. Raises ``Forbidden``."""
    if call.principal is None or call.principal.stage != "ready":
        raise Forbidden(permission="errands", stage=call.principal.stage if call.principal else "")
    return call.principal.id


@console.get("/errands", access=staff_self(), errors=[BadCursor])
async def list_errands(call: Call, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Page[ErrandOut]:
    """One's own errands, the newest first."""
    (before,) = read_cursor(cursor, ErrandId.parse) or (None,)
    found = await errands.of_staff(call.tx, _owner(call), before, limit)
    following = encode_cursor(str(found[-1].id)) if len(found) == limit else None
    return Page(items=[ErrandOut.of(each, call.language) for each in found], next=following)


@console.get("/errands/{errand_id}", access=staff_self(), errors=[errands.NoErrand])
async def show_errand(call: Call, errand_id: ErrandId) -> ErrandOut:
    """How far one's own errand is."""
    return ErrandOut.of(await errands.find(call.tx, _owner(call), errand_id), call.language)


@console.post("/errands/{errand_id}/cancel", access=staff_self(), errors=[errands.NoErrand])
async def cancel_errand(call: Call, errand_id: ErrandId) -> ErrandOut:
    """Stop after the batch under way; what is done stays done."""
    errand = await errands.cancel(call.tx, _owner(call), errand_id)
    who = str(StaffId.of(call.staff_id))
    after = {"kind": errand.kind, "done": errand.done, "total": errand.total}
    audit.record(
        call.tx, Entry("staff", who, "errands.cancel", "errand", str(errand_id), after=after, ip=call.ip, request_id=call.request_id)
    )
    return ErrandOut.of(errand, call.language)


@console.get(
    "/errands/{errand_id}/file",
    access=staff_self(),
    errors=[errands.NoErrand, errands.FileGone],
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {}}}},
)
async def fetch_file(call: Call, errand_id: ErrandId) -> Response:
    """The file that one's own errand made, as a download."""
    errand = await errands.find(call.tx, _owner(call), errand_id)
    if errand.file_key is None:
        raise errands.FileGone(errand_id=str(errand_id))
    try:
        blob = await ports.get(Store).get(errand.file_key)
    except NotFound:
        raise errands.FileGone(errand_id=str(errand_id)) from None
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(errand.file_name or 'file')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(blob.data, media_type=blob.content_type, headers=headers)
