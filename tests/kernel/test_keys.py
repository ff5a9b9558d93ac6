"""Rotation: everything is sealed anew, in batches and as often as one likes, and then the old secret can be dropped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories import people
from tuanzi import schema
from tuanzi.kernel import crypto
from tuanzi.kernel.crypto import KeyRing, SealBroken
from tuanzi.kernel.db import Database
from tuanzi.kernel.keys.index_key import load_index_key
from tuanzi.kernel.keys.reseal import Progress, reseal, sealed_columns
from tuanzi.people.accounts import api as accounts

OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def keys() -> Iterator[None]:
    """The ring of the process is put back at the end."""
    before = crypto.ring()
    crypto.use(KeyRing(OLD))
    yield
    crypto.use(before)


async def _start(db: Database, ring: KeyRing) -> None:
    crypto.use(ring)
    async with db.transaction() as tx:
        await load_index_key(tx)


async def test_after_a_rotation_the_old_secret_is_not_needed_any_more(db: Database, keys: None) -> None:
    assert schema.metadata.tables
    await _start(db, KeyRing(OLD))
    phones = [people.phone_number() for _ in range(7)]
    async with db.transaction() as tx:
        ids = [await people.member(tx, phone=phone) for phone in phones]
        for member_id in ids:
            await people.address(tx, member_id)

    await _start(db, KeyRing(NEW, [OLD]))
    seen: list[Progress] = []
    assert await reseal(db, seen.append, batch=3) == 7 + 7 * 3 + 1  # phones, addresses, the index key
    assert max(each.seen for each in seen) == 7
    assert await reseal(db, seen.append, batch=3) == 0

    await _start(db, KeyRing(NEW))
    assert [await accounts.find_by_phone(db.reader, phone) for phone in phones] == ids
    assert [await accounts.phone_of(db.reader, member_id) for member_id in ids] == phones
    assert (await accounts.addresses(db.reader, ids[0]))[0].name == "张三"


async def test_an_interrupted_rotation_goes_on_where_it_was(db: Database, keys: None) -> None:
    await _start(db, KeyRing(OLD))
    async with db.transaction() as tx:
        for _ in range(6):
            await people.member(tx)
    await _start(db, KeyRing(NEW, [OLD]))

    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.column.table == "accounts_member" and progress.seen == 4:
            raise Stop

    with pytest.raises(Stop):
        await reseal(db, stop, batch=2)
    assert await reseal(db, lambda _: None, batch=2) < 6


async def test_a_value_that_no_key_opens_stops_the_rotation(db: Database, keys: None) -> None:
    await _start(db, KeyRing(OLD))
    async with db.transaction() as tx:
        await people.member(tx)
    crypto.use(KeyRing(NEW))
    with pytest.raises(SealBroken):
        await reseal(db, lambda _: None)


def test_every_sealed_column_is_known_by_its_mark() -> None:
    """Whoever adds a column for sealed bytes without the mark leaves it behind at the next rotation."""
    marked = {(each.table, each.column) for each in sealed_columns()}
    named = {
        (table.name, column.name) for table in schema.metadata.sorted_tables for column in table.columns if column.name.endswith("_sealed")
    }
    assert named <= marked
