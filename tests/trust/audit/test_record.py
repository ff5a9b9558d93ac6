"""The audit log: sealed with the change it tells of, append-only, chained."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json

import asyncpg
import pytest

from tests.factories import people
from tuanzi.kernel.db import Database, Tx
from tuanzi.trust.audit import api, rules
from tuanzi.trust.audit.contracts import Entry, Search


def entry(action: str = "orders.ship", object_id: str = "ord_1", actor_id: str = "stf_1", **rest: object) -> Entry:
    return Entry("staff", actor_id, action, "order", object_id, **rest)  # type: ignore[arg-type]


async def chain(db: Database, count: int) -> None:
    async with db.transaction() as tx:
        for number in range(count):
            api.record(tx, entry(object_id=f"ord_{number}", before={"state": "paid"}, after={"state": "shipped", "weight": 1.5}))


async def verify(db: Database) -> list[str]:
    return await api.verify_chain(db.reader)


async def test_an_entry_is_durable_exactly_when_its_transaction_is(db: Database) -> None:
    with contextlib.suppress(asyncpg.DivisionByZeroError):
        async with db.transaction() as tx:
            api.record(tx, entry(object_id="lost"))
            await tx.execute("SELECT 1 / 0")
    async with db.transaction() as tx:
        api.record(tx, entry(object_id="kept", after={"名字": "团子"}, ip="10.0.0.1", request_id="req-1"))
    found = await api.search(db.reader, Search())
    assert [(sealed.position, sealed.entry.object_id) for sealed in found] == [(1, "kept")]
    assert found[0].entry == entry(object_id="kept", after={"名字": "团子"}, ip="10.0.0.1", request_id="req-1")
    assert await verify(db) == []


async def test_the_hash_is_sha256_over_the_one_before_and_canonical_json(tx: Tx) -> None:
    api.record(tx, entry(before={"b": 1, "a": None}))
    await tx.flush()
    sealed = (await api.search(tx, Search()))[0]
    fields = {
        "position": 1,
        "at": sealed.at.isoformat(timespec="microseconds"),
        "actor_kind": "staff",
        "actor_id": "stf_1",
        "action": "orders.ship",
        "object_kind": "order",
        "object_id": "ord_1",
        "before": {"a": None, "b": 1},
        "after": None,
        "ip": "",
        "request_id": "",
    }
    plain = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert sealed.hash == hashlib.sha256(bytes(32) + plain).hexdigest()
    assert rules.canonical(1, sealed.at, sealed.entry) == plain


async def test_the_head_is_locked_last_so_a_slow_writer_holds_nobody_up(db: Database) -> None:
    async with db.transaction() as slow:
        api.record(slow, entry(object_id="slow"))
        async with asyncio.timeout(5):
            await chain(db, 1)
        assert [sealed.entry.object_id for sealed in await api.search(db.reader, Search())] == ["ord_0"]
    assert [sealed.entry.object_id for sealed in await api.search(db.reader, Search())] == ["slow", "ord_0"]
    assert await verify(db) == []


async def test_nothing_is_sealed_for_a_transaction_without_entries(db: Database) -> None:
    async with db.transaction() as tx:
        await people.member(tx)
    assert await api.search(db.reader, Search()) == []
    assert await verify(db) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET actor_id = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
    ids=["update", "delete", "truncate"],
)
async def test_the_database_refuses_to_change_the_log(db: Database, statement: str) -> None:
    await chain(db, 2)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="append-only"):
        await db.pool.execute(statement)
    assert len(await api.search(db.reader, Search())) == 2


REORDER = """
UPDATE audit_entry SET position = CASE position WHEN 2 THEN -2 WHEN 3 THEN -3 END WHERE position IN (2, 3);
UPDATE audit_entry SET position = CASE position WHEN -2 THEN 3 WHEN -3 THEN 2 END WHERE position < 0
"""
TAMPERING = {
    "edited": ('UPDATE audit_entry SET after = \'{"state": "closed"}\' WHERE position = 3', "entry 3 is not what was written"),
    "edited actor": ("UPDATE audit_entry SET actor_id = 'stf_2' WHERE position = 2", "entry 2 is not what was written"),
    "edited time": ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE position = 5", "entry 5 is not what was written"),
    "removed": ("DELETE FROM audit_entry WHERE position = 3", "entries 3 to 3 are missing"),
    "cut off": ("DELETE FROM audit_entry WHERE position = 5", "the chain ends at 4, its head says 5"),
    "beheaded": ("DELETE FROM audit_entry WHERE position = 1", "entries 1 to 1 are missing"),
    "reordered": (REORDER, "entry 2 is not what was written"),
    "emptied": ("DELETE FROM audit_entry", "the chain ends at 0, its head says 5"),
    "head lost": ("DELETE FROM audit_head", "the head of the chain is missing"),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_verify_finds_what_a_database_administrator_did(db: Database, how: str) -> None:
    await chain(db, 5)
    assert await verify(db) == []
    statement, finding = TAMPERING[how]
    await db.pool.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {statement}; COMMIT")
    problems = await verify(db)
    assert problems
    assert finding in problems[0]


async def test_an_edited_entry_with_a_matching_new_hash_breaks_the_next_one(db: Database) -> None:
    await chain(db, 3)
    found = list(reversed(await api.search(db.reader, Search())))
    forged = entry(object_id="ord_forged")
    mark = rules.digest(bytes.fromhex(found[0].hash), 2, found[1].at, forged)
    async with db.transaction() as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        await tx.execute(
            "UPDATE audit_entry SET object_id = $1, before = NULL, after = NULL, hash = $2 WHERE position = 2", "ord_forged", mark
        )
    assert await verify(db) == ["audit: entry 3 is not what was written"]


async def test_a_lost_head_never_restarts_the_numbers(db: Database) -> None:
    await chain(db, 2)
    await db.pool.execute("DELETE FROM audit_head")
    with pytest.raises(asyncpg.UniqueViolationError):
        await chain(db, 1)
    assert len(await api.search(db.reader, Search())) == 2


@pytest.mark.race
async def test_twenty_writers_at_once_leave_an_unbroken_chain(db: Database) -> None:
    async def write(writer: int) -> None:
        for number in range(5):
            async with db.transaction() as tx:
                api.record(tx, entry(actor_id=f"stf_{writer}", object_id=f"{number}a"))
                api.record(tx, entry(actor_id=f"stf_{writer}", object_id=f"{number}b"))

    await asyncio.gather(*(write(writer) for writer in range(20)))
    rows = await db.pool.fetch("SELECT position, actor_id, object_id FROM audit_entry ORDER BY position")
    assert [row["position"] for row in rows] == list(range(1, 201))
    for writer in range(20):
        mine = [row["object_id"] for row in rows if row["actor_id"] == f"stf_{writer}"]
        assert mine == ["0a", "0b", "1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b"]
    assert await verify(db) == []
