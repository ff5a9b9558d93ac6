"""Jobs and timers: exactly-once effect, retry, dead letters, keys, leases, cron."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from tuanzi.kernel import clock, jobs
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.jobs.runner import Runner, next_run, retry
from tuanzi.kernel.money import Money
from tuanzi.kernel.observe import metrics

Shift = Callable[[timedelta], None]
ran: list[object] = []
failing: set[str] = set()
may_answer: set[str] = set()


@jobs.job()
async def note(tx: Tx, text: str, amount: Money) -> None:
    """Remember a call."""
    await tx.execute("SELECT 1")
    ran.append((text, amount))
    if text in failing:
        raise RuntimeError(text)


@jobs.job()
async def swap(tx: Tx, one: str, other: str) -> None:
    """Touch two rows in this order, slowly."""
    for name in (one, other):
        await tx.execute("UPDATE jobs_cron SET next_at = next_at + interval '1 s' WHERE name = $1", name)
        await tx.execute("SELECT pg_sleep(0.05)")


@jobs.outside_job(attempts_max=2)
async def call_outside(db: Database, text: str) -> None:
    """Pretend to talk to a provider."""
    ran.append(text)
    if text in failing:
        raise RuntimeError(text)


@jobs.outside_job()
async def wait_outside(db: Database, text: str) -> None:
    """Hear nothing for long."""
    await db.reader.fetchval("SELECT 1")
    ran.append(text)
    await until(lambda: bool(may_answer))
    ran.append("answered")


@jobs.cron("0 3 * * *")
@jobs.job()
async def nightly(tx: Tx) -> None:
    """Run at three."""
    ran.append("nightly")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def forget() -> None:
    ran.clear()
    failing.clear()
    may_answer.clear()


async def enqueue(db: Database, call: jobs.Call, *, after: timedelta = timedelta(0), key: str | None = None) -> None:
    async with db.transaction() as tx:
        jobs.enqueue(tx, call, due_at=clock.now() + after, key=key)


async def test_a_job_runs_once_with_its_typed_arguments_and_leaves_no_row(db: Database) -> None:
    await enqueue(db, note("a", Money(5)))
    runner = Runner(db)
    assert await runner.run_once() == 1
    assert await runner.run_once() == 0
    assert ran == [("a", Money(5))]
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job") == 0


async def test_a_timer_waits_for_the_business_clock(db: Database, shift_clock: Shift) -> None:
    await enqueue(db, note("later", Money(1)), after=timedelta(days=1))
    runner = Runner(db)
    assert await runner.run_once() == 0
    shift_clock(timedelta(days=1, seconds=1))
    assert await runner.run_once() == 1


async def test_a_key_keeps_one_waiting_job_and_can_cancel_it(db: Database) -> None:
    for hours in (1, 2, 3):
        await enqueue(db, note("keyed", Money(hours)), after=timedelta(hours=hours), key="k")
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job") == 1
    async with db.transaction() as tx:
        jobs.cancel(tx, "k")
        jobs.cancel(tx, "nobody knows it")
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job") == 0


async def test_the_last_wish_for_a_key_counts(db: Database) -> None:
    await enqueue(db, note("old", Money(1)), after=timedelta(hours=1), key="moved")
    async with db.transaction() as tx:
        jobs.cancel(tx, "moved")
        jobs.enqueue(tx, note("new", Money(2)), key="moved")
        jobs.enqueue(tx, note("never", Money(3)), key="dropped")
        jobs.cancel(tx, "dropped")
        jobs.enqueue(tx, note("unnamed", Money(4)))
    rows = await db.reader.fetch("SELECT key, arguments->>0 AS what FROM jobs_job ORDER BY key NULLS LAST")
    assert [(row["key"], row["what"]) for row in rows] == [("moved", "new"), (None, "unnamed")]


async def test_what_an_undone_part_wished_is_undone_with_it(db: Database) -> None:
    await enqueue(db, note("stays", Money(1)), after=timedelta(hours=1), key="timer")

    async def undone(tx: Tx) -> None:
        async with tx.savepoint():
            jobs.cancel(tx, "timer")
            jobs.enqueue(tx, note("never", Money(2)))
            raise ValueError("in vain")

    async with db.transaction() as tx:
        jobs.enqueue(tx, note("before", Money(3)))
        with pytest.raises(ValueError, match="in vain"):
            await undone(tx)
    rows = await db.reader.fetch("SELECT arguments->>0 AS what FROM jobs_job ORDER BY due_at")
    assert [row["what"] for row in rows] == ["before", "stays"]


async def test_a_failing_job_is_undone_and_waits_longer_each_time(db: Database) -> None:
    failing.add("b")
    await enqueue(db, note("b", Money(1)))
    await Runner(db).run_once()
    row = await db.reader.fetchrow("SELECT state, attempts, error, due_at FROM jobs_job")
    assert row is not None
    assert (row["state"], row["attempts"]) == ("waiting", 1)
    assert "b" in row["error"]
    assert row["due_at"] > clock.now() + timedelta(seconds=1)


async def test_attempts_run_out_and_a_person_may_retry(db: Database) -> None:
    failing.add("c")
    await enqueue(db, call_outside("c"))
    runner = Runner(db)
    for _ in range(2):
        await db.pool.execute("UPDATE jobs_job SET due_at = now() - interval '1 s'")
        await runner.run_once()
    row = await db.reader.fetchrow("SELECT id, state FROM jobs_job")
    assert row is not None
    assert row["state"] == "dead"
    failing.clear()
    async with db.transaction() as tx:
        assert await retry(tx, row["id"])
    await runner.run_once()
    assert ran == ["c", "c", "c"]
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job") == 0


async def test_eight_runners_run_each_job_once(db: Database) -> None:
    async with db.transaction() as tx:
        for number in range(300):
            jobs.enqueue(tx, note(str(number), Money(number)))
    runners = [Runner(db) for _ in range(8)]
    while sum(await asyncio.gather(*(runner.run_once() for runner in runners))):
        pass
    assert len(ran) == 300
    assert len(set(ran)) == 300


async def test_a_job_that_hears_nothing_keeps_no_timer_waiting(db: Database) -> None:
    await enqueue(db, wait_outside("slow"))
    wake = asyncio.Event()
    runner = Runner(db, {"default": 1, "outside": 1}, wake)
    assert await runner.start_due() == 1
    await enqueue(db, note("timer", Money(1)))
    await until(lambda: ran == ["slow"])
    assert await runner.start_due() == 1
    await until(lambda: ("timer", Money(1)) in ran)
    may_answer.add("now")
    await until(lambda: "answered" in ran)
    await runner.stop()


async def test_who_loses_a_deadlock_runs_again_at_once(db: Database) -> None:
    await db.pool.execute("INSERT INTO jobs_cron (name, next_at) VALUES ('a', now()), ('b', now())")
    await enqueue(db, swap("a", "b"))
    await enqueue(db, swap("b", "a"))
    assert await Runner(db).run_once() == 2
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job") == 0


async def test_a_full_queue_takes_no_more_and_says_when_it_has_room(db: Database) -> None:
    for number in range(6):
        await enqueue(db, wait_outside(str(number)))
    wake = asyncio.Event()
    runner = Runner(db, {"outside": 1}, wake)
    assert await runner.start_due() == 4
    assert await runner.start_due() == 0
    await until(lambda: len(ran) == 1)
    assert not wake.is_set()
    may_answer.add("now")
    await asyncio.wait_for(wake.wait(), 5)
    while await runner.run_once():
        pass
    assert ran.count("answered") == 6


async def test_a_crashed_workers_job_is_taken_over(db: Database) -> None:
    await enqueue(db, note("d", Money(1)))
    await db.pool.execute(
        "UPDATE jobs_job SET state = 'running', lease = gen_random_uuid(), lease_until = now() - interval '1 s', attempts = 1"
    )
    runner = Runner(db)
    assert await runner.recover() == 1
    await db.pool.execute("UPDATE jobs_job SET due_at = now() - interval '1 s'")
    await runner.run_once()
    assert ran == [("d", Money(1))]


async def test_a_stopped_workers_jobs_are_taken_at_once_and_the_try_does_not_count(db: Database) -> None:
    for name in ("running", "in line"):
        await enqueue(db, wait_outside(name))
    runner = Runner(db, {"outside": 1})
    assert await runner.start_due() == 2
    await until(lambda: bool(ran))
    await runner.stop()
    rows = await db.reader.fetch("SELECT state, attempts, lease, error FROM jobs_job")
    assert [tuple(row) for row in rows] == [("waiting", 0, None, None)] * 2
    may_answer.add("now")
    assert await Runner(db).run_once() == 2
    assert ran.count("answered") == 2
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job") == 0


async def test_a_stopped_workers_job_gives_way_to_the_same_key(db: Database) -> None:
    async with db.transaction() as tx:
        jobs.enqueue(tx, wait_outside("old"), key="one")
    runner = Runner(db)
    await runner.start_due()
    await until(lambda: ran == ["old"])
    async with db.transaction() as tx:
        jobs.enqueue(tx, wait_outside("new"), key="one")
    await runner.stop()
    may_answer.add("now")
    assert await Runner(db).run_once() == 1
    assert ran == ["old", "new", "answered"]


async def test_the_timetable_fires_once_whatever_number_of_workers_tick(db: Database, shift_clock: Shift) -> None:
    runners = [Runner(db) for _ in range(4)]
    await runners[0].tick_crons()
    shift_clock(timedelta(days=1))
    await asyncio.gather(*(runner.tick_crons() for runner in runners))
    await runners[0].run_once()
    assert ran.count("nightly") == 1


def test_cron_times_are_the_shops() -> None:
    after = clock.now()
    at = next_run("0 3 * * *", after)
    assert (at.hour, at.minute) == (19, 0), "three at night in Shanghai is 19:00 UTC"


async def test_every_run_is_counted_by_its_outcome(db: Database) -> None:
    def runs(outcome: str) -> float:
        return metrics.registry.get_sample_value("tuanzi_job_seconds_count", {"name": "kernel.call_outside", "outcome": outcome}) or 0

    before = {outcome: runs(outcome) for outcome in ("done", "failed", "dead")}
    failing.add("counted")
    await enqueue(db, call_outside("fine"))
    await enqueue(db, call_outside("counted"))
    runner = Runner(db)
    for _ in range(2):
        await runner.run_once()
        await db.pool.execute("UPDATE jobs_job SET due_at = now() - interval '1 minute' WHERE state = 'waiting'")
    assert {outcome: runs(outcome) - before[outcome] for outcome in before} == {"done": 1, "failed": 1, "dead": 1}
