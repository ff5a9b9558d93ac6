"""All SQL of tracking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.insight.tracking.contracts import DayCount, Event, Source
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId

PARTITION = re.compile(r"tracking_event_(\d{4})_(\d{2})")
ROWS = """
unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::smallint[], $6::text[], $7::text[], $8::uuid[], $9::boolean[],
    $10::jsonb[]) AS e (id, occurred_at, received_at, name, version, source, visitor_id, member_id, is_robot, properties)
"""
COLUMNS = "id, occurred_at, received_at, name, version, source, visitor_id, member_id, is_robot, properties"
INSERT = f"INSERT INTO tracking_event ({COLUMNS}) SELECT * FROM {ROWS} ON CONFLICT DO NOTHING"
INSERT_UNSEEN = f"""
INSERT INTO tracking_event ({COLUMNS}) SELECT * FROM {ROWS}
WHERE NOT EXISTS (SELECT 1 FROM tracking_event seen WHERE seen.id = e.id AND seen.occurred_at >= $11) ON CONFLICT DO NOTHING
"""


def _columns(events: Sequence[Event]) -> tuple[list[Any], ...]:
    return (
        [event.id for event in events],
        [event.occurred_at for event in events],
        [event.received_at for event in events],
        [event.name for event in events],
        [event.version for event in events],
        [event.source.value for event in events],
        [event.visitor_id for event in events],
        [event.member_id for event in events],
        [event.is_robot for event in events],
        [event.properties for event in events],
    )


async def lock_sender(tx: Tx, sender: str) -> None:
    """One batch of a sender at a time, so that a repeat waits for the first and then finds its events."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('tracking:' || $1, 0))", sender)


async def insert_unseen(tx: Tx, events: Sequence[Event], since: datetime) -> int:
    """Store client events whose id was not stored since ``since``: a repeat's corrected time may differ a little from the first's."""
    return await tx.execute(INSERT_UNSEEN, *_columns(events), since)


async def insert_facts(
    tx: Tx,
    ids: list[UUID],
    moments: list[datetime],
    received_at: datetime,
    names: list[str],
    versions: list[int],
    visitors: list[str | None],
    members: list[UUID | None],
    properties: list[Any],
) -> int:
    """Store facts; a fact that is delivered again has the same id and time and is dropped by the key."""
    count = len(ids)
    return await tx.execute(
        INSERT, ids, moments, [received_at] * count, names, versions, ["server"] * count, visitors, members, [False] * count, properties
    )


async def list_events(
    tx: Tx, name: str | None, member_id: MemberId | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[Event]:
    """Events, newest first."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM tracking_event WHERE ($1::text IS NULL OR name = $1) AND ($2::uuid IS NULL OR member_id = $2) "
        "AND ($3::timestamptz IS NULL OR (occurred_at, id) < ($3, $4::uuid)) ORDER BY occurred_at DESC, id DESC LIMIT $5",
        name,
        member_id,
        before[0] if before else None,
        before[1] if before else None,
        limit,
    )
    return [
        Event(
            row["id"],
            row["occurred_at"],
            row["received_at"],
            row["name"],
            row["version"],
            Source(row["source"]),
            row["visitor_id"],
            MemberId.of(row["member_id"]) if row["member_id"] else None,
            row["is_robot"],
            row["properties"],
        )
        for row in rows
    ]


async def count_by_day(tx: Tx, since: datetime, until: datetime, zone: str) -> list[DayCount]:
    """Events per shop day and name."""
    rows = await tx.fetch(
        """
        SELECT to_char(occurred_at AT TIME ZONE $3, 'YYYY-MM-DD') AS day, name, count(*) FILTER (WHERE NOT is_robot) AS events,
            count(DISTINCT coalesce(member_id::text, visitor_id)) FILTER (WHERE NOT is_robot) AS people,
            count(*) FILTER (WHERE is_robot) AS robots
        FROM tracking_event WHERE occurred_at >= $1 AND occurred_at < $2 GROUP BY 1, 2 ORDER BY 1 DESC, 2
        """,
        since,
        until,
        zone,
    )
    return [DayCount(**row) for row in rows]


async def partitions(tx: Tx) -> set[str]:
    """The names of the monthly partitions."""
    rows = await tx.fetch("SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'tracking_event'::regclass")
    return {row["name"] for row in rows if PARTITION.fullmatch(row["name"])}


async def waiting_months(tx: Tx) -> list[datetime]:
    """The months whose events wait in the default partition."""
    rows = await tx.fetch(
        "SELECT DISTINCT date_trunc('month', occurred_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS month FROM tracking_event_default"
    )
    return [row["month"] for row in rows]


def partition_name(first: datetime) -> str:
    """The table of the month that begins with ``first``."""
    return f"tracking_event_{first:%Y_%m}"


async def add_partition(tx: Tx, first: datetime, following: datetime) -> None:
    """Make the partition of one month and move what waited for it out of the default one."""
    name = partition_name(first)
    if not PARTITION.fullmatch(name):
        raise ValueError(name)
    await tx.execute(f"CREATE TABLE {name} (LIKE tracking_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    await tx.execute("LOCK TABLE tracking_event_default IN ACCESS EXCLUSIVE MODE")
    await tx.execute(
        f"WITH moved AS (DELETE FROM tracking_event_default WHERE occurred_at >= $1 AND occurred_at < $2 RETURNING *) "
        f"INSERT INTO {name} SELECT * FROM moved",
        first,
        following,
    )
    bounds = f"FROM ('{first.isoformat()}') TO ('{following.isoformat()}')"
    await tx.execute(f"ALTER TABLE tracking_event ATTACH PARTITION {name} FOR VALUES {bounds}")


async def drop_partition(tx: Tx, name: str) -> None:
    """Forget a whole month."""
    if not PARTITION.fullmatch(name):
        raise ValueError(name)
    await tx.execute(f"DROP TABLE {name}")


async def forget_person(tx: Tx, member_id: MemberId) -> None:
    """What a member did stays as a figure: no member, and nothing by which one of their browsers is known, also from before they signed in."""
    await tx.execute(
        """UPDATE tracking_event SET visitor_id = NULL WHERE visitor_id IN (
             SELECT DISTINCT visitor_id FROM tracking_event WHERE member_id = $1 AND visitor_id IS NOT NULL)""",
        member_id,
    )
    await tx.execute("UPDATE tracking_event SET member_id = NULL WHERE member_id = $1", member_id)


async def move_person(tx: Tx, source: MemberId, target: MemberId) -> None:
    """What one account did counts for the other."""
    await tx.execute("UPDATE tracking_event SET member_id = $2 WHERE member_id = $1", source, target)


async def events_of(tx: Tx, member_id: MemberId) -> list[Any]:
    """Everything a member did, the oldest first."""
    return await tx.fetch("SELECT occurred_at, name, properties FROM tracking_event WHERE member_id = $1 ORDER BY occurred_at", member_id)
