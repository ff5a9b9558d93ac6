"""The worker's side: claim due jobs in batches under SKIP LOCKED, run them, retry or bury them.

Due times follow the business clock; leases follow the machine's, so that shifting the clock never runs a job twice.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from cronsim import CronSim
from uuid_utils.compat import uuid7

from tuanzi.kernel import clock, observe
from tuanzi.kernel.calendar import SHANGHAI
from tuanzi.kernel.db import Database, Tx, is_repeatable, is_transient
from tuanzi.kernel.jobs.catalogue import Job, all_jobs, crons

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BACKOFF_S_MAX = 3600
LIMITS = {"default": 8, "payments": 4, "outside": 4, "errands": 2, "bulk": 1}
"""How many jobs of a queue one worker process runs at once."""
AT_ONCE_MAX = 3
"""How often a job runs at once that lost a deadlock; then it waits like any other that failed."""
AHEAD = 4
"""How many times as many it takes at once, so that one claim serves several."""

CLAIM = """
UPDATE jobs_job SET state = 'running', lease = $3, lease_until = $4, attempts = attempts + 1
WHERE id IN (
    SELECT due.id FROM unnest($1::text[], $5::int[]) AS asked(queue, count) CROSS JOIN LATERAL (
        SELECT id FROM jobs_job WHERE state = 'waiting' AND queue = asked.queue AND due_at <= $2
        ORDER BY due_at LIMIT asked.count FOR UPDATE SKIP LOCKED) AS due)
