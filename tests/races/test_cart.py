"""A cart that is filled while it is paid for keeps what was put in, and its limit of lines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.factories import goods
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import api
from tuanzi.trade.cart.contracts import LINES_MAX, Owner
from tuanzi.trade.cart.errors import CartFull

pytestmark = pytest.mark.race


async def in_turn(db: Database, first: Callable[[Tx], Awaitable[object]], second: Callable[[Tx], Awaitable[object]]) -> None:
    """``second`` begins while ``first`` is done but not committed: it waits for the rows, then goes on."""
    async with asyncio.TaskGroup() as group, db.transaction() as tx:
        await first(tx)

        async def late() -> None:
            async with db.transaction() as other:
                await second(other)

        group.create_task(late())
        await asyncio.sleep(0.1)


async def test_what_is_added_while_the_same_is_bought_stays(db: Database) -> None:
    member_id = MemberId.new()
    owner = Owner(member_id=member_id)
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
        await api.add(tx, owner, sku_id, 5)
    bought = {sku_id: 5}
    await in_turn(db, lambda tx: api.add(tx, owner, sku_id, 2), lambda tx: api.take_out(tx, member_id, bought))
    assert [line.quantity for line in (await api.show(db.reader, owner)).lines] == [2]
    await in_turn(db, lambda tx: api.take_out(tx, member_id, {sku_id: 2}), lambda tx: api.add(tx, owner, sku_id, 3))
    assert [line.quantity for line in (await api.show(db.reader, owner)).lines] == [3]


async def test_two_checkouts_of_one_cart_take_out_each_its_own(db: Database) -> None:
    member_id = MemberId.new()
    async with db.transaction() as tx:
        sku_id = await goods.one_sku(tx)
        await api.add(tx, Owner(member_id=member_id), sku_id, 9)

    async def buy(quantity: int) -> None:
        async with db.transaction() as tx:
            await api.take_out(tx, member_id, {sku_id: quantity})

    await asyncio.gather(*(buy(quantity) for quantity in (1, 2, 3)))
    assert [line.quantity for line in (await api.show(db.reader, Owner(member_id=member_id))).lines] == [3]


async def test_carts_that_come_together_at_once_keep_the_limit_of_lines(db: Database) -> None:
    member_id, visitors = MemberId.new(), [f"visitor-{number}" for number in range(4)]
    async with db.transaction() as tx:
        for visitor in visitors:
            for _ in range(LINES_MAX // 3):
                await api.add(tx, Owner(visitor_id=visitor), await goods.one_sku(tx), 1)
        sku_id = await goods.one_sku(tx)

    async def merge(visitor: str) -> None:
        async with db.transaction() as tx:
            await api.merge(tx, visitor, member_id)

    async def add() -> None:
        async with db.transaction() as tx:
            await api.add(tx, Owner(member_id=member_id), sku_id, 1)

    outcomes = await asyncio.gather(*(merge(visitor) for visitor in visitors), add(), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {type(None), CartFull}
    assert len((await api.show(db.reader, Owner(member_id=member_id))).lines) <= LINES_MAX
    assert await db.reader.fetchval("SELECT count(*) FROM cart_line WHERE member_id = $1", member_id) <= LINES_MAX
