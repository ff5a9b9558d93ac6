"""Facts: same transaction, at least once, in commit-safe order, one bad fact never blocks the rest."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.facts import catalogue, prune
from tuanzi.kernel.facts.dispatcher import Dispatcher, undelivered
from tuanzi.kernel.observe import metrics


@facts.fact()
@dataclass(frozen=True, slots=True)
class Counted:
    """Recorded by these tests only."""

    number: int


heard: list[int] = []
broken: set[int] = set()


@facts.on(Counted)
async def hear(tx: Tx, fact: Counted, delivery: facts.Delivery[Counted]) -> None:
    if fact.number in broken:
        raise ValueError(f"cannot bear {fact.number}")
    heard.append(fact.number)


@pytest.fixture(autouse=True)
def only_this_reactor(monkeypatch: pytest.MonkeyPatch) -> None:
    heard.clear()
    broken.clear()
    name = next(name for name, reactor in catalogue.reactors().items() if reactor.facts == (facts.fact_name(Counted)[0],))
    monkeypatch.setattr(catalogue, "_reactors", {name: catalogue.reactors()[name]})


async def publish(_: list[Any]) -> None:
    return


def delivered(outcome: str) -> float:
    (name,) = catalogue.reactors()
    return metrics.registry.get_sample_value("tuanzi_facts_delivered_total", {"reactor": name, "outcome": outcome}) or 0


async def record(db: Database, *numbers: int) -> None:
    async with db.transaction() as tx:
        for number in numbers:
            facts.record(tx, Counted(number))


async def deliver(db: Database, dispatcher: Dispatcher) -> None:
    """Until every fact was handed over or parked. A transaction of anybody in the cluster delays a fact that is younger."""
    for _ in range(2000):
        await dispatcher.run_once()
        if not [problem for problem in await undelivered(db.reader) if "has not seen" in problem]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("an older transaction never ends")


async def test_a_fact_is_delivered_once_it_is_committed(db: Database) -> None:
    await record(db, 1, 2)
    dispatcher = Dispatcher(db, publish)
    await deliver(db, dispatcher)
    assert await dispatcher.run_once() == 0
    assert heard == [1, 2]
    assert await undelivered(db.reader) == []


async def test_a_rolled_back_fact_never_happened(db: Database) -> None:
    async def fail() -> None:
        async with db.transaction() as tx:
            facts.record(tx, Counted(1))
            await tx.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await deliver(db, Dispatcher(db, publish))
    assert heard == []


async def test_a_late_committer_is_not_skipped(db: Database) -> None:
    started, go = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with db.transaction() as tx:
            facts.record(tx, Counted(1))
            await tx.flush()
            started.set()
            await go.wait()

    task = asyncio.create_task(slow())
    await started.wait()
    await record(db, 2)
    dispatcher = Dispatcher(db, publish)
    await dispatcher.run_once()
    assert heard == [], "2 is younger than a transaction that still runs"
    go.set()
    await task
    await deliver(db, dispatcher)
    assert heard == [1, 2]


async def test_two_dispatchers_share_the_work_without_doubling_it(db: Database) -> None:
    await record(db, *range(300))
    dispatchers = [Dispatcher(db, publish, batch=20) for _ in range(4)]
    for _ in range(30):
        await asyncio.gather(*(dispatcher.run_once() for dispatcher in dispatchers))
    await deliver(db, dispatchers[0])
    assert sorted(heard) == list(range(300))


async def test_one_bad_fact_is_parked_and_the_rest_goes_on(db: Database) -> None:
    broken.add(2)
    await record(db, 1, 2, 3)
    dispatcher = Dispatcher(db, publish)
    before = {outcome: delivered(outcome) for outcome in ("done", "parked")}
    await deliver(db, dispatcher)
    assert [number for number in heard if number != 1] == [3]
    assert (delivered("done") - before["done"], delivered("parked") - before["parked"]) == (2, 1)
    problems = await undelivered(db.reader)
    assert len(problems) == 1
    assert "failed on fact" in problems[0]
    broken.clear()
    await db.pool.execute("UPDATE facts_failure SET retry_at = now() - interval '1 second'")
    await dispatcher.run_once()
    assert heard[-1] == 2
    assert delivered("done") - before["done"] == 3
    assert await undelivered(db.reader) == []


async def test_finished_facts_past_keeping_are_forgotten_in_small_steps(db: Database) -> None:
    broken.add(3)
    await record(db, 1, 2, 3, 4)
    await deliver(db, Dispatcher(db, publish))
    await db.pool.execute("UPDATE facts_outbox SET recorded_at = recorded_at - interval '31 days'")
    await db.pool.execute(
        "INSERT INTO facts_outbox (id, name, version, payload, recorded_at) VALUES (gen_random_uuid(), 'nobody.Hears', 1, '{}', $1)",
        clock.now() - timedelta(days=31),
    )
    await record(db, 5, 6)
    await db.pool.execute("UPDATE facts_outbox SET recorded_at = recorded_at - interval '31 days' WHERE payload->>'number' = '5'")

    async def left() -> list[Any]:
        rows = await db.reader.fetch("SELECT name, payload FROM facts_outbox ORDER BY position")
        return [row["payload"].get("number", row["name"]) for row in rows]

    await prune.prune_facts.function(db)
    assert await left() == [3, 5, 6], "3 is parked, 5 is not delivered yet, 6 is young"
    broken.clear()
    await db.pool.execute("UPDATE facts_failure SET retry_at = now() - interval '1 second'")
    dispatcher = Dispatcher(db, publish)
    await dispatcher.run_once()
    await deliver(db, dispatcher)
    assert await prune.forget_facts(db, clock.now() - timedelta(days=30), batch=1) == 2
    assert await left() == [6]
    assert sorted(heard[-3:]) == [3, 5, 6]
