"""A crowd at the last uses and the last pieces of a saving."""

from __future__ import annotations

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import savings, shop
from tuanzi.deals.savings.contracts import Rule, SavingKind, Step
from tuanzi.kernel.db import Database

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]
CROWD, LAST = 120, 10


async def _rush(db: Database, client: httpx.AsyncClient, wish_of: int) -> shop.Answers:
    sku_id = await shop.on_shelf(db, stock=1000, price=3000)
    crowd = await shop.shoppers(db, client, CROWD, wallet=100_000)
    shown = (await crowd[0].quote(crowd[0].wish(sku_id, quantity=wish_of)))["hash"]

    async def order(each: shop.Shopper) -> httpx.Response:
        key = shop.fresh_key()
        return await shop.patient(lambda: each.order(each.wish(sku_id, quantity=wish_of), quote_hash=shown, key=key))

    return await shop.together(order(each) for each in crowd)


async def test_the_last_ten_orders(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        made = await savings.published(tx, uses_max=LAST)
    answers = await _rush(db, client, 1)
    assert answers.counted["201"] == LAST
    assert await db.reader.fetchval("SELECT taken FROM savings_saving WHERE id = $1", made.id) == LAST
    await drain()
    await shop.sound(db)


async def test_the_last_pieces_of_a_step(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    """Two pieces each of a first step of 21: ten buyers, and nobody pays another price than was shown."""
    async with db.transaction() as tx:
        made = await savings.published(tx, Rule(kind=SavingKind.LIMITED_TIME, steps=(Step(2 * LAST + 1, 5000), Step(0, 1000))))
    answers = await _rush(db, client, 2)
    assert answers.counted["201"] == LAST
    assert {each["order"]["payable"]["amount"] for each in answers.with_status(201)} == {3000}
    assert await db.reader.fetchval("SELECT taken FROM savings_piece WHERE saving_id = $1", made.id) == 2 * LAST
    await drain()
    await shop.sound(db)
