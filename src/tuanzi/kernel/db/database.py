"""The pool: connections, transactions on them, and word to others of what was committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson

from tuanzi.kernel.db.lanes import Lanes
from tuanzi.kernel.db.tx import Tx

log = logging.getLogger(__name__)

STATEMENT_TIMEOUT_S = 30.0
LOCK_TIMEOUT_S = 8
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
JSONB_MARK = b"\x01"
"""The version of the format, in front of the text."""
WAKE = "tuanzi_wake"
"""The channel on which processes tell each other that there is something to do, and of what kind."""


def is_transient(error: BaseException) -> bool:
    """Whether ``error`` is expected trouble of the database: worth a retry, answered with 503, never a page."""
    # The server's socket is not there while it restarts; a missing file of ours would come with its name.
    is_socket_gone = isinstance(error, FileNotFoundError) and error.filename is None
    return is_socket_gone or isinstance(error, TRANSIENT)


def is_repeatable(error: BaseException) -> bool:
    """Whether a transaction lost a deadlock or its place in a serial order: it was rolled back whole and may simply run again."""
    return isinstance(error, asyncpg.DeadlockDetectedError | asyncpg.SerializationError)


async def _prepare(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        # Binary, for only so can it be read within a row within an array, which is how answers come that were asked together.
        mark = JSONB_MARK if kind == "jsonb" else b""
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=_encoder(mark), decoder=_decoder(mark), format="binary")


def _encoder(mark: bytes) -> Callable[[Any], bytes]:
    return lambda value: mark + orjson.dumps(value, default=str)


def _decoder(mark: bytes) -> Callable[[bytes], Any]:
    skip = len(mark)
    return lambda value: orjson.loads(memoryview(value)[skip:])


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
