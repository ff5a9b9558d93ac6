"""Errands: every item exactly once whatever dies, failures listed, files for their owner only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people
from tests.factories.shop import CONSOLE
from tuanzi.kernel import clock, errands, jobs, ports
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errands import Errand, ErrandId, Report
from tuanzi.kernel.errands.contracts import ALIVE_MAX, FAILURES_MAX, ITEMS_MAX, PART
from tuanzi.kernel.errands.runner import prune_errands, run_errand
from tuanzi.kernel.errors import Conflict, NotFound
from tuanzi.kernel.jobs.runner import Runner
from tuanzi.kernel.storage import Store

Shift = Callable[[timedelta], None]
STAFF = ErrandId.new()
dying: set[int] = set()
hooks: dict[int, Callable[[], Any]] = {}


class Died(BaseException):
    """What a SIGKILL looks like from inside: nothing handles it."""


class Unwilling(Conflict):
    """An item that cannot be done."""

    code = "kernel.conflict"


@dataclass(frozen=True, slots=True)
class Item:
    """A number that is written down."""

    name: str
    number: int


@errands.each("errands.errand")
async def write_down(tx: Tx, on: Errand, sign: int, item: Item) -> str:
    """Write a number down; odd tens are refused, 13 is our mistake."""
    await tx.execute("INSERT INTO jobs_cron (name, next_at) VALUES ($1, $2)", f"{on.id}:{sign * item.number}", clock.now())
    if hook := hooks.pop(item.number, None):
        await hook()
    if item.number in dying:
        dying.discard(item.number)
        raise Died
    if item.number % 20 == 10:
        raise Unwilling(number=item.number)
    if item.number == 13:
        raise ValueError("unlucky")
    return "even" if item.number % 2 == 0 else "odd"


@errands.export("errands.errand")
async def count_out(tx: Tx, on: Errand, upto: int) -> Report:
    """A file of numbers."""

    async def batches() -> AsyncIterator[list[tuple[int, str]]]:
        for start in range(0, upto, 10):
            if hook := hooks.pop(start, None):
                await hook()
            yield [(number, on.language) for number in range(start, min(start + 10, upto))]

    return Report("数字", "csv", ("number", "language"), batches(), total=upto)


async def start(db: Database, work: errands.Work, staff_id: UUID = STAFF) -> ErrandId:
    async with db.transaction() as tx:
        return await errands.start(tx, work, staff_id=staff_id, language="en")


def numbers(count: int, first: int = 0) -> list[Item]:
    return [Item(f"n{number}", number) for number in range(first, first + count)]


async def written(db: Database) -> list[int]:
    return sorted(
        int(row["name"].split(":")[1])
        for row in await db.reader.fetch("SELECT name FROM jobs_cron WHERE name LIKE 'ern%' OR name LIKE '%:%'")
    )


async def show(db: Database, errand_id: ErrandId, staff_id: UUID = STAFF) -> Errand:
    return await errands.find(db.reader, staff_id, errand_id)


@pytest.fixture(autouse=True)
def forget() -> None:
    dying.clear()
    hooks.clear()


async def test_every_item_is_done_and_counted_and_failures_are_listed(db: Database, drain: Drain) -> None:
    errand_id = await start(db, write_down(1, numbers(PART + 15)))
    assert (await show(db, errand_id)).state == "waiting"
    await drain()
    ended = await show(db, errand_id)
    refused = [10, 30, 50]
    assert (ended.state, ended.total, ended.done, ended.failed) == ("done", PART + 15, PART + 15, 4)
    assert await written(db) == [each for each in range(PART + 15) if each not in {13, *refused}]
    assert ended.counts == {"even": 33 - 3, "odd": 32 - 1}
    assert [(each.number, each.name, each.code) for each in ended.failures] == [
        (11, "n10", "kernel.conflict"),
        (14, "n13", "kernel.failure"),
        (31, "n30", "kernel.conflict"),
        (51, "n50", "kernel.conflict"),
    ]
    assert ended.failures[0].fields == {"number": "10"}
    assert ended.started_at is not None
    assert ended.ended_at is not None
    assert ended.started_at <= ended.ended_at
    assert await db.reader.fetchval("SELECT count(*) FROM errands_part") == 0


async def test_after_a_crash_it_goes_on_where_it_stood(db: Database) -> None:
    errand_id = await start(db, write_down(1, numbers(3 * PART, first=1000)))
    dying.add(1000 + PART + 7)
    with pytest.raises(Died):
        await run_errand.function(db, errand_id)
    assert (await show(db, errand_id)).done == PART
    assert await written(db) == [each for each in range(1000, 1000 + PART) if each % 20 != 10]
    await run_errand.function(db, errand_id)
    ended = await show(db, errand_id)
    assert (ended.state, ended.done) == ("done", 3 * PART)
    assert await written(db) == [each for each in range(1000, 1000 + 3 * PART) if each % 20 != 10]
    assert sum(ended.counts.values()) + ended.failed == 3 * PART


@pytest.mark.parametrize("deaths", [(3,), (49, 50), (0, 99, 100, 149), tuple(range(0, 150, 11))])
async def test_each_item_is_done_once_however_often_it_dies(db: Database, deaths: tuple[int, ...]) -> None:
    errand_id = await start(db, write_down(1, numbers(3 * PART, first=2000)))
    dying.update(2000 + each for each in deaths)
    for _ in range(len(deaths) + 1):
        try:
            await run_errand.function(db, errand_id)
        except Died:
            continue
    ended = await show(db, errand_id)
    assert (ended.state, ended.done, sum(ended.counts.values()) + ended.failed) == ("done", 3 * PART, 3 * PART)
    assert await written(db) == [each for each in range(2000, 2000 + 3 * PART) if each % 20 != 10]


async def test_a_stopped_workers_errand_is_gone_on_with_at_once(db: Database) -> None:
    errand_id = await start(db, write_down(1, numbers(PART + 3, 101)))
    reached, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        reached.set()
        await never.wait()

    hooks[101 + PART] = hang
    runner = Runner(db)
    await runner.start_due()
    await asyncio.wait_for(reached.wait(), 10)
    await runner.stop()
    assert (await show(db, errand_id)).done == PART
    assert await Runner(db).run_once() == 1
    assert (await show(db, errand_id)).state == "done"
    assert await written(db) == [each for each in range(101, 101 + PART + 3) if each % 20 != 10]


async def test_workers_at_the_same_time_share_the_items(db: Database) -> None:
    errand_id = await start(db, write_down(1, numbers(6 * PART, first=1000)))
    await asyncio.gather(*(run_errand.function(db, errand_id) for _ in range(4)))
    ended = await show(db, errand_id)
    assert (ended.state, ended.done, sum(ended.counts.values()) + ended.failed) == ("done", 6 * PART, 6 * PART)
    assert await written(db) == [each for each in range(1000, 1000 + 6 * PART) if each % 20 != 10]


async def test_cancelled_it_stops_after_the_batch_under_way(db: Database) -> None:
    errand_id = await start(db, write_down(1, numbers(3 * PART, first=1000)))

    async def cancel() -> None:
        async with db.transaction() as tx:
            await errands.cancel(tx, STAFF, errand_id)

    async def later() -> None:
        # Waits for the batch, as a person's request does.
        cancelling.append(asyncio.create_task(cancel()))
        await asyncio.sleep(0.05)

    cancelling: list[asyncio.Task[None]] = []
    hooks[1003] = later
    await run_errand.function(db, errand_id)
    await asyncio.gather(*cancelling)
    ended = await show(db, errand_id)
    assert ended.state == "cancelled"
    assert 0 < ended.done < 3 * PART
    assert len(await written(db)) == sum(ended.counts.values())
    await run_errand.function(db, errand_id)
    await cancel()
    assert (await show(db, errand_id)) == ended


async def test_a_long_list_of_failures_is_counted_but_not_kept(db: Database, drain: Drain) -> None:
    errand_id = await start(db, write_down(1, [Item(f"n{each}", 10) for each in range(FAILURES_MAX + 2 * PART)]))
    await drain()
    ended = await show(db, errand_id)
    assert (ended.failed, len(ended.failures)) == (FAILURES_MAX + 2 * PART, FAILURES_MAX)
    assert await written(db) == []


async def test_what_cannot_be_started_says_why(db: Database) -> None:
    with pytest.raises(errands.NothingToDo):
        await start(db, write_down(1, []))
    with pytest.raises(errands.TooManyItems):
        await start(db, write_down(1, numbers(1) * (ITEMS_MAX + 1)))
    for _ in range(ALIVE_MAX):
        await start(db, write_down(1, numbers(1)))
    with pytest.raises(errands.TooManyRunning):
        await start(db, write_down(1, numbers(1)))
    await start(db, write_down(1, numbers(1)), staff_id=ErrandId.new())


async def test_an_export_writes_a_file_in_the_language_of_its_reader(db: Database, drain: Drain) -> None:
    errand_id = await start(db, count_out(25))
    await drain()
    ended = await show(db, errand_id)
    assert (ended.state, ended.done, ended.total, ended.file_name) == ("done", 25, 25, "数字.csv")
    blob = await ports.get(Store).get(ended.file_key or "")
    lines = blob.data.decode("utf-8-sig").split()
    assert (lines[0], lines[1], len(lines)) == ("number,language", "0,en", 26)


async def test_an_export_that_died_begins_anew_and_a_cancelled_one_leaves_no_file(db: Database) -> None:
    async def die() -> None:
        raise Died

    errand_id = await start(db, count_out(25))
    hooks[10] = die
    with pytest.raises(Died):
        await run_errand.function(db, errand_id)
    assert (await show(db, errand_id)).done == 10
    await run_errand.function(db, errand_id)
    assert (await show(db, errand_id)).state == "done"

    other = await start(db, count_out(25))

    async def cancel() -> None:
        async with db.transaction() as tx:
            await errands.cancel(tx, STAFF, other)

    hooks[20] = cancel
    await run_errand.function(db, other)
    ended = await show(db, other)
    assert (ended.state, ended.file_key, ended.done) == ("cancelled", None, 20)


async def test_a_mistake_of_ours_ends_it_visibly(db: Database, drain: Drain) -> None:
    async def stumble() -> None:
        raise RuntimeError("our mistake")

    errand_id = await start(db, count_out(25))
    hooks[10] = stumble
    await drain()
    ended = await show(db, errand_id)
    assert (ended.state, ended.error) == ("failed", "kernel.failure")


async def test_files_go_after_a_week_and_errands_after_a_month(db: Database, drain: Drain, shift_clock: Shift) -> None:
    errand_id = await start(db, count_out(5))
    await drain()
    key = (await show(db, errand_id)).file_key or ""
    shift_clock(timedelta(days=6))
    await prune_errands.function(db)
    assert (await show(db, errand_id)).file_key == key
    shift_clock(timedelta(days=2))
    await prune_errands.function(db)
    assert (await show(db, errand_id)).file_key is None
    with pytest.raises(NotFound):
        await ports.get(Store).get(key)
    shift_clock(timedelta(days=30))
    await prune_errands.function(db)
    with pytest.raises(errands.NoErrand):
        await show(db, errand_id)


async def test_only_its_owner_sees_cancels_and_fetches(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    owner, other = await people.as_staff(db), await people.as_staff_with(db, "orders.read")
    who = await db.reader.fetchval("SELECT id FROM access_staff ORDER BY id LIMIT 1")
    errand_id = await start(db, count_out(12), staff_id=who)
    await drain()
    mine = (await client.get(f"{CONSOLE}/errands", headers=owner)).json()["items"]
    assert [(each["id"], each["state"], each["title"]) for each in mine] == [(str(errand_id), "done", "后台任务")]
    file = await client.get(f"{CONSOLE}/errands/{errand_id}/file", headers=owner)
    assert file.status_code == 200
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["cache-control"] == "private, no-store"
    assert len(file.text.split()) == 13
    key = (await show(db, errand_id, who)).file_key
    assert (await client.get(f"/media/{key}", headers=owner)).status_code == 404
    assert (await client.get(f"{CONSOLE}/errands", headers=other)).json()["items"] == []
    for method, path in (("GET", ""), ("POST", "/cancel"), ("GET", "/file")):
        answer = await client.request(method, f"{CONSOLE}/errands/{errand_id}{path}", headers=other)
        assert (answer.status_code, answer.json()["code"]) == (404, "errands.not_found")
    assert (await client.get(f"{CONSOLE}/errands/{errand_id}/file")).status_code == 401


async def test_a_half_finished_sign_in_fetches_nothing(db: Database, client: httpx.AsyncClient) -> None:
    from tuanzi.people.accounts import api as accounts
    from tuanzi.people.accounts.contracts import Origin

    async with db.transaction() as tx:
        owner = await people.staff(tx, "owner")
        tokens = accounts.open_session(tx, "staff", owner, Origin(), stage="totp")
    answer = await client.get(f"{CONSOLE}/errands", headers={"Authorization": f"Bearer {tokens.access_token}"})
    assert answer.status_code == 403


async def test_a_job_that_was_taken_over_is_run_again(db: Database, drain: Drain) -> None:
    errand_id = await start(db, write_down(1, numbers(5)))
    async with db.transaction() as tx:
        jobs.enqueue(tx, run_errand(errand_id))
        jobs.enqueue(tx, run_errand(ErrandId.new()))
    await drain()
    assert await written(db) == [0, 1, 2, 3, 4]
