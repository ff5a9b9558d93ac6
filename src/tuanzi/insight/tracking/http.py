"""The doors of tracking: a batch from a client, and looking at events from the console."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Query
from pydantic import Field

from tuanzi.insight.tracking import api
from tuanzi.insight.tracking.contracts import BATCH_MAX, EVENT_ID_LENGTH_MAX, NAME_LENGTH_MAX, Sender, SentEvent
from tuanzi.insight.tracking.errors import PeriodTooLong
from tuanzi.kernel import calendar, clock
from tuanzi.kernel.http import Call, Day, Moment, Page, Rate, Router, Wire, anyone, encode_cursor, read_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, moment
from tuanzi.people.accounts.contracts import MemberId

shop = Router(tags=["tracking"])
console = Router(prefix="/tracking", tags=["tracking"])

TIME_LENGTH_MAX = 40
VERSION_MAX = 1000


class EventIn(Wire):
    """What a shopper did. ``id`` is a UUID made by the client, the same when sent again; ``at`` by the client's clock."""

    id: str = Field(max_length=EVENT_ID_LENGTH_MAX)
    name: str = Field(max_length=NAME_LENGTH_MAX, examples=["product_viewed"])
    version: int = Field(ge=1, le=VERSION_MAX)
    at: str = Field(max_length=TIME_LENGTH_MAX, examples=["2026-11-22T08:00:00Z"])
    properties: dict[str, Any] = Field(default={}, max_length=20)


class EventsIn(Wire):
    """A batch. ``sent_at`` is the client's clock now, by which a wrong clock is put right."""

    events: list[EventIn] = Field(min_length=1, max_length=BATCH_MAX)
    sent_at: Moment | None = None


class RejectedOut(Wire):
    id: str
    code: str


class AcceptedOut(Wire):
    """``accepted`` counts events we have now, also those sent before."""

    accepted: int
    rejected: list[RejectedOut]


class EventOut(Wire):
    id: UUID
    name: str
    version: int
    source: str
    occurred_at: datetime
    received_at: datetime
    visitor_id: str | None
    member_id: MemberId | None
    is_robot: bool
    properties: dict[str, Any]


class DayCountOut(Wire):
    day: date
    name: str
    events: int
    people: int
    robots: int


class DayCountsOut(Wire):
    items: list[DayCountOut]


class CatalogueEntryOut(Wire):
    name: str
    version: int
    meaning: str
    properties: dict[str, Any]


class CatalogueOut(Wire):
    items: list[CatalogueEntryOut]


@shop.post("/events", access=anyone(), rate=Rate("events", 120, 60), status_code=202)
async def send_events(call: Call, body: EventsIn) -> AcceptedOut:
    """Take a batch of client events. A bad one is listed in ``rejected``; the others are kept. ``X-Consent: none`` keeps them nameless."""
    member = call.member_id_or_none
    sender = Sender(
        call.visitor_id,
        MemberId.of(member) if member else None,
        call.user_agent,
        call.ip,
        has_consent=call.request.headers.get("x-consent", "").strip().lower() != "none",
    )
    sent = [SentEvent(event.id, event.name, event.version, event.at, event.properties) for event in body.events]
    outcome = await api.accept(call.tx, sent, sender, body.sent_at)
    return AcceptedOut(accepted=outcome.count, rejected=[RejectedOut(id=each.id, code=each.code) for each in outcome.rejected])


@console.get("/catalogue", access=staff("tracking.read"))
async def show_catalogue(call: Call) -> CatalogueOut:  # noqa: ARG001 - every endpoint takes its call
    """The client events there are."""
    return CatalogueOut(
        items=[
            CatalogueEntryOut(
                name=name, version=version, meaning=(kind.__doc__ or "").strip(), properties=kind.model_json_schema()["properties"]
            )
            for (name, version), kind in sorted(api.CLIENT_EVENTS.items())
        ]
    )


@console.get("/counts", access=staff("tracking.read"), errors=[PeriodTooLong])
async def show_counts(call: Call, first: Day | None = None, last: Day | None = None) -> DayCountsOut:
    """Events per shop day; the last seven days unless told otherwise."""
    until = last or calendar.day_of(clock.now())
    counts = await api.count_by_day(call.tx, first or until - timedelta(days=6), until)
    return DayCountsOut(
        items=[
            DayCountOut(day=date.fromisoformat(each.day), name=each.name, events=each.events, people=each.people, robots=each.robots)
            for each in counts
        ]
    )


@console.get("/events", access=staff("tracking.read"))
async def list_events(
    call: Call,
    name: str | None = Query(None, max_length=NAME_LENGTH_MAX),
    member_id: MemberId | None = None,
    cursor: str | None = None,
    limit: int = Query(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX),
) -> Page[EventOut]:
    """Events, newest first."""
    key = read_cursor(cursor, moment, UUID)
    before = (key[0], key[1]) if key else None
    events = await api.list_events(call.tx, name, member_id, before, limit)
    items = [
        EventOut(
            id=event.id,
            name=event.name,
            version=event.version,
            source=event.source.value,
            occurred_at=event.occurred_at,
            received_at=event.received_at,
            visitor_id=event.visitor_id,
            member_id=event.member_id,
            is_robot=event.is_robot,
            properties=event.properties,
        )
        for event in events
    ]
    following = encode_cursor(events[-1].occurred_at.isoformat(), events[-1].id) if len(events) == limit else None
    return Page(items=items, next=following)
