"""The demo goes in once, and every figure of it is true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.conftest import Drain
from tuanzi.apps import seed, verify
from tuanzi.goods.catalog import api as catalog
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database


async def test_the_demo_goes_in_once_and_adds_up(db: Database, config: Config, drain: Drain) -> None:
    notes = await seed.run(db, config)
    assert any("one-time password" in note for note in notes)
    products = await db.reader.fetchval("SELECT count(*) FROM catalog_listing")
    assert products == 20
    assert await seed.run(db, config) == []
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM catalog_listing") == products
    assert await db.reader.fetchval("SELECT count(*) FROM groupbuy_team WHERE state = 'forming'") == 5
    assert await verify.run(db) == []


async def test_the_demo_goes_into_a_shop_that_knows_its_categories(db: Database, config: Config, drain: Drain) -> None:
    async with db.transaction() as tx:
        await catalog.create_category(tx, "居家")
    notes = await seed.run(db, config)
    assert notes[0].startswith("demo shop: 20 products")
    assert await db.reader.fetchval("SELECT count(*) FROM catalog_category WHERE name = '居家'") == 1
    await drain()
    assert await verify.run(db) == []


async def test_a_demo_left_alone_refunds_everybody(
    db: Database, config: Config, drain: Drain, shift_clock: Callable[[timedelta], None]
) -> None:
    await seed.run(db, config)
    shift_clock(timedelta(days=2))
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM groupbuy_team WHERE state = 'forming'") == 0
    assert await verify.run(db) == []
