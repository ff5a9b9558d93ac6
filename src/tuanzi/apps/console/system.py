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
from tuanzi.kernel.http.page import BadCursor, moment, whole
from tuanzi.kernel.jobs.catalogue import all_jobs, crons
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


class FactOut(Wire):
    """A fact of the outbox as it was recorded."""

    position: int
    name: str
    recorded_at: datetime
    payload: dict[str, Any]


class ParkedOut(Wire):
    """A fact that a reactor could not bear: it is tried again by itself, and by ``POST /facts/{reactor}/retry`` now."""

    reactor: str
    position: int
    name: str
    error: str
    attempts: int
    retry_at: datetime | None


class ParkedFacts(Wire):
    """What is parked, at most 100, the oldest first."""

    items: list[ParkedOut]


class CronOut(Wire):
    """A job that the clock starts, at the shop's own local times."""

    name: str
    expression: str
    about: str


class Crons(Wire):
    """The timetable."""

    items: list[CronOut]


OUTBOX = """
SELECT position, name, recorded_at, payload FROM facts_outbox
WHERE ($1::bigint IS NULL OR position < $1) AND ($2::text IS NULL OR name = $2) ORDER BY position DESC LIMIT $3
"""
PARKED = """
SELECT f.reactor, f.position, coalesce(o.name, '') AS name, f.error, f.attempts, f.retry_at
FROM facts_failure f LEFT JOIN facts_outbox o ON o.position = f.position ORDER BY f.position LIMIT 100
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


@console.get("/facts/outbox", access=staff("system.read"), errors=[BadCursor])
async def list_facts(
    call: Call,
    name: Annotated[str | None, Query(max_length=80)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[FactOut]:
    """What was recorded, newest first; delivered facts are pruned after a while."""
    (before,) = read_cursor(cursor, whole) or (None,)
    rows = await call.tx.fetch(OUTBOX, before, name, limit)
    following = encode_cursor(rows[-1]["position"]) if len(rows) == limit else None
    return Page(items=[FactOut(**dict(row)) for row in rows], next=following)


@console.get("/facts/parked", access=staff("system.read"))
async def list_parked(call: Call) -> ParkedFacts:
    """Facts that somebody could not bear, with what went wrong."""
    return ParkedFacts(items=[ParkedOut(**dict(row)) for row in await call.tx.fetch(PARKED)])


@console.get("/crons", access=staff("system.read"))
async def list_crons(_: Call) -> Crons:
    """What the clock starts."""
    jobs = all_jobs()
    return Crons(
        items=[
            CronOut(name=name, expression=expression, about=(jobs[name].__doc__ or "").strip().partition("\n")[0])
            for name, expression in sorted(crons().items())
        ]
    )
