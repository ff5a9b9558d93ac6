"""What is asked at the same time is one statement, and nobody notices but the clock."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tuanzi.kernel.db import Database, Tx

KINDS = """SELECT 7::bigint AS number, 'Tuánzǐ 团子'::text AS text, true AS flag, NULL::int AS nothing, '{"a": [1, null]}'::jsonb AS document,
    '[1]'::json AS plain, ARRAY['x', NULL]::text[] AS list, '\\x00ff'::bytea AS bytes, 1.50::numeric AS exact,
    '2026-11-22 08:00+08'::timestamptz AS at, '0190f0c0-0000-7000-8000-000000000001'::uuid AS id, '{}'::uuid[] AS none"""


class Spy:
    """A connection that counts what it is asked."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        if name not in {"fetch", "fetchrow", "fetchval", "execute"}:
            return found

        async def counted(sql: str, *arguments: Any) -> Any:
            self.asked.append(sql)
            return await found(sql, *arguments)

        return counted


@pytest.fixture
async def spied(db: Database) -> AsyncIterator[tuple[Tx, Spy]]:
    async with db.pool.acquire() as connection:
        await connection.execute("CREATE TEMPORARY TABLE IF NOT EXISTS beside (id int PRIMARY KEY, note text)")
        await connection.execute("TRUNCATE beside")
        async with connection.transaction():
            spy = Spy(connection)
            yield Tx(spy, writes=True), spy


async def test_rows_of_every_kind_read_the_same(spied: tuple[Tx, Spy]) -> None:
    tx, spy = spied
    alone = await tx.fetchrow(KINDS)
    assert alone is not None
    beside, many = await tx.together(tx.fetchrow(KINDS), tx.fetch("SELECT n, n * $1 AS product FROM generate_series(1, $2::int) n", 3, 4))
    assert beside is not None
    assert dict(beside) == dict(alone)
    assert list(beside) == list(alone)
    assert beside["at"] == alone["at"]
    assert [row["product"] for row in many] == [3, 6, 9, 12]
    first, second = many[1]
    assert (first, second) == (2, 6)
    assert many[1][1] == 6
    assert len(spy.asked) == 2


async def test_nothing_found_is_nothing(spied: tuple[Tx, Spy]) -> None:
    tx, _ = spied
    rows, row, value = await tx.together(
        tx.fetch("SELECT 1 AS one WHERE false"), tx.fetchrow("SELECT 1 AS one WHERE $1", False), tx.fetchval("SELECT 1 WHERE false")
    )
    assert (rows, row, value) == ([], None, None)


async def test_readings_that_ask_again_share_the_next_statement_too(spied: tuple[Tx, Spy]) -> None:
    tx, spy = spied

    async def twice(start: int) -> int:
        found = await tx.fetchval("SELECT $1::int + 1", start)
        return int(await tx.fetchval("SELECT $1::int * 10", found))

    async def inner(start: int) -> tuple[int, ...]:
        return await tx.together(twice(start), twice(start + 1))

    async def other() -> str:
        await asyncio.sleep(0)
        return "waited"

    results = await tx.together(inner(1), twice(3), other())
    assert results == ((20, 30), 40, "waited")
    assert len(spy.asked) == 2


async def test_one_question_alone_stays_as_it_is(spied: tuple[Tx, Spy]) -> None:
    tx, spy = spied

    async def nothing() -> None:
        return None

    assert await tx.together(tx.fetchval("SELECT 5"), nothing()) == (5, None)
    assert spy.asked == ["SELECT 5"]


async def test_a_change_may_travel_along(spied: tuple[Tx, Spy]) -> None:
    tx, spy = spied
    insert = "INSERT INTO beside (id, note) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true"
    assert await tx.together(tx.fetchval(insert, 1, "a"), tx.fetchval("SELECT count(*) FROM beside")) == (True, 0)
    assert await tx.together(tx.fetchval(insert, 1, "b"), tx.fetchval("SELECT note FROM beside WHERE id = $1", 1)) == (None, "a")
    assert len(spy.asked) == 2


@pytest.mark.parametrize(
    "change",
    ["INSERT INTO beside (id) VALUES (9)", "UPDATE beside AS b SET note = 'x' WHERE id = 8", "DELETE\n FROM beside WHERE id = 8"],
)
async def test_a_statement_whose_with_changes_rows_stands_alone(spied: tuple[Tx, Spy], change: str) -> None:
    tx, spy = spied
    await tx.execute("INSERT INTO beside (id) VALUES (8)")
    both = f"WITH kept AS ({change} RETURNING id) SELECT id FROM kept"
    assert await tx.together(tx.fetchval(both), tx.fetchval("SELECT 1")) == (9 if "INSERT" in change else 8, 1)
    assert spy.asked[1:] == [both, "SELECT 1"]


async def test_the_first_error_ends_the_others(spied: tuple[Tx, Spy]) -> None:
    tx, spy = spied
    ended = list[str]()

    async def patient() -> None:
        try:
            await tx.fetchval("SELECT 1")
            await tx.fetchval("SELECT 2")
        finally:
            ended.append("patient")

    async def failing() -> None:
        await tx.fetchval("SELECT 1")
        raise LookupError

    with pytest.raises(LookupError):
        await tx.together(patient(), failing())
    assert ended == ["patient"]
    assert len(spy.asked) == 1


async def test_an_error_of_the_database_is_raised_once(db: Database) -> None:
    tx = db.reader
    with pytest.raises(asyncpg.DivisionByZeroError):
        await tx.together(tx.fetchval("SELECT 1 / $1::int", 0), tx.fetchval("SELECT 1"))
    assert await tx.fetchval("SELECT 1") == 1


async def test_many_at_once_on_the_pool_keep_their_answers_apart(db: Database) -> None:
    tx = db.reader

    async def pair(number: int) -> tuple[int, int]:
        one, two = await tx.together(tx.fetchval("SELECT $1::int", number), tx.fetchval("SELECT -$1::int", number))
        return one, two

    assert await asyncio.gather(*(pair(number) for number in range(50))) == [(number, -number) for number in range(50)]


async def test_a_connection_given_back_holds_no_lock(db: Database) -> None:
    """Asking for names prepares a statement, which begins a transaction on the server."""
    opened = await Database.connect(db.url, size_max=2)
    fresh = f"SELECT id AS name_{secrets.token_hex(8)} FROM accounts_member"
    async with opened.pool.acquire():
        # The other connection is the one that is asked, and nobody needs it afterwards.
        await opened.reader._ask_names(fresh)
    held = await db.reader.fetch("SELECT relation::regclass::text FROM pg_locks WHERE relation = 'accounts_member'::regclass")
    await opened.close()
    assert held == []
