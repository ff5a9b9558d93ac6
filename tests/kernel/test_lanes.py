"""Lanes: every connection has one user at a time, whoever came first is served first, and a broken one is replaced."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tuanzi.kernel.db import Database
from tuanzi.kernel.db import lanes as lanes_module
from tuanzi.kernel.errors import Conflict

TURNS = 400


@pytest.fixture
async def two(db: Database) -> AsyncIterator[Database]:
    """A database that is reached over two connections."""
    opened = await Database.connect(db.url, size_min=0, size_max=2)
    yield opened
    await opened.close()


async def pid(database: Database) -> int:
    found: int = await database.reader.fetchval("SELECT pg_backend_pid()")
    return found


async def busy(database: Database) -> int:
    return database.pool.count()[1]


async def test_nobody_shares_a_connection_and_nobody_is_forgotten(two: Database) -> None:
    used: set[int] = set()
    done = 0

    async def one() -> None:
        nonlocal done
        async with two.transaction() as tx:
            mine = await tx.fetchval("SELECT pg_backend_pid()")
            assert mine not in used
            used.add(mine)
            await tx.execute("SELECT 1")
            used.remove(mine)
        done += 1

    await asyncio.gather(*(one() for _ in range(TURNS)))
    assert done == TURNS
    assert await busy(two) == 0


async def test_whoever_waits_longest_is_next(two: Database) -> None:
    order: list[int] = []

    async def one(number: int) -> None:
        async with two.pool.acquire():
            order.append(number)
            await asyncio.sleep(0.001)

    await asyncio.gather(*(one(number) for number in range(20)))
    # The first two open connections, each of which may take longer than some turns of the other.
    waited = [number for number in order if number > 1]
    assert waited == sorted(waited)


async def test_waiting_has_an_end_and_leaves_nothing_behind(two: Database) -> None:
    async with two.pool.acquire(), two.pool.acquire():
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with two.pool.acquire(timeout=0.01):
                    pass
    assert await asyncio.gather(pid(two), pid(two))
    assert await busy(two) == 0


async def test_a_refusal_keeps_the_connection_and_undoes_the_deed(two: Database) -> None:
    before = await pid(two)

    async def refused(error: Exception) -> None:
        async with two.transaction() as tx:
            await tx.execute("INSERT INTO jobs_cron (name, next_at) VALUES ('refused', now())")
            raise error

    for error in (Conflict(), KeyError("a bug")):
        with pytest.raises(type(error)):
            await refused(error)
    with pytest.raises(asyncpg.PostgresError):
        await two.pool.execute("SELECT 1/0")
    assert await pid(two) == before
    assert await two.reader.fetchval("SELECT count(*) FROM jobs_cron WHERE name = 'refused'") == 0


async def test_a_cancelled_user_leaves_no_half_answer(two: Database) -> None:
    for _ in range(10):
        task = asyncio.create_task(two.reader.fetchval("SELECT pg_sleep(10)"))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await two.reader.fetchval("SELECT 7") == 7


async def test_cancelled_waiters_take_no_connection_with_them(two: Database) -> None:
    for _ in range(20):
        async with two.pool.acquire(), two.pool.acquire():
            waiters = [asyncio.create_task(pid(two)) for _ in range(5)]
            await asyncio.sleep(0)
        for waiter in waiters[::2]:
            waiter.cancel()
        await asyncio.gather(*waiters, return_exceptions=True)
    assert await asyncio.wait_for(asyncio.gather(pid(two), pid(two), pid(two)), 5)
    assert await busy(two) == 0


async def test_connections_that_the_server_closed_are_replaced(two: Database, db: Database) -> None:
    async with two.pool.acquire() as one, two.pool.acquire() as other:
        pids = [await each.fetchval("SELECT pg_backend_pid()") for each in (one, other)]
    await db.pool.execute("SELECT pg_terminate_backend(p) FROM unnest($1::int[]) AS p", pids)
    await asyncio.sleep(0.1)
    assert not set(await asyncio.gather(*(pid(two) for _ in range(10)))) & set(pids)


async def test_a_connection_that_is_lost_in_the_middle_frees_its_place(two: Database) -> None:
    for _ in range(4):
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            async with two.transaction() as tx:
                await tx.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await asyncio.wait_for(asyncio.gather(pid(two), pid(two), pid(two)), 5)


async def test_a_connection_in_a_forgotten_transaction_is_not_passed_on(two: Database) -> None:
    async with two.pool.acquire() as connection:
        await connection.execute("BEGIN")
        await connection.execute("INSERT INTO jobs_cron (name, next_at) VALUES ('forgotten', now())")
    await asyncio.sleep(0.05)
    assert await two.reader.fetchval("SELECT count(*) FROM jobs_cron WHERE name = 'forgotten'") == 0


async def test_what_nobody_needs_goes_back_to_the_pool(two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "IDLE_S", 0.02)
    monkeypatch.setattr(lanes_module, "USES_MAX", 3)
    for _ in range(10):
        await pid(two)
    await asyncio.sleep(0.1)
    assert not two.pool._idle
    assert await pid(two)
    assert await busy(two) == 0
