"""The demo goes in once, and every figure of it is true."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from tests.conftest import Drain
from tuanzi.apps import seed, verify
from tuanzi.goods.catalog import api as catalog
from tuanzi.kernel import clock, pictures, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.storage import Store

pytestmark = pytest.mark.slow


async def test_the_demo_goes_in_once_and_adds_up(db: Database, config: Config, drain: Drain) -> None:
    before = clock.shift()
    notes = await seed.run(db, config, seed.SMALL)
    assert clock.shift() == before
    assert any("one-time password" in note for note in notes)
    products = await db.reader.fetchval("SELECT count(*) FROM catalog_listing")
    assert products >= 64
    assert await db.reader.fetchval("SELECT count(*) FROM accounts_member") == seed.SMALL.members
    orders = await db.reader.fetchval("SELECT count(*) FROM orders_order")
    assert orders >= 30
    assert await seed.run(db, config, seed.SMALL) == []
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM orders_order") == orders
    states = {row["state"] for row in await db.reader.fetch("SELECT DISTINCT state FROM orders_order")}
    assert {"shipped", "closed"} <= states
    assert await verify.run(db) == []


async def test_the_demo_goes_into_a_shop_that_knows_its_categories(db: Database, config: Config, drain: Drain) -> None:
    async with db.transaction() as tx:
        await catalog.create_category(tx, "居家")
    await seed.run(db, config, seed.SMALL)
    assert await db.reader.fetchval("SELECT count(*) FROM catalog_category WHERE name = '居家'") == 1
    await drain()
    assert await verify.run(db) == []


async def test_pictures_of_an_interrupted_start_are_there_after_the_next(db: Database, config: Config) -> None:
    first = asyncio.create_task(seed.run(db, config, seed.SMALL))
    while not await db.reader.fetchval("SELECT count(*) FROM catalog_product"):  # noqa: ASYNC110 - until the goods are in
        await asyncio.sleep(0.01)
    first.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await first
    await seed.run(db, config, seed.SMALL)
    for row in await db.reader.fetch("SELECT key FROM catalog_picture"):
        for width in pictures.WIDTHS:
            assert (await ports.get(Store).get(pictures.file_key(row["key"], width))).data
