"""Requests that wait at the same moment in one process share one round trip to the database.

``Batcher`` gives each of many concurrent ``submit(item)`` calls its own answer out of one call ``run(items)``; it is for writes
that one statement can settle together (see "hot stock" in the decision records). ``Coalescer`` is the same for reads by key.

There is no timer: an idle batcher starts at once, and what arrives while a batch is under way makes the next one. Batches are
bounded and first come, first served. A read never joins a batch that began before it was asked for, so it cannot miss a change
that its caller has just committed. A caller who is cancelled leaves the others undisturbed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from tuanzi.kernel.errors import Unavailable

In = TypeVar("In")
Out = TypeVar("Out")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

BATCH_MAX = 256
WAITING_MAX = 10_000
TIMEOUT_S = 10.0


class Batcher(Generic[In, Out]):
    """``run`` receives 1 to ``batch_max`` items in the order of their arrival and returns one answer per item in that order.

    An answer that is an exception is raised to that caller alone; an exception raised by ``run`` goes to all of the batch.
    At most ``flights_max`` batches run at a time. Beyond ``waiting_max`` waiting items ``submit`` raises ``Unavailable``.
    """

    def __init__(
        self,
        run: Callable[[list[In]], Awaitable[Sequence[Out | Exception]]],
        *,
        batch_max: int = BATCH_MAX,
        flights_max: int = 1,
        waiting_max: int = WAITING_MAX,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        if min(batch_max, flights_max, waiting_max) < 1:
            raise ValueError("a batcher needs room for at least one item, one flight and one waiter")
        self._run = run
        self._batch_max = batch_max
        self._flights_max = flights_max
        self._waiting_max = waiting_max
        self._timeout_s = timeout_s
        self._waiting: deque[tuple[In, asyncio.Future[Out]]] = deque()
        self._flights: set[asyncio.Task[None]] = set()

    async def submit(self, item: In) -> Out:
        """The answer for ``item``. Cancelled while waiting it is never run; once its batch has begun, its effect happens."""
        if len(self._waiting) >= self._waiting_max:
            raise Unavailable(reason="too many waiting")
        future: asyncio.Future[Out] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if len(self._flights) < self._flights_max:
            # An empty context: a batch belongs to no single request, so it must not carry the first one's request id.
            flight = asyncio.create_task(self._fly(), context=Context())
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)
        return await future

    async def _fly(self) -> None:
        """Run batch after batch until nobody waits. Starting as a task lets everything submitted in this tick come along."""
        flight = asyncio.current_task()
        while batch := self._board():
            try:
                async with asyncio.timeout(self._timeout_s):
                    answers = await self._run([item for item, _ in batch])
                if len(answers) != len(batch):
                    raise RuntimeError(f"{len(answers)} answers for {len(batch)} items")  # noqa: TRY301 - to all of the batch
            except Exception as error:  # noqa: BLE001 - handed to every caller of the batch
                answers = [error] * len(batch)
            except asyncio.CancelledError:
                for _, future in batch:
                    future.cancel()
                raise
            for (_, future), answer in zip(batch, answers, strict=True):
                _settle(future, answer)
        # Before the task ends, not after: whoever submits in between must start the next flight.
        if flight:
            self._flights.discard(flight)

    def _board(self) -> list[tuple[In, asyncio.Future[Out]]]:
        batch: list[tuple[In, asyncio.Future[Out]]] = []
        while self._waiting and len(batch) < self._batch_max:
            item, future = self._waiting.popleft()
            if not future.done():  # its caller was cancelled
                batch.append((item, future))
        return batch

    async def close(self) -> None:
        """Cancel what is under way and everybody who waits."""
        flights = list(self._flights)
        for flight in flights:
            flight.cancel()
        while self._waiting:
            self._waiting.popleft()[1].cancel()
        await asyncio.gather(*flights, return_exceptions=True)


def _settle(future: asyncio.Future[Out], answer: Out | Exception) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


class Coalescer(Generic[K, V]):
    """A loader by key across requests: ``load(keys)`` gets each key once and returns what it found.

    ``get`` gives None for a key that ``load`` leaves out. A value that is an exception is raised for its key alone.
    """

    def __init__(
        self,
        load: Callable[[list[K]], Awaitable[Mapping[K, V | Exception]]],
        *,
        batch_max: int = BATCH_MAX,
        flights_max: int = 1,
        waiting_max: int = WAITING_MAX,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._load = load
        self._batcher: Batcher[K, V | None] = Batcher(
            self._answer, batch_max=batch_max, flights_max=flights_max, waiting_max=waiting_max, timeout_s=timeout_s
        )

    async def get(self, key: K) -> V | None:
        """The value under ``key`` as of now or later."""
        return await self._batcher.submit(key)

    async def get_many(self, keys: Sequence[K]) -> list[V | None]:
        """The values in the order of ``keys``; they may travel in several batches."""
        return list(await asyncio.gather(*map(self.get, keys)))

    async def close(self) -> None:
        """See ``Batcher.close``."""
        await self._batcher.close()

    async def _answer(self, keys: list[K]) -> list[V | Exception | None]:
        found = await self._load(list(dict.fromkeys(keys)))
        return [found.get(key) for key in keys]
