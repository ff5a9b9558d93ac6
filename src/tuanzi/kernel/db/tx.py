"""The transaction that domain code works in."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, TypeVar, overload

import asyncpg

from tuanzi.kernel.db.lanes import Lanes
from tuanzi.kernel.db.together import Answers, Party, Question, Row, as_one, ask, can_join, numbered

log = logging.getLogger(__name__)

Statement = tuple[str, tuple[Any, ...]]
"""SQL that changes rows, and its arguments."""
Writer = Callable[[list[Any]], list[Statement]]
Flusher = Callable[["Tx", list[Any]], Awaitable[None]]
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
_names: dict[str, tuple[str, ...]] = {}
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
    """Several changes as one statement."""
    parts = numbered(sqls)
    others = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return f"WITH {others} {parts[-1]}" if others else parts[-1]


class Tx:
    """One transaction on one connection (or, for reads, single statements on the pool). Never committed by domain code."""

    __slots__ = ("_after", "_buffers", "_is_beside", "_runner", "news", "writes")

    def __init__(self, runner: Any, *, writes: bool) -> None:
        self._runner = runner
        self._is_beside = False
        self.writes = writes
        self.news: set[str] = set()
        self._buffers: dict[str, list[Any]] = {}
        self._after: list[Callable[[], None]] = []

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """All rows."""
        if self._is_beside and can_join(sql):
            return (await ask([(sql, arguments)]))[0]
        return await self._runner.fetch(sql, *arguments)  # type: ignore[no-any-return]

    async def fetchrow(self, sql: str, *arguments: Any) -> asyncpg.Record | None:
        """The first row or None."""
        if self._is_beside and can_join(sql):
            return next(iter((await ask([(sql, arguments)]))[0]), None)
        return await self._runner.fetchrow(sql, *arguments)

    async def fetchval(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row or None."""
        if self._is_beside and can_join(sql):
            row = next(iter((await ask([(sql, arguments)]))[0]), None)
            return next(iter(row)) if row else None
        return await self._runner.fetchval(sql, *arguments)

    @overload
    async def together(self, one: Coroutine[Any, Any, A], two: Coroutine[Any, Any, B], /) -> tuple[A, B]: ...
    @overload
    async def together(
        self, one: Coroutine[Any, Any, A], two: Coroutine[Any, Any, B], three: Coroutine[Any, Any, C], /
    ) -> tuple[A, B, C]: ...
    @overload
    async def together(
        self, one: Coroutine[Any, Any, A], two: Coroutine[Any, Any, B], three: Coroutine[Any, Any, C], four: Coroutine[Any, Any, D], /
    ) -> tuple[A, B, C, D]: ...
    @overload
    async def together(self, *readings: Coroutine[Any, Any, A]) -> tuple[A, ...]: ...
    async def together(self, *readings: Coroutine[Any, Any, Any]) -> tuple[Any, ...]:
        """The results of several readings of this transaction; what they ask at the same time is one statement and one snapshot.

        The first error is raised and ends the others. What a reading does otherwise than by ``fetch``, ``fetchrow`` and
        ``fetchval`` happens at once and in its turn, as do statements whose WITH changes rows. Do not let two of them lock or change
        the same rows: which comes first is not said.
        """
        return await Party(readings, self._beside, self._fetch_together).run()

    def _beside(self, function: Callable[[Any], Any], argument: Any) -> Any:
        before, self._is_beside = self._is_beside, True
        try:
            return function(argument)
        finally:
            self._is_beside = before

    async def _fetch_together(self, questions: list[Question]) -> Answers:
        if self._is_beside:
            # We are a reading among others ourselves.
            return await ask(questions)
        if len(questions) == 1:
            ((sql, arguments),) = questions
            return [await self._runner.fetch(sql, *arguments)]
        names = [_names.get(sql) or await self._ask_names(sql) for sql, _ in questions]
        answers = await self._runner.fetchrow(
            as_one(tuple(sql for sql, _ in questions)), *(each for _, given in questions for each in given)
        )
        return [[Row(zip(known, values, strict=True)) for values in rows] for known, rows in zip(names, answers, strict=True)]

    async def _ask_names(self, sql: str) -> tuple[str, ...]:
        """The columns of a statement, which rows within an array do not carry. Asked once in the life of the process."""
        if isinstance(self._runner, Lanes):
            async with self._runner.acquire() as connection:
                prepared = await connection.prepare(sql)
                # The driver does not end what it began with the server; the connection would keep its locks until somebody needs it.
                await connection.execute("SELECT")
        else:
            prepared = await self._runner.prepare(sql)
        names = _names[sql] = tuple(each.name for each in prepared.get_attributes())
        return names

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
