"""The pool and the transaction."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import asyncpg
import orjson

from tuanzi.kernel.db.lanes import Lanes

log = logging.getLogger(__name__)

STATEMENT_TIMEOUT_S = 30.0
LOCK_TIMEOUT_S = 8
PARAMETER = re.compile(r"\$(\d+)")
TRANSIENT = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.DiskFullError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what the driver calls a connection that is lost in the middle of a call
    ConnectionError,
    TimeoutError,
)
NOTIFY_PAUSE_S = 0.05
"""Between two notifications of one process; what is committed meanwhile shares the next one."""
WAKE = "tuanzi_wake"
"""The channel on which processes tell each other that there is something to do, and of what kind."""
Statement = tuple[str, tuple[Any, ...]]
"""SQL that changes rows, and its arguments."""
Writer = Callable[[list[Any]], list[Statement]]
Flusher = Callable[["Tx", list[Any]], Awaitable[None]]
_writers: dict[str, Writer] = {}
_flushers: dict[str, Flusher] = {}


def writer(name: str) -> Callable[[Writer], Writer]:
    """Register how the items buffered under ``name`` (``tx.buffer``) are written just before COMMIT.

    The statements of all writers travel as one: they must not depend on each other, nor touch one row twice.
    """

    def register(function: Writer) -> Writer:
        _writers[name] = function
        return function

    return register


def flusher(name: str) -> Callable[[Flusher], Flusher]:
    """Register what writes the items buffered under ``name`` after all writers, as the last thing before COMMIT."""

    def register(function: Flusher) -> Flusher:
        _flushers[name] = function
        return function

    return register


@cache
def _joined(sqls: tuple[str, ...]) -> str:
    """Several statements as one, their parameters numbered through."""
    taken, parts = 0, []
    for sql in sqls:
        numbers = [int(number) for number in PARAMETER.findall(sql)]
        parts.append(PARAMETER.sub(lambda found, taken=taken: f"${int(found[1]) + taken}", sql))  # type: ignore[misc]
        taken += max(numbers, default=0)
    others = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return f"WITH {others} {parts[-1]}" if others else parts[-1]


def is_transient(error: BaseException) -> bool:
    """Whether ``error`` is expected trouble of the database: worth a retry, answered with 503, never a page."""
    # The server's socket is not there while it restarts; a missing file of ours would come with its name.
    is_socket_gone = isinstance(error, FileNotFoundError) and error.filename is None
    return is_socket_gone or isinstance(error, TRANSIENT)


def is_repeatable(error: BaseException) -> bool:
    """Whether a transaction lost a deadlock or its place in a serial order: it was rolled back whole and may simply run again."""
    return isinstance(error, asyncpg.DeadlockDetectedError | asyncpg.SerializationError)


class Tx:
    """One transaction on one connection (or, for reads, single statements on the pool). Never committed by domain code."""

    __slots__ = ("_after", "_buffers", "_runner", "news", "writes")

    def __init__(self, runner: Any, *, writes: bool) -> None:
        self._runner = runner
        self.writes = writes
        self.news: set[str] = set()
        self._buffers: dict[str, list[Any]] = {}
        self._after: list[Callable[[], None]] = []

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """All rows."""
        return await self._runner.fetch(sql, *arguments)  # type: ignore[no-any-return]

    async def fetchrow(self, sql: str, *arguments: Any) -> asyncpg.Record | None:
        """The first row or None."""
        return await self._runner.fetchrow(sql, *arguments)

    async def fetchval(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row or None."""
        return await self._runner.fetchval(sql, *arguments)

    async def execute(self, sql: str, *arguments: Any) -> int:
        """Run a statement; the number of rows it touched."""
        status: str = await self._runner.execute(sql, *arguments)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def executemany(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Run a statement once per row, pipelined."""
        await self._runner.executemany(sql, rows)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """An inner part that may fail and be undone alone, with what it buffered."""
        before, callbacks = {name: list(items) for name, items in self._buffers.items()}, len(self._after)
        try:
            async with self._runner.transaction():
                yield
        except BaseException:
            self._buffers = before
            del self._after[callbacks:]
            raise

    def buffer(self, name: str) -> list[Any]:
        """Items that the writer or flusher ``name`` writes just before COMMIT."""
        if not self.writes:
            raise RuntimeError(f"{name} recorded in a read")
        return self._buffers.setdefault(name, [])

    def tell(self, news: str) -> None:
        """Once the transaction is durable, wake who listens for ``news`` (``Database.listen_for``), here and in other processes."""
        self.news.add(news)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run ``callback`` once the transaction is durable. Never if it is rolled back."""
        self._after.append(callback)

    async def flush(self) -> None:
        """Write what is buffered now. The edge does it; tests inside one transaction may."""
        buffers, self._buffers = self._buffers, {}
        statements = [each for name, items in buffers.items() if name in _writers for each in _writers[name](items)]
        if statements:
            await self.execute(_joined(tuple(sql for sql, _ in statements)), *(value for _, values in statements for value in values))
        for name, items in buffers.items():
            if name in _flushers:
                await _flushers[name](self, items)

    def committed(self) -> None:
        """Run the after-commit callbacks; one that fails is logged, for the deed itself is done."""
        for callback in self._after:
            try:
                callback()
            except Exception:
                log.exception("after-commit callback failed")


async def _prepare(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=_encode, decoder=orjson.loads, format="text")


def _encode(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


async def _keep(_: asyncpg.Connection) -> None:
    """We never change session state, so a released connection needs no reset round trip."""


class Database:
    """A pool of connections to one PostgreSQL. Create with ``await Database.connect(url)``."""

    def __init__(self, pool: Lanes, url: str) -> None:
        self.pool = pool
        self.url = url
        self.reader = Tx(pool, writes=False)
        self._listeners: list[tuple[str, asyncio.Event]] = []
        self._notifying: asyncio.Task[None] | None = None
        self._untold: set[str] = set()

    @classmethod
    async def connect(cls, url: str, *, size_min: int = 1, size_max: int = 8, statement_timeout_s: float = STATEMENT_TIMEOUT_S) -> Database:
        """Open the pool; a statement that runs longer than ``statement_timeout_s`` is cancelled. Raises the driver's error when
        nothing answers within 10 s.
        """
        pool = await asyncpg.create_pool(
            url,
            min_size=size_min,
            max_size=size_max,
            init=_prepare,
            reset=_keep,
            timeout=10,
            command_timeout=statement_timeout_s + 5,
            statement_cache_size=512,
            max_cached_statement_lifetime=0,
            server_settings={
                "statement_timeout": str(max(1, round(statement_timeout_s * 1000))),
                "lock_timeout": str(LOCK_TIMEOUT_S * 1000),
                "idle_in_transaction_session_timeout": "30000",
                "timezone": "UTC",
                "jit": "off",
                "application_name": "tuanzi",
            },
        )
        return cls(Lanes(pool, size_max), url)

    async def close(self) -> None:
        """Close every connection, waiting for those in use up to 5 s."""
        if self._notifying:
            self._notifying.cancel()
        try:
            await asyncio.wait_for(self.pool.close(), 5)
        except TimeoutError:
            self.pool.terminate()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """One transaction: flushed and committed at the end of the block, rolled back if it raises."""
        async with self.pool.acquire() as connection:
            tx = Tx(connection, writes=True)
            async with connection.transaction():
                yield tx
                await tx.flush()
        tx.committed()
        if tx.news:
            self.wake(tx.news)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Statements on the pool without a transaction, each seeing the newest committed state."""
        yield self.reader

    def listen_for(self, news: str) -> asyncio.Event:
        """An event set whenever this process committed what ``Tx.tell`` named (other processes are heard through NOTIFY)."""
        event = asyncio.Event()
        self._listeners.append((news, event))
        return event

    def hear(self, news: Iterable[str]) -> None:
        """Wake those in this process who listen for any of ``news``."""
        for wanted, event in self._listeners:
            if wanted in news:
                event.set()

    def wake(self, news: set[str]) -> None:
        """Tell consumers, here and in other processes, that there is something to do.

        NOTIFY inside a business transaction serialises commits (16,000 -> 4,900/s), so it is sent afterwards on its own
        connection, at most one at a time: calls that come meanwhile share the next one.
        """
        self.hear(news)
        self._untold |= news
        if self._notifying and not self._notifying.done():
            return
        self._notifying = asyncio.get_running_loop().create_task(self._notify())

    async def _notify(self) -> None:
        while self._untold:
            news, self._untold = self._untold, set()
            try:
                await self.pool.execute("SELECT pg_notify($1, $2)", WAKE, " ".join(sorted(news)))
            except (*TRANSIENT, asyncpg.PostgresError):
                log.warning("wake notification failed; consumers poll")
            await asyncio.sleep(NOTIFY_PAUSE_S)
