"""A dump restored into another PostgreSQL: the numbers of its transactions mean nothing there, and no fact may be lost for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tuanzi.apps import restored
from tuanzi.kernel import facts
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.facts import catalogue
from tuanzi.kernel.facts.dispatcher import Dispatcher, undelivered

FAR_AHEAD = 10**12
"""How many more transactions the PostgreSQL of the dump had seen."""


@facts.fact()
@dataclass(frozen=True, slots=True)
class Sold:
    """Recorded by these tests only."""

    number: int


heard: list[int] = []


@facts.on(Sold)
async def hear_sold(tx: Tx, fact: Sold, delivery: facts.Delivery[Sold]) -> None:
    heard.append(fact.number)


@pytest.fixture(autouse=True)
def only_this_reactor(monkeypatch: pytest.MonkeyPatch) -> None:
    heard.clear()
    name = next(name for name, reactor in catalogue.reactors().items() if reactor.facts == (facts.fact_name(Sold)[0],))
    monkeypatch.setattr(catalogue, "_reactors", {name: catalogue.reactors()[name]})


async def record(db: Database, number: int) -> None:
    async with db.transaction() as tx:
        facts.record(tx, Sold(number))


async def publish(_: list[Any]) -> None:
    return


async def deliver(db: Database) -> None:
    """As a worker that has just started, until nothing is left."""
    dispatcher = Dispatcher(db, publish)
    async with asyncio.timeout(20):
        while await dispatcher.run_once() or await undelivered(db.reader):  # noqa: ASYNC110 - an older transaction may still run
            await asyncio.sleep(0.01)


async def restore(db: Database) -> None:
    """What a dump of a much older PostgreSQL would have brought."""
    for table in ("facts_outbox", "facts_cursor"):
        await db.pool.execute(f"UPDATE {table} SET transaction = (transaction::text::bigint + {FAR_AHEAD})::text::xid8")


async def test_what_happens_after_a_restore_is_heard(db: Database) -> None:
    await record(db, 1)
    await deliver(db)
    await record(db, 2)
    await restore(db)
    await record(db, 3)  # a web process was quicker than the worker
    assert await restored.renumber(db)
    await deliver(db)
    await record(db, 4)
    await deliver(db)
    assert heard == [1, 2, 3, 4]
    assert not await restored.renumber(db), "once is enough"


async def test_what_committed_out_of_order_is_rather_heard_twice_than_never(db: Database) -> None:
    for number in (1, 2, 3):
        await record(db, number)
    await db.pool.execute("UPDATE facts_outbox SET transaction = (ARRAY['10', '12', '11']::xid8[])[position]")
    await deliver(db)
    assert heard == [1, 3, 2]
    await db.pool.execute("UPDATE facts_cursor SET transaction = '11', position = 3")  # as if 2 had not been delivered yet
    await restore(db)
    heard.clear()
    assert await restored.renumber(db)
    await deliver(db)
    assert heard == [2, 3]


async def test_a_database_at_home_is_left_alone(db: Database) -> None:
    await record(db, 1)
    await deliver(db)
    before = await db.pool.fetch("SELECT * FROM facts_outbox, facts_cursor")
    assert not await restored.renumber(db)
    assert await db.pool.fetch("SELECT * FROM facts_outbox, facts_cursor") == before
