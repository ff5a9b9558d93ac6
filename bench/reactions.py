"""What the measured worker does beside the shop's own work: three reactors that hear one fact, and a job that writes down when it ran.

Each reactor writes a row for every fact, a batch in one statement, as a projection does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on_many

SCHEMA = """
CREATE TABLE IF NOT EXISTS bench_seen (
    reactor text NOT NULL, position bigint NOT NULL, recorded_at timestamptz NOT NULL, seen_at timestamptz NOT NULL,
    PRIMARY KEY (reactor, position));
CREATE TABLE IF NOT EXISTS bench_ran (number int NOT NULL, due_at timestamptz NOT NULL, ran_at timestamptz NOT NULL);
"""
SEEN = """
INSERT INTO bench_seen (reactor, position, recorded_at, seen_at)
SELECT $1, position, recorded_at, $4 FROM unnest($2::bigint[], $3::timestamptz[]) AS f(position, recorded_at)
"""
REACTORS = 3


@facts.fact(version=1)
@dataclass(frozen=True, slots=True)
class Happened:
    """Recorded by the benchmark."""

    number: int
    payable_minor: int
    note: str


async def _write(tx: Tx, name: str, deliveries: list[Delivery[Any]]) -> None:
    positions = [delivery.position for delivery in deliveries]
    await tx.execute(SEEN, name, positions, [delivery.recorded_at for delivery in deliveries], clock.real_now())


@on_many(Happened)
async def first(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    await _write(tx, "first", deliveries)


@on_many(Happened)
async def second(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    await _write(tx, "second", deliveries)


@on_many(Happened)
async def third(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    await _write(tx, "third", deliveries)


@jobs.job()
async def note_time(tx: Tx, number: int, due_at: datetime) -> None:
    """Write down when a timer ran."""
    await tx.execute("INSERT INTO bench_ran (number, due_at, ran_at) VALUES ($1, $2, $3)", number, due_at, clock.now())
