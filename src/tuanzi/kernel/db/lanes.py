"""The connections of a pool, kept at hand between two uses.

The driver's pool starts a task for each handing out and taking back: 45 to 70 µs where a small statement itself takes 25. Lanes
borrow connections from it, pass them on directly, and give one back to it when anything went wrong with it, from time to time for
its own housekeeping, and when nobody needed it for a while.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

WAIT_S = 10.0
"""How long to wait for a connection; under such a load an honest "busy" is the better answer."""
USES_MAX = 1000
"""After so many uses a connection goes back to the pool once, which renews it when it is old."""
IDLE_S = 60.0
SUSPICIOUS = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""After these, as after a cancellation, an answer may still be on its way. A refused statement or request is nothing of that kind."""


class Lanes:
    """At most ``size`` connections of ``pool``, whoever came first first. Statements outside a transaction run on any."""

    def __init__(self, pool: asyncpg.Pool, size: int) -> None:
        self._pool = pool
        self._room = size
        self._idle: list[Any] = []
        self._uses: dict[Any, int] = {}
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._trim: asyncio.TimerHandle | None = None
        self._used_at = 0.0

    @asynccontextmanager
    async def acquire(self, timeout: float = WAIT_S) -> AsyncIterator[Any]:  # noqa: ASYNC109 - named as in the driver
        """A connection for the block. Raises ``TimeoutError`` after ``timeout`` seconds, and the driver's errors."""
        connection = await self._take(timeout)
        try:
            yield connection
        except BaseException as error:
            if isinstance(error, Exception) and not isinstance(error, SUSPICIOUS):
                self._give_back(connection)
            else:
                await self._let_go(connection)
            raise
        self._give_back(connection)

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """All rows of one statement."""
        async with self.acquire() as connection:
            return await connection.fetch(sql, *arguments)  # type: ignore[no-any-return]

    async def fetchrow(self, sql: str, *arguments: Any) -> Any:
        """The first row of one statement, or None."""
        async with self.acquire() as connection:
            return await connection.fetchrow(sql, *arguments)

    async def fetchval(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row of one statement, or None."""
        async with self.acquire() as connection:
            return await connection.fetchval(sql, *arguments)

    async def execute(self, sql: str, *arguments: Any) -> str:
        """Run one statement; its status."""
        async with self.acquire() as connection:
            return await connection.execute(sql, *arguments)  # type: ignore[no-any-return]

    async def executemany(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Run one statement for each of ``rows``."""
        async with self.acquire() as connection:
            await connection.executemany(sql, rows)

    def count(self) -> tuple[int, int]:
        """How many connections are open and idle, and how many are busy."""
        idle = len(self._idle) + self._pool.get_idle_size()
        return idle, self._pool.get_size() - idle

    def get_max_size(self) -> int:
        """How many connections there may be."""
        return int(self._pool.get_max_size())

    async def close(self) -> None:
        """Close every connection, waiting for those in use."""
        if self._trim:
            self._trim.cancel()
        while self._idle:
            await self._let_go(self._idle.pop())
        await self._pool.close()

    def terminate(self) -> None:
        """Close every connection at once."""
        self._pool.terminate()

    async def _take(self, timeout: float) -> Any:  # noqa: ASYNC109 - see ``acquire``
        while self._idle:
            connection = self._idle.pop()
            if not _is_gone(connection):
                return connection
            await self._let_go(connection)
        if self._room:
            self._room -= 1
        else:
            connection = await self._wait(timeout)
            if connection is not None:
                return connection
        try:
            return await self._pool.acquire(timeout=timeout)
        except BaseException:
            self._make_room()
            raise

    async def _wait(self, timeout: float) -> Any:  # noqa: ASYNC109 - see ``acquire``
        """A connection that somebody gave back, or None: there is room for another one."""
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(timeout):
                return await place
        except BaseException:
            if place.done() and not place.cancelled():
                # It came in the very moment in which we gave up.
                if place.result() is None:
                    self._make_room()
                else:
                    self._give_back(place.result())
            raise

    def _next(self) -> asyncio.Future[Any] | None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                return place
        return None

    def _make_room(self) -> None:
        place = self._next()
        if place is None:
            self._room += 1
        else:
            place.set_result(None)

    def _give_back(self, connection: Any) -> None:
        uses = self._uses.get(connection, 0) + 1
        if uses > USES_MAX or _is_gone(connection) or connection.is_in_transaction():
            _background(self._let_go(connection))
            return
        self._uses[connection] = uses
        place = self._next()
        if place is not None:
            place.set_result(connection)
            return
        self._idle.append(connection)
        loop = asyncio.get_running_loop()
        self._used_at = loop.time()
        if self._trim is None:
            self._trim = loop.call_later(IDLE_S, self._give_up_idle)

    async def _let_go(self, connection: Any) -> None:
        self._uses.pop(connection, None)
        try:
            await self._pool.release(connection)
        except (asyncpg.InterfaceError, asyncpg.PostgresError, OSError, TimeoutError):
            # The pool has closed what it could not tidy up.
            pass
        finally:
            self._make_room()

    def _give_up_idle(self) -> None:
        self._trim = None
        loop = asyncio.get_running_loop()
        if loop.time() - self._used_at < IDLE_S:
            self._trim = loop.call_later(IDLE_S, self._give_up_idle)
            return
        idle, self._idle = self._idle, []
        for connection in idle:
            _background(self._let_go(connection))


_tasks: set[asyncio.Task[None]] = set()


def _background(work: Any) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def _is_gone(connection: Any) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        # The pool took it back when the server hung up.
        return True
