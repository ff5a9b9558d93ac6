"""Whatever the order of arrivals, cancellations and failures: own answer, bounded batches, arrival order, and no lost wake-up."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuanzi.kernel.coalesce import Batcher, Coalescer
from tuanzi.kernel.errors import Unavailable

pauses = st.integers(0, 4)


async def ticks(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


@given(
    callers=st.lists(st.tuples(pauses, st.integers(0, 5), st.none() | pauses), max_size=30),
    batch_max=st.integers(1, 7),
    flights_max=st.integers(1, 3),
    load_ticks=st.lists(pauses, min_size=1, max_size=5),
)
@settings(deadline=None)
def test_everybody_gets_his_own_answer(
    callers: list[tuple[int, int, int | None]], batch_max: int, flights_max: int, load_ticks: list[int]
) -> None:
    """Keys 0-3 exist, 4 is missing, 5 fails. A caller arrives after some ticks and is perhaps cancelled after some more."""
    batches: list[list[int]] = []
    flying = 0

    async def load(keys: list[int]) -> dict[int, str | Exception]:
        nonlocal flying
        flying += 1
        assert flying <= flights_max
        assert 1 <= len(keys) <= batch_max
        assert len(set(keys)) == len(keys)
        batches.append(keys)
        await ticks(load_ticks[len(batches) % len(load_ticks)])
        flying -= 1
        return {key: KeyError(key) if key == 5 else f"value {key}" for key in keys if key != 4}

    async def story() -> None:
        coalescer = Coalescer(load, batch_max=batch_max, flights_max=flights_max)

        async def caller(pause: int, key: int, patience: int | None) -> None:
            await ticks(pause)
            task = asyncio.ensure_future(coalescer.get(key))
            if patience is not None:
                await ticks(patience)
                task.cancel()
            try:
                answer = await task
            except asyncio.CancelledError:
                assert patience is not None
            except KeyError:
                assert key == 5
            else:
                assert answer == (None if key == 4 else f"value {key}")
                assert key != 5

        async with asyncio.timeout(5):
            await asyncio.gather(*(caller(*each) for each in callers))
        assert not coalescer._batcher._waiting
        assert not coalescer._batcher._flights

    asyncio.run(story())


@given(st.lists(st.integers(), min_size=1, max_size=40), st.integers(1, 6))
@settings(deadline=None)
def test_items_are_run_once_each_in_the_order_of_arrival(items: list[int], batch_max: int) -> None:
    seen: list[int] = []

    async def run(batch: list[int]) -> list[int]:
        seen.extend(batch)
        await asyncio.sleep(0)
        return [item * 2 for item in batch]

    async def story() -> list[int]:
        batcher = Batcher(run, batch_max=batch_max)
        return await asyncio.gather(*map(batcher.submit, items))

    assert asyncio.run(story()) == [item * 2 for item in items]
    assert seen == items


async def test_an_idle_one_starts_at_once_and_takes_everybody_of_the_moment_along() -> None:
    batches: list[list[int]] = []

    async def load(keys: list[int]) -> dict[int, int]:
        batches.append(keys)
        return {key: key for key in keys}

    coalescer = Coalescer(load)
    assert await coalescer.get_many([3, 1, 3, 2]) == [3, 1, 3, 2]
    assert batches == [[3, 1, 2]]
    task = asyncio.ensure_future(coalescer.get(9))
    await ticks(2)
    assert batches[-1] == [9], "no timer: two turns of the loop are enough"
    assert await task == 9


async def test_a_read_never_joins_a_load_that_began_before_it() -> None:
    table = {"stock": 1}
    gate = asyncio.Event()

    async def load(keys: list[str]) -> dict[str, int]:
        snapshot = dict(table)
        await gate.wait()
        return snapshot

    coalescer = Coalescer(load)
    early = asyncio.ensure_future(coalescer.get("stock"))
    await ticks(2)
    table["stock"] = 0
    late = asyncio.ensure_future(coalescer.get("stock"))
    await ticks(2)
    gate.set()
    assert (await early, await late) == (1, 0)


async def test_a_failed_batch_fails_its_callers_and_not_the_next() -> None:
    calls = 0

    async def run(items: list[int]) -> list[int]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ConnectionError("gone")
        return items

    batcher = Batcher(run)
    first = await asyncio.gather(batcher.submit(1), batcher.submit(2), return_exceptions=True)
    assert [type(answer) for answer in first] == [ConnectionError, ConnectionError]
    assert await batcher.submit(3) == 3


async def test_a_wrong_number_of_answers_is_not_handed_out() -> None:
    async def run(items: list[int]) -> list[int]:
        return items[1:]

    with pytest.raises(RuntimeError, match="1 answers for 2 items"):
        await asyncio.gather(*map(Batcher(run).submit, (1, 2)))


async def test_a_hanging_load_is_given_up() -> None:
    async def run(items: list[int]) -> list[int]:
        await asyncio.Event().wait()
        return items

    with pytest.raises(TimeoutError):
        await Batcher(run, timeout_s=0.01).submit(1)


async def test_the_cancelled_are_not_run_and_the_started_are() -> None:
    seen: list[int] = []
    gate = asyncio.Event()

    async def run(items: list[int]) -> list[int]:
        await gate.wait()
        seen.extend(items)
        return items

    batcher = Batcher(run)
    started = asyncio.ensure_future(batcher.submit(1))
    await ticks(2)
    waiting, staying = (asyncio.ensure_future(batcher.submit(item)) for item in (2, 3))
    await ticks(1)
    started.cancel()
    waiting.cancel()
    gate.set()
    assert await staying == 3
    assert seen == [1, 3]
    assert started.cancelled()
    assert waiting.cancelled()


async def test_too_many_waiting_are_sent_away() -> None:
    gate = asyncio.Event()

    async def run(items: list[int]) -> list[int]:
        await gate.wait()
        return items

    batcher = Batcher(run, batch_max=1, waiting_max=2)
    first = asyncio.ensure_future(batcher.submit(0))
    await ticks(2)
    others = [asyncio.ensure_future(batcher.submit(item)) for item in (1, 2)]
    await ticks(1)
    with pytest.raises(Unavailable):
        await batcher.submit(3)
    gate.set()
    assert await asyncio.gather(first, *others) == [0, 1, 2]


async def test_a_batch_carries_nobodys_context() -> None:
    request = ContextVar("request", default="nobody")

    async def load(keys: list[int]) -> dict[int, str]:
        return dict.fromkeys(keys, request.get())

    request.set("first caller")
    assert await Coalescer(load).get(1) == "nobody"


async def test_closing_cancels_everybody() -> None:
    async def run(items: list[int]) -> list[int]:
        await asyncio.Event().wait()
        return items

    batcher = Batcher(run, batch_max=1)
    tasks = [asyncio.ensure_future(batcher.submit(item)) for item in range(3)]
    await ticks(2)
    await batcher.close()
    assert [type(answer) for answer in await asyncio.gather(*tasks, return_exceptions=True)] == [asyncio.CancelledError] * 3


def test_room_for_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Batcher(lambda items: asyncio.sleep(0, items), batch_max=0)
