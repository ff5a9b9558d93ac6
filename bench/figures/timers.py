"""Timers that are due now beside a million that wait."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from bench.bench import Bench
from bench.measure import Figure, Sample
from bench.reactions import SCHEMA, note_time
from tuanzi.kernel import clock, jobs

WAITING = 1_000_000
TIMERS, SPREAD_S, AHEAD_S = 200, 3.0, 1.0
PATIENCE_S = 60
FILL = """
INSERT INTO jobs_job (id, name, queue, arguments, key, due_at, attempts_max, enqueued_at)
SELECT gen_random_uuid(), 'bench.note_time', 'default', '[0, "2030-01-01T00:00:00Z"]', 'bench:' || n,
       $1::timestamptz + n * interval '2 seconds', 10, now() FROM generate_series(1, $2::int) AS n
"""


async def run(bench: Bench) -> list[Figure]:
    """How late a timer is."""
    figure = Figure("timers", f"lateness of a timer beside {WAITING:,} waiting ones", "p99 s", 1.0, 0.5)
    await bench.db.pool.execute(SCHEMA)
    async with bench.db.pool.acquire() as connection:
        await connection.execute("SET statement_timeout = 0")
        await connection.execute(FILL, clock.now() + timedelta(days=1), WAITING, timeout=600)
        await connection.execute("ANALYZE jobs_job", timeout=600)
        await connection.execute("RESET statement_timeout")
    # The million stays: this is the last figure of a shop that is thrown away.
    for _ in range(bench.repetitions):
        figure.ours.append(await _round(bench, figure))
    return [figure]


async def _round(bench: Bench, figure: Figure) -> Sample:
    await bench.db.pool.execute("TRUNCATE bench_ran")
    start = clock.now() + timedelta(seconds=AHEAD_S)
    async with bench.db.transaction() as tx:
        for number in range(TIMERS):
            due_at = start + timedelta(seconds=SPREAD_S * number / TIMERS)
            jobs.enqueue(tx, note_time(number, due_at), due_at=due_at)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        if await bench.db.reader.fetchval("SELECT count(*) FROM bench_ran") >= TIMERS:
            break
    row = await bench.db.reader.fetchrow(
        """SELECT count(*) AS runs, count(DISTINCT number) AS numbers, min(late) AS least,
                  percentile_cont(0.5) WITHIN GROUP (ORDER BY late) AS p50, percentile_cont(0.99) WITHIN GROUP (ORDER BY late) AS p99
           FROM (SELECT number, extract(epoch FROM ran_at - due_at)::float8 AS late FROM bench_ran) AS ran"""
    )
    assert row
    if row["runs"] != TIMERS or row["numbers"] != TIMERS:
        figure.faults.append(f"{TIMERS} timers ran {row['runs']} times, {row['numbers']} of them at all")
    if row["least"] < 0:
        figure.faults.append("a timer ran before its time")
    return Sample(row["p99"], None, row["p50"] * 1000, row["p99"] * 1000)