RETURNING id, name, queue, arguments, key, attempts, attempts_max, due_at
"""
FINISH = "DELETE FROM jobs_job WHERE id = $1 AND lease = $2 AND state = 'running'"
RELEASE = """
UPDATE jobs_job SET state = CASE WHEN $3 THEN 'dead' ELSE 'waiting' END, lease = NULL, lease_until = NULL, error = $4, due_at = $5
WHERE id = $1 AND lease = $2 AND state = 'running'
"""
HAND_BACK = """
UPDATE jobs_job SET state = 'waiting', lease = NULL, lease_until = NULL, attempts = attempts - 1
WHERE id = $1 AND lease = $2 AND state = 'running'
"""


class LeaseLost(Exception):
    """Another worker took this job over; whatever was done here is rolled back."""


class Runner:
    """Runs jobs of every queue in this process."""

    def __init__(self, db: Database, limits: dict[str, int] | None = None, wake: asyncio.Event | None = None) -> None:
        """``wake`` is set when a queue that was full has room again."""
        self.db = db
        self.limits = limits or LIMITS
        self._wake = wake
        self._room = {queue: limit * AHEAD for queue, limit in self.limits.items()}
        self._gates = {queue: asyncio.Semaphore(limit) for queue, limit in self.limits.items()}
        self._batches: set[asyncio.Task[None]] = set()
        self._taken: dict[UUID, UUID] = {}

    async def start_due(self) -> int:
        """Start what is due now, a batch of every queue claimed in one statement; the number of jobs taken.

        Nothing waits for it to end: a job that hears nothing from outside for seconds keeps no timer waiting.
        """
        lease, until = uuid7(), clock.real_now() + LEASE
        rows = await self.db.pool.fetch(CLAIM, list(self.limits), clock.now(), lease, until, list(self._room.values()))
        for queue in {row["queue"] for row in rows}:
            batch = [row for row in rows if row["queue"] == queue]
            self._room[queue] -= len(batch)
            self._taken.update((row["id"], lease) for row in batch)
            task = asyncio.create_task(self._batch(queue, batch, lease))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)
        return len(rows)

    async def run_once(self) -> int:
        """Run what is due now to its end; the number of jobs taken."""
        taken = await self.start_due()
        await asyncio.gather(*self._batches)
        return taken

    async def stop(self) -> None:
        """Give up what is running and hand it back: the next worker takes it at once, and this try does not count."""
        for task in self._batches:
            task.cancel()
        await asyncio.gather(*self._batches, return_exceptions=True)
        # Only now: what was cancelled has been rolled back, so that nobody does it a second time beside us.
        for job_id, lease in self._taken.items():
            await self._put_back(HAND_BACK, job_id, lease)
        self._taken.clear()

    async def _batch(self, queue: str, rows: list[asyncpg.Record], lease: UUID) -> None:
        beat = asyncio.create_task(self._heartbeat(lease, [row["id"] for row in rows]))

        async def one(row: asyncpg.Record) -> None:
            try:
                async with self._gates[queue]:
                    await self._run(row, lease)
                self._taken.pop(row["id"], None)
            finally:
                self._room[queue] += 1
                if self._wake and self._room[queue] == 1:
                    self._wake.set()

        try:
            ends = await asyncio.gather(*(one(row) for row in rows), return_exceptions=True)
        finally:
            beat.cancel()
        for error in ends:
            if isinstance(error, Exception):
                log.warning("a job of %s could not be put back: %r; its lease will run out", queue, error)

    async def _run(self, row: asyncpg.Record, lease: UUID) -> None:
        started, outcome = time.perf_counter(), "done"
        try:
            job = all_jobs()[row["name"]]
            await self._execute(job, row, lease)
        except LeaseLost:
            log.warning("%s lost its lease and was undone", row["name"])
            outcome = "failed"
        except Exception as error:  # noqa: BLE001 - every failure of a job ends in retry or dead
            outcome = await self._failed(row, lease, error)
        observe.job_done(row["name"], outcome, time.perf_counter() - started)

    async def _execute(self, job: Job[...], row: asyncpg.Record, lease: UUID) -> None:
        if job.outside:
            await job.run(self.db, row["arguments"])
            await self.db.pool.execute(FINISH, row["id"], lease)
            return
        for attempt in range(1, AT_ONCE_MAX + 1):
            try:
                await self._inside(job, row, lease)
            except Exception as error:
                if attempt == AT_ONCE_MAX or not is_repeatable(error):
                    raise
            else:
                return

    async def _inside(self, job: Job[...], row: asyncpg.Record, lease: UUID) -> None:
        async with self.db.transaction() as tx:
            if not await tx.execute(FINISH, row["id"], lease):
                raise LeaseLost
            await job.run(tx, row["arguments"])

    async def _failed(self, row: asyncpg.Record, lease: UUID, error: Exception) -> str:
        """Let the job wait for another try or bury it; which of both, in the words of the figures."""
        dead = row["attempts"] >= row["attempts_max"] and not is_transient(error)
        if dead:
            log.error("%s is dead after %d attempts: %r", row["name"], row["attempts"], error)
        else:
            log.warning("%s failed (attempt %d): %r", row["name"], row["attempts"], error)
        wait_s = min(2 ** row["attempts"], BACKOFF_S_MAX) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, not a secret
        due_at = clock.now() + timedelta(seconds=wait_s)
        await self._put_back(RELEASE, row["id"], lease, dead, repr(error)[:2000], due_at)
        return "dead" if dead else "failed"

    async def _put_back(self, statement: str, job_id: UUID, lease: UUID, *more: object) -> None:
        try:
            await self.db.pool.execute(statement, job_id, lease, *more)
        except asyncpg.UniqueViolationError:
            # The same key was enqueued again meanwhile: the newer call stands for this one.
            await self.db.pool.execute(FINISH, job_id, lease)

    async def _heartbeat(self, lease: UUID, ids: list[UUID]) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            until = clock.real_now() + LEASE
            await self.db.pool.execute("UPDATE jobs_job SET lease_until = $3 WHERE lease = $1 AND id = ANY($2)", lease, ids, until)

    async def recover(self) -> int:
        """Give jobs of crashed workers back. Called once a second or so."""
        rows = await self.db.pool.fetch(
            """SELECT id, lease, key, attempts, attempts_max, name FROM jobs_job
               WHERE state = 'running' AND lease_until < $1 LIMIT 100""",
            clock.real_now(),
        )
        for row in rows:
            await self._failed(row, row["lease"], TimeoutError("the worker went away"))
        return len(rows)

    async def tick_crons(self) -> int:
        """Enqueue what the timetable says is due; each run at most once whatever number of workers tick."""
        now = clock.now()
        fired = 0
        planned = {row["name"]: row["next_at"] for row in await self.db.reader.fetch("SELECT name, next_at FROM jobs_cron")}
        for name, expression in crons().items():
            if name in planned and planned[name] > now:
                continue
            following = next_run(expression, now)
            async with self.db.transaction() as tx:
                row = await tx.fetchrow("SELECT next_at FROM jobs_cron WHERE name = $1 FOR UPDATE SKIP LOCKED", name)
                if row is None:
                    await tx.execute("INSERT INTO jobs_cron (name, next_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", name, following)
                elif row["next_at"] <= now:
                    await tx.execute("UPDATE jobs_cron SET next_at = $2 WHERE name = $1", name, following)
                    tx.buffer("jobs").append((all_jobs()[name](), now, f"cron:{name}"))
                    fired += 1
        return fired


def next_run(expression: str, after: datetime) -> datetime:
    """The first time after ``after`` that the shop-local timetable names."""
    return next(CronSim(expression, after.astimezone(SHANGHAI))).astimezone(after.tzinfo)


async def retry(tx: Tx, job_id: UUID) -> bool:
    """Give a dead job a fresh set of attempts, due now. False if it is not dead."""
    sql = "UPDATE jobs_job SET state = 'waiting', attempts = 0, due_at = $2 WHERE id = $1 AND state = 'dead'"
    return bool(await tx.execute(sql, job_id, clock.now()))
