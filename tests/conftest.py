"""Fixtures of the whole suite. Everything runs on a real PostgreSQL; nothing of our own is mocked."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import database
from tuanzi.kernel import clock
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.facts.dispatcher import Dispatcher, undelivered
from tuanzi.kernel.jobs.runner import Runner

Drain = Callable[[], Awaitable[None]]
POOL = 20


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A sandbox configuration of its own folder, wired into this process."""
    from tuanzi.apps import wiring

    made = Config(data_dir=tmp_path_factory.mktemp("data"), secret_key="test-secret-test-secret-test-secret", rate_limits=False)  # type: ignore[arg-type]
    wiring.wire(made)
    return made


@pytest.fixture(scope="session")
def cluster() -> str:
    """A superuser URL of the PostgreSQL under test."""
    return database.cluster_url()


@pytest.fixture(scope="session")
async def _database(cluster: str) -> AsyncIterator[Database]:
    name = f"tuanzi_test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    url = await database.create_database(cluster, name)
    opened = await Database.connect(url, size_min=1, size_max=POOL)
    yield opened
    await opened.close()
    await database.drop_database(cluster, name)


@pytest.fixture
async def db(_database: Database, config: Config) -> AsyncIterator[Database]:
    """A database with the whole schema and no rows. For races and everything that commits."""
    yield _database
    await database.empty(_database)


class _RolledBack(Exception):
    pass


@pytest.fixture
async def tx(_database: Database, config: Config) -> AsyncIterator[Tx]:
    """One transaction that is rolled back at the end: the quick way to test a verb. ``await tx.flush()`` writes facts and jobs."""
    async with _database.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            yield Tx(connection, writes=True)
        finally:
            await transaction.rollback()


@pytest.fixture
def shift_clock() -> Iterator[Callable[[timedelta], None]]:
    """Move business time ahead by a duration (adds up); put back at the end."""
    before = clock.shift()

    def shift(by: timedelta) -> None:
        clock.set_shift(clock.shift() + by)

    yield shift
    clock.set_shift(before)


@pytest.fixture
def drain(db: Database) -> Drain:
    """Deliver facts and run due jobs until nothing is left to do now; raises if a reactor or a job failed."""

    async def publish(_: list[Any]) -> None:
        return

    async def run() -> None:
        dispatcher, runner = Dispatcher(db, publish), Runner(db)
        for _ in range(3000):
            done = await dispatcher.run_once() + await runner.run_once()
            failed = await db.pool.fetch(
                "SELECT reactor || ': ' || error AS what FROM facts_failure UNION ALL SELECT name || ': ' || error FROM jobs_job WHERE error IS NOT NULL"
            )
            if failed:
                raise AssertionError("; ".join(row["what"] for row in failed))
            if done:
                continue
            # A fact waits until every older transaction of the whole cluster has ended, also one of another worker's database.
            if not await undelivered(db.reader):
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the facts and jobs never come to rest")

    return run


@pytest.fixture
async def app(db: Database, config: Config) -> Any:
    """The whole web application on ``db``, in this process."""
    from tuanzi.adapters.sandbox_pay.install import install
    from tuanzi.apps.web import build

    built = build(config, db)
    # The pretend provider and the shop reach each other inside this process, not over the network.
    install(config, httpx.ASGITransport(app=built, raise_app_exceptions=False))
    return built


@pytest.fixture
async def client(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """An anonymous client of the application; ``as_member``/``as_staff`` of tests.factories.people give headers of a person."""
    async with open_client(app) as opened:
        yield opened


@asynccontextmanager
async def open_client(app: Any, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the in-process application with its own headers."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test", headers=headers) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input (catalogue, reviews, orders). Tests that need it say so plainly when it is absent."""
    folder = Path(os.environ.get("TUANZI_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.fail(f"the real input data is not at {folder}; set TUANZI_SHARED_DATA")
    return folder
