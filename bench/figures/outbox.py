"""F6: facts from commit through the outbox into three reactors, each of which writes a row per fact."""

from __future__ import annotations

import asyncio
import time

from bench.bench import Bench
from bench.measure import Figure, Sample
from bench.reactions import REACTORS, SCHEMA, Happened
from tuanzi.kernel import facts

FACTS, PER_COMMIT = 12_000, 20
PACE, PACED_S = 500, 4
PATIENCE_S = 120


async def run(bench: Bench) -> list[Figure]:
    """A pile as fast as it goes, then single commits at a steady pace."""
    rate = Figure("F6", f"facts through the outbox to {REACTORS} reactors", "facts/s", 2000, 8000, more_is_better=True)
    lag = Figure("F6", f"commit → handled by a reactor, at {PACE} commits/s", "p99 ms", 1000, 1000)
    rate.note = f"commits of {PER_COMMIT} facts and delivery to the shop's worker at the same time; each reactor writes a row per fact"
    await bench.db.pool.execute(SCHEMA)
    for _ in range(bench.repetitions):
        rate.ours.append(await _pile(bench, FACTS * bench.scale))
        lag.ours.append(await _paced(bench))
    return [rate, lag]


async def _pile(bench: Bench, number: int) -> Sample:
    await bench.db.pool.execute("TRUNCATE bench_seen")
    began = time.perf_counter()

    async def write(start: int) -> None:
        for first in range(start, number, PER_COMMIT * 4):
            async with bench.db.transaction() as tx:
                for place in range(PER_COMMIT):
                    facts.record(tx, Happened(first + place, 4990, "pile"))

    await asyncio.gather(*(write(lane * PER_COMMIT) for lane in range(4)))
    await _wait(bench, number)
    seconds = time.perf_counter() - began
    return Sample(number / seconds)


async def _paced(bench: Bench) -> Sample:
    await bench.db.pool.execute("TRUNCATE bench_seen")
    began = time.perf_counter()
    number = PACE * PACED_S

    async def write(lane: int) -> None:
        for place in range(lane, number, 4):
            await asyncio.sleep(max(0.0, began + place / PACE - time.perf_counter()))
            async with bench.db.transaction() as tx:
                facts.record(tx, Happened(place, 4990, "paced"))

    await asyncio.gather(*map(write, range(4)))
    written_s = time.perf_counter() - began
    await _wait(bench, number)
    row = await bench.db.reader.fetchrow(
        """SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lag) AS p50, percentile_cont(0.99) WITHIN GROUP (ORDER BY lag) AS p99
           FROM (SELECT extract(epoch FROM seen_at - recorded_at)::float8 * 1000 AS lag FROM bench_seen) AS seen"""
    )
    assert row
    return Sample(row["p99"], number / written_s, row["p50"], row["p99"])


async def _wait(bench: Bench, number: int) -> None:
    """Until every reactor has every fact; the primary key of the table refuses a second delivery."""
    deadline = time.monotonic() + PATIENCE_S
    while await bench.db.reader.fetchval("SELECT count(*) FROM bench_seen") < number * REACTORS:
        if time.monotonic() > deadline:
            raise RuntimeError("facts did not arrive")
        await asyncio.sleep(0.05)
