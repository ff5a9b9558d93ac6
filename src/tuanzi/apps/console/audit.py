"""The page of the audit log: entries with the names of who acted, and the proof that nobody touched them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from tuanzi.apps.console.audit_export import AuditWish, export_audit, names_of
from tuanzi.kernel import errands
from tuanzi.kernel.errands import ErrandId
from tuanzi.kernel.http import Call, Moment, Router, Wire, decode_cursor, encode_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.listing import Listed
from tuanzi.kernel.tabular import Format
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Check, Entry, Sealed, Search

console = Router(prefix="/audit", tags=["audit"])
CHECKS_SHOWN = 20


class AuditEntry(Wire):
    """One entry of the log with its place in the chain. ``actor_name`` is empty for the system and for accounts that are gone."""

    position: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    ip: str
    request_id: str
    hash: str


class ChainCheck(Wire):
    """A walk over the whole chain. No problems: every entry up to ``position`` is as it was written."""

    at: datetime
    position: int
    problems: list[str]
    asked_by: str


class ChainChecks(Wire):
    """The last walks, newest first."""

    items: list[ChainCheck]


def _entry(sealed: Sealed, names: dict[str, str]) -> AuditEntry:
    entry = sealed.entry
    return AuditEntry(
        position=sealed.position,
        at=sealed.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        actor_name=names.get(entry.actor_id, ""),
        action=entry.action,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        before=entry.before,
        after=entry.after,
        ip=entry.ip,
        request_id=entry.request_id,
        hash=sealed.hash,
    )


def _check(check: Check, names: dict[str, str]) -> ChainCheck:
    return ChainCheck(
        at=check.at, position=check.position, problems=list(check.problems), asked_by=names.get(check.asked_by, check.asked_by)
    )


class AuditFilters(Wire):
    """Every part narrows. ``area`` is what an action begins with."""

    actor_id: str | None = Field(None, max_length=64)
    action: str | None = Field(None, max_length=64)
    area: str | None = Field(None, pattern=r"^[a-z_]{1,40}$")
    object_kind: str | None = Field(None, max_length=64)
    object_id: str | None = Field(None, max_length=128)
    ip: str | None = Field(None, max_length=64)
    request_id: str | None = Field(None, max_length=128)
    at_since: Moment | None = None
    at_until: Moment | None = None

    def search(self) -> Search:
        """As the log knows it."""
        return Search(
            self.actor_id,
            self.action,
            self.area,
            self.object_kind,
            self.object_id,
            self.ip,
            self.request_id,
            self.at_since,
            self.at_until,
        )


class AuditQuery(AuditFilters):
    """Filters, and where the reader stands."""

    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX)


class AuditExportIn(Wire):
    """Which entries, in which form."""

    filters: AuditFilters = Field(default_factory=AuditFilters)
    format: Format = "csv"


class StartedAuditExport(Wire):
    """The errand that does it; see ``GET /errands/{id}``."""

    errand_id: ErrandId


@console.get("", access=staff("audit.read"), errors=[BadCursor])
async def index(call: Call, wish: Annotated[AuditQuery, Query()]) -> Listed[AuditEntry]:
    """Search the log, newest first."""
    key = decode_cursor(wish.cursor, 1)
    if key is not None and not isinstance(key[0], int):
        raise BadCursor
    wanted = wish.search()
    found = await audit.search(call.tx, wanted, before=key[0] if key else None, limit=wish.limit + 1)
    shown = found[: wish.limit]
    names = await names_of(call.tx, [each.entry.actor_id for each in shown])
    following = encode_cursor(shown[-1].position) if len(found) > wish.limit else None
    return Listed.of([_entry(each, names) for each in shown], following, await audit.count(call.tx, wanted))


@console.post("/exports", access=staff("audit.export"), idempotent=True, status_code=202, errors=[errands.TooManyRunning])
async def start_export(call: Call, body: AuditExportIn) -> StartedAuditExport:
    """Write entries to a file, with the hash of each, so that whoever gets it can check it against the chain."""
    wish = AuditWish(body.filters.search(), body.format)
    errand_id = await errands.start(call.tx, export_audit(wish), staff_id=call.staff_id, language=call.language)
    after = {"filters": body.filters.model_dump(mode="json", exclude_none=True), "format": body.format}
    who = str(StaffId.of(call.staff_id))
    audit.record(
        call.tx, Entry("staff", who, "audit.export", "errand", str(errand_id), after=after, ip=call.ip, request_id=call.request_id)
    )
    return StartedAuditExport(errand_id=errand_id)


@console.get("/checks", access=staff("audit.read"))
async def checks(call: Call) -> ChainChecks:
    """When the chain was walked and what came out."""
    found = await audit.checks(call.tx, CHECKS_SHOWN)
    names = await names_of(call.tx, [each.asked_by for each in found])
    return ChainChecks(items=[_check(each, names) for each in found])


@console.post("/checks", access=staff("audit.read"), status_code=201)
async def check(call: Call) -> ChainCheck:
    """Walk the whole chain now: about a second for every hundred thousand entries."""
    who = str(StaffId.of(call.staff_id))
    done = await audit.check_chain(call.tx, who)
    audit.record(
        call.tx,
        Entry(
            "staff",
            who,
            "audit.check",
            "audit",
            str(done.position),
            after={"problems": len(done.problems)},
            ip=call.ip,
            request_id=call.request_id,
        ),
    )
    return _check(done, await names_of(call.tx, [who]))
