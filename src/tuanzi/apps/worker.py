"""The worker process: delivers facts, runs jobs and timers, keeps the timetable."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable

import asyncpg
import uvloop

from tuanzi.apps import collector, restored, wiring
from tuanzi.apps.clock import follow_clock
from tuanzi.kernel import observe, realtime
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import WAKE, Database
from tuanzi.kernel.facts.dispatcher import Dispatcher
from tuanzi.kernel.jobs.runner import Runner

log = logging.getLogger(__name__)

IDLE_S = 0.25
"""How long a loop sleeps when it finds nothing and nobody wakes it: the bound on a timer's lateness."""


PAUSE_S = 0.05
"""How long a loop rests after it did something: what is committed meanwhile shares the next round instead of paying for its own."""


async def _loop(wake: asyncio.Event, step: Callable[[], Awaitable[int]], name: str) -> None:
    while True:
        wake.clear()
        try:
            done = await step()
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("%s stumbled", name)
            await asyncio.sleep(1)
            continue
        if done:
            await asyncio.sleep(PAUSE_S)
        else:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), IDLE_S)


async def _every(seconds: float, step: Callable[[], Awaitable[int]], name: str) -> None:
    while True:
        try:
            await step()
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("%s stumbled", name)
        await asyncio.sleep(seconds)


async def _hear(db: Database) -> None:
    """Wake the loops when another process committed something."""

    def pass_on(_: object, __: int, ___: str, news: str) -> None:
        db.hear(news.split())

    while True:
        try:
            connection = await asyncpg.connect(db.url)
            try:
                await connection.add_listener(WAKE, pass_on)
                while not connection.is_closed():
                    await asyncio.sleep(5)
                    await connection.fetchval("SELECT 1")
            finally:
                await connection.close()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            await asyncio.sleep(1)


async def work(config: Config, url: str, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set; what is running then is handed back, and the next worker takes it at once."""
    wiring.wire(config)
    db = await wiring.connect(config, url)
    await restored.renumber(db)

    async def publish(messages: list[realtime.Message]) -> None:
        await realtime.publish(db, messages)

    facts_wake, jobs_wake = db.listen_for("facts"), db.listen_for("jobs")
    dispatcher, runner = Dispatcher(db, publish), Runner(db, wake=jobs_wake)
    tasks = [
        asyncio.create_task(_loop(facts_wake, dispatcher.run_once, "facts")),
        asyncio.create_task(_loop(jobs_wake, runner.start_due, "jobs")),
        asyncio.create_task(_every(2, runner.recover, "recovery")),
        asyncio.create_task(_every(2, runner.tick_crons, "timetable")),
        asyncio.create_task(_hear(db)),
    ]
    if config.sandbox:
        tasks.append(asyncio.create_task(follow_clock(db)))
    collector.calm()
    log.info("worker ready")
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await runner.stop()
    await db.close()


async def _until_signal(config: Config, url: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await work(config, url, stop)


def run(config: Config, url: str) -> None:
    """Run the worker process on uvloop; returns when it is told to stop."""
    observe.setup_logging(config)
    uvloop.run(_until_signal(config, url))
