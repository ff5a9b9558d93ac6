"""The console's page of the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query

from tuanzi.kernel.http import Call, Moment, Page, Router, Wire, decode_cursor, encode_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.trust.audit import api
from tuanzi.trust.audit.contracts import Sealed, Search

console = Router(prefix="/audit", tags=["audit"])


class AuditEntry(Wire):
    """One entry of the log with its place in the chain."""

    position: int
    at: datetime
    actor_kind: str
    actor_id: str
    action: str
    object_kind: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    ip: str
    request_id: str
    hash: str


def _wire(sealed: Sealed) -> AuditEntry:
    entry = sealed.entry
    return AuditEntry(
        position=sealed.position,
        at=sealed.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        action=entry.action,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        before=entry.before,
        after=entry.after,
        ip=entry.ip,
        request_id=entry.request_id,
        hash=sealed.hash,
    )


@console.get("", access=staff("audit.read"), errors=[BadCursor])
async def index(
    call: Call,
    actor_id: Annotated[str | None, Query(max_length=64)] = None,
    action: Annotated[str | None, Query(max_length=64)] = None,
    object_kind: Annotated[str | None, Query(max_length=64)] = None,
    object_id: Annotated[str | None, Query(max_length=128)] = None,
    since: Moment | None = None,
    until: Moment | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
) -> Page[AuditEntry]:
    """Search the log, newest first."""
    key = decode_cursor(cursor, 1)
    if key is not None and not isinstance(key[0], int):
        raise BadCursor
    wanted = Search(actor_id, action, object_kind, object_id, since, until)
    found = await api.search(call.tx, wanted, before=key[0] if key else None, limit=limit + 1)
    more = len(found) > limit
    return Page(items=[_wire(sealed) for sealed in found[:limit]], next=encode_cursor(found[limit - 1].position) if more else None)
