"""The engine room: jobs with their retries, facts with their reactors."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from tuanzi.kernel import clock
from tuanzi.kernel.errors import NotFound
from tuanzi.kernel.facts import listeners
from tuanzi.kernel.http import Call, Page, Router, Wire, encode_cursor, read_cursor, staff
from tuanzi.kernel.http.page import BadCursor, moment
from tuanzi.kernel.jobs.runner import retry
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(tags=["system"])


class JobNotDead(NotFound):
    """There is no dead job with this id."""

    code = "jobs.not_dead"


class JobOut(Wire):
    """A job as the engine room shows it."""

    id: UUID
    name: str
    queue: str
    state: Literal["waiting", "running", "dead"]
    arguments: list[Any]
    due_at: datetime
    attempts: int
    attempts_max: int
    error: str | None


class ReactorOut(Wire):
    """How far a reactor has come: facts it has not seen, and facts it could not bear."""

    reactor: str
    waiting: int
    failed: int
    moved_at: datetime


class FactsOut(Wire):
    """The state of the outbox."""

    recorded: int
    newest_at: datetime | None
    reactors: list[ReactorOut]


JOBS = """
SELECT id, name, queue, state, arguments, due_at, attempts, attempts_max, error FROM jobs_job
WHERE state = $1 AND ($2::timestamptz IS NULL OR (due_at, id) > ($2, $3)) ORDER BY due_at, id LIMIT $4
"""
REACTORS = """
SELECT c.reactor, c.moved_at,
    (SELECT count(*) FROM facts_failure f WHERE f.reactor = c.reactor) AS failed,
    (SELECT count(*) FROM facts_outbox o WHERE (o.transaction, o.position) > (c.transaction, c.position)
       AND o.name IN (SELECT name FROM unnest($1::text[], $2::text[]) AS ear(name, reactor) WHERE ear.reactor = c.reactor)) AS waiting
FROM facts_cursor c WHERE c.reactor = ANY($2) ORDER BY c.reactor
"""


@console.get("/jobs", access=staff("system.read"), errors=[BadCursor])
async def list_jobs(
    call: Call,
    state: Literal["waiting", "running", "dead"] = "dead",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[JobOut]:
    """Jobs by due time."""
    due_at, last = read_cursor(cursor, moment, UUID) or (None, None)
    rows = await call.tx.fetch(JOBS, state, due_at, last, limit)
    following = encode_cursor(rows[-1]["due_at"], rows[-1]["id"]) if len(rows) == limit else None
    return Page(items=[JobOut(**dict(row)) for row in rows], next=following)


@console.post("/jobs/{job_id}/retry", access=staff("system.retry"), errors=[JobNotDead], status_code=204)
async def retry_job(call: Call, job_id: UUID) -> None:
    """Give a dead job a fresh set of attempts, due now."""
    if not await retry(call.tx, job_id):
        raise JobNotDead(job_id=str(job_id))
    _note(call, "jobs.retry", "job", str(job_id))


@console.get("/facts", access=staff("system.read"))
async def show_facts(call: Call) -> FactsOut:
    """How far delivery has come, reactor by reactor."""
    ears = listeners()
    rows = await call.tx.fetch(REACTORS, [name for name, _ in ears], [reactor for _, reactor in ears])
    newest = await call.tx.fetchrow("SELECT max(position) AS recorded, max(recorded_at) AS newest_at FROM facts_outbox")
    return FactsOut(
        recorded=(newest and newest["recorded"]) or 0,
        newest_at=newest["newest_at"] if newest else None,
        reactors=[ReactorOut(**dict(row)) for row in rows],
    )


@console.post("/facts/{reactor}/retry", access=staff("system.retry"), status_code=204)
async def retry_facts(call: Call, reactor: str) -> None:
    """Try the parked facts of a reactor again now."""
    await call.tx.execute("UPDATE facts_failure SET retry_at = $2, attempts = 0 WHERE reactor = $1", reactor, clock.real_now())
    _note(call, "facts.retry", "reactor", reactor)


def _note(call: Call, action: str, object_kind: str, object_id: str) -> None:
    who = str(StaffId.of(call.staff_id))
    audit.record(call.tx, Entry("staff", who, action, object_kind, object_id, ip=call.ip, request_id=call.request_id))
