from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from tests.factories.growth import product_link
from tests.factories.insight import PHONE, page_view, sender
from tuanzi.insight.tracking import api
from tuanzi.insight.tracking.contracts import LATE_MAX, Rejected, SentEvent, Source
from tuanzi.insight.tracking.reactions import TRACKED
from tuanzi.insight.tracking.rules import occurred
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.facts import all_facts
from tuanzi.people.accounts.contracts import MemberId

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


async def test_a_batch_is_kept_and_the_bad_ones_are_named(tx: Tx) -> None:
    good = page_view(share_code="abc")
    bad = [
        SentEvent(str(uuid7()), "no_such_event", 1, clock.now().isoformat(), {}),
        SentEvent(str(uuid7()), "page_viewed", 99, clock.now().isoformat(), {"page": "x"}),
        SentEvent("not-a-uuid", "page_viewed", 1, clock.now().isoformat(), {"page": "x"}),
        page_view(at="yesterday"),
        page_view(at="2026-11-22T08:00:00"),
        SentEvent(str(uuid7()), "page_viewed", 1, clock.now().isoformat(), {}),
        page_view(phone="13800000000"),
        SentEvent(str(uuid7()), "product_viewed", 1, clock.now().isoformat(), {"product_id": str(MemberId.new())}),
    ]
    codes = ["unknown_event", "unknown_event", "bad_id", "bad_time", "bad_time", "bad_properties", "bad_properties", "bad_properties"]
    member = MemberId.new()
    outcome = await api.accept(tx, [good, *bad], sender(member_id=member))
    assert outcome.count == 1
    assert list(outcome.rejected) == [Rejected(each.id, f"tracking.{code}") for each, code in zip(bad, codes, strict=True)]
    (event,) = await api.list_events(tx)
    assert (event.id, event.name, event.source, event.is_robot) == (UUID(good.id), "page_viewed", Source.CLIENT, False)
    assert (event.visitor_id, event.member_id) == ("visitor-0001", member)
    assert event.properties == {"page": "pages/home/index", "share_code": "abc"}


async def test_a_repeat_is_accepted_and_stored_once(tx: Tx) -> None:
    event = page_view()
    for _ in range(2):
        outcome = await api.accept(tx, [event, event], sender())
        assert (outcome.count, outcome.rejected) == (2, ())
    assert await tx.fetchval("SELECT count(*) FROM tracking_event") == 1


async def test_a_repeat_whose_corrected_time_differs_is_stored_once(tx: Tx) -> None:
    wrong_clock = clock.now() + timedelta(days=400)
    event = page_view(at=wrong_clock.isoformat())
    await api.accept(tx, [event], sender(), wrong_clock + timedelta(seconds=1))
    await api.accept(tx, [event], sender(), wrong_clock + timedelta(seconds=9))
    (stored,) = await api.list_events(tx)
    assert stored.occurred_at <= stored.received_at
    assert stored.received_at - stored.occurred_at < timedelta(seconds=5)


async def test_the_same_batch_sent_twice_at_once_is_stored_once(db: Database) -> None:
    events = [page_view(at=(clock.now() + timedelta(days=30)).isoformat()) for _ in range(20)]

    async def send() -> None:
        async with db.transaction() as tx:
            await api.accept(tx, events, sender())

    await asyncio.gather(*(send() for _ in range(6)))
    assert await db.pool.fetchval("SELECT count(*) FROM tracking_event") == 20


@pytest.mark.parametrize(
    ("at", "sent_at", "expected"),
    [
        (NOW - timedelta(minutes=5), None, NOW - timedelta(minutes=5)),
        (NOW + timedelta(days=3), None, NOW),
        (NOW - timedelta(days=30), None, NOW - LATE_MAX),
        (NOW - timedelta(minutes=5), NOW - timedelta(seconds=3), NOW - timedelta(minutes=5)),
        (NOW - timedelta(hours=25), NOW - timedelta(hours=24), NOW - timedelta(hours=1)),
        (NOW + timedelta(days=365), NOW + timedelta(days=365, minutes=2), NOW - timedelta(minutes=2)),
    ],
)
def test_a_wrong_clock_is_put_right_within_bounds(at: datetime, sent_at: datetime | None, expected: datetime) -> None:
    assert occurred(at, sent_at, NOW) == expected


async def test_without_consent_nobody_is_named(tx: Tx) -> None:
    await api.accept(tx, [page_view()], sender(member_id=MemberId.new(), has_consent=False))
    (event,) = await api.list_events(tx)
    assert (event.visitor_id, event.member_id) == (None, None)


async def test_robots_are_flagged_and_not_counted_as_people(tx: Tx) -> None:
    await api.accept(tx, [page_view()], sender())
    await api.accept(tx, [page_view(), page_view()], sender("robot-000001", user_agent="Mozilla/5.0 (compatible; Bytespider)"))
    today = (clock.now() + timedelta(hours=8)).date()
    (count,) = await api.count_by_day(tx, today - timedelta(days=1), today)
    assert (count.name, count.events, count.people, count.robots) == ("page_viewed", 1, 1, 2)


async def test_facts_become_server_events_once(db: Database, drain: Any) -> None:
    async with db.transaction() as tx:
        link = await product_link(tx)
    await drain()
    async with db.read() as tx:
        (event,) = await api.list_events(tx, member_id=link.sharer_id)
        assert (event.name, event.version, event.source) == ("sharing.LinkMade", 1, Source.SERVER)
        assert event.properties == {"link_id": str(link.id), "scene": "product", "target_id": link.target_id, "channel": "link"}
    await db.pool.execute("UPDATE facts_cursor SET transaction = '0'::xid8, position = 0")
    await drain()
    assert await db.pool.fetchval("SELECT count(*) FROM tracking_event") == 1


def test_every_fact_of_the_shop_is_tracked() -> None:
    shop = {name for name, kind in all_facts().items() if kind.__module__.startswith("tuanzi.")}
    internal = {
        name for name in shop if name.partition(".")[0] in {"ledger", "inventory", "access", "audit", "cart", "fulfilment", "wallet"}
    }
    assert shop - internal - {f"{kind.__module__.split('.')[-2]}.{kind.__name__}" for kind in TRACKED} == set()


async def test_events_come_over_the_wire(client: Any, db: Database) -> None:
    event = page_view()
    body = {"events": [{"id": event.id, "name": event.name, "version": 1, "at": event.at, "properties": event.properties}]}
    headers = {"X-Visitor": "visitor-0002", "User-Agent": PHONE}
    answer = await client.post("/api/v1/shop/events", json=body, headers=headers)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "rejected": []})
    again = await client.post("/api/v1/shop/events", json=body, headers={**headers, "X-Consent": "none"})
    assert again.json() == {"accepted": 1, "rejected": []}
    row = await db.pool.fetchrow("SELECT visitor_id, is_robot FROM tracking_event")
    assert tuple(row) == ("visitor-0002", False)


async def test_a_batch_of_more_than_fifty_is_refused_whole(client: Any, db: Database) -> None:
    event = page_view()
    one = {"id": event.id, "name": event.name, "version": 1, "at": event.at, "properties": event.properties}
    answer = await client.post("/api/v1/shop/events", json={"events": [one] * 51})
    assert answer.status_code == 422
    assert answer.json()["code"] == "kernel.bad_input"
    assert await db.pool.fetchval("SELECT count(*) FROM tracking_event") == 0
