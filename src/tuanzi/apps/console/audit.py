"""The page of the audit log: entries with the names of who acted, and the proof that nobody touched them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from tuanzi.kernel.http import Call, Moment, Router, Wire, decode_cursor, encode_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.listing import Listed
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Check, Entry, Sealed, Search

console = Router(prefix="/audit", tags=["audit"])
CHECKS_SHOWN = 20
Word = Annotated[str | None, Query(max_length=128)]


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


async def _names(call: Call, actor_ids: Sequence[str]) -> dict[str, str]:
    """Wire id -> name of the staff among them."""
    ids: set[StaffId] = set()
    for each in actor_ids:
        try:
            ids.add(StaffId.parse(each))
        except ValueError:
            continue
    return {str(staff_id): name for staff_id, name in (await access.names_of(call.tx, sorted(ids, key=UUID.__int__))).items()}


def _check(check: Check, names: dict[str, str]) -> ChainCheck:
    return ChainCheck(
        at=check.at, position=check.position, problems=list(check.problems), asked_by=names.get(check.asked_by, check.asked_by)
    )


@console.get("", access=staff("audit.read"), errors=[BadCursor])
async def index(
    call: Call,
    actor_id: Annotated[str | None, Query(max_length=64)] = None,
    action: Annotated[str | None, Query(max_length=64)] = None,
    area: Annotated[str | None, Query(pattern=r"^[a-z_]{1,40}$")] = None,
    object_kind: Annotated[str | None, Query(max_length=64)] = None,
    object_id: Word = None,
    ip: Annotated[str | None, Query(max_length=64)] = None,
    request_id: Word = None,
    at_since: Moment | None = None,
    at_until: Moment | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
) -> Listed[AuditEntry]:
    """Search the log, newest first."""
    key = decode_cursor(cursor, 1)
    if key is not None and not isinstance(key[0], int):
        raise BadCursor
    wanted = Search(actor_id, action, area, object_kind, object_id, ip, request_id, at_since, at_until)
    found = await audit.search(call.tx, wanted, before=key[0] if key else None, limit=limit + 1)
    shown = found[:limit]
    names = await _names(call, [each.entry.actor_id for each in shown])
    following = encode_cursor(shown[-1].position) if len(found) > limit else None
    return Listed.of([_entry(each, names) for each in shown], following, await audit.count(call.tx, wanted))


@console.get("/checks", access=staff("audit.read"))
async def checks(call: Call) -> ChainChecks:
    """When the chain was walked and what came out."""
    found = await audit.checks(call.tx, CHECKS_SHOWN)
    names = await _names(call, [each.asked_by for each in found])
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
    return _check(done, await _names(call, [who]))
