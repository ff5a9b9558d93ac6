"""Two reactors whose batches touch the same rows in opposite order: one loses the deadlock, and nothing is lost or done twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tuanzi.kernel import facts
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.facts import catalogue
from tuanzi.kernel.facts.dispatcher import Dispatcher, undelivered

HELD_S = 0.1
TOUCH = "UPDATE jobs_cron SET next_at = next_at + interval '1 day' WHERE name = $1"


@facts.fact()
@dataclass(frozen=True, slots=True)
class WentThere:
    """Recorded by these tests only."""

    row: str


@facts.fact()
@dataclass(frozen=True, slots=True)
class CameBack:
    """Recorded by these tests only."""

    row: str


@facts.on(WentThere)
async def go_there(tx: Tx, fact: WentThere, _: facts.Delivery[WentThere]) -> None:
    await tx.execute(TOUCH, fact.row)
    await asyncio.sleep(HELD_S)


@facts.on(CameBack)
async def come_back(tx: Tx, fact: CameBack, _: facts.Delivery[CameBack]) -> None:
    await tx.execute(TOUCH, fact.row)
    await asyncio.sleep(HELD_S)


@pytest.fixture(autouse=True)
def only_these_reactors(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {facts.fact_name(WentThere)[0], facts.fact_name(CameBack)[0]}
    found = {name: reactor for name, reactor in catalogue.reactors().items() if names & set(reactor.facts)}
    assert len(found) == 2
    monkeypatch.setattr(catalogue, "_reactors", found)


async def publish(_: list[Any]) -> None:
    return


async def test_who_loses_a_deadlock_goes_on_fact_by_fact_at_once(db: Database) -> None:
    rows = ("a", "b", "c")
    await db.pool.execute("INSERT INTO jobs_cron (name, next_at) SELECT unnest($1::text[]), '2026-01-01'", list(rows))
    async with db.transaction() as tx:
        for there, back in zip(rows, reversed(rows), strict=True):
            facts.record(tx, WentThere(there))
            facts.record(tx, CameBack(back))
    dispatcher = Dispatcher(db, publish)
    rounds = []
    for _ in range(2000):
        handled = await dispatcher.run_once()
        if handled:
            rounds.append(handled)
        if not await undelivered(db.reader):
            break
        await asyncio.sleep(0.01)
    assert rounds == [6], "in the round in which it was lost"
    days = await db.reader.fetch(
        "SELECT DISTINCT next_at::date - '2026-01-01'::date AS days FROM jobs_cron WHERE name = ANY($1)", list(rows)
    )
    assert [row["days"] for row in days] == [2], "each row was touched once by each"
