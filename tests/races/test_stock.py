"""Many buyers, few pieces: exactly what there is gets promised, nobody waits for ever, and everything adds up afterwards."""

import asyncio
import random
from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import goods
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import api
from tuanzi.goods.inventory.contracts import LocationKind, Reason
from tuanzi.goods.inventory.errors import SoldOut, StocktakeClosed
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database

pytestmark = pytest.mark.race


async def stocked(db: Database, *counts: int) -> list[SkuId]:
    sku_ids = [SkuId.new() for _ in counts]
    async with db.transaction() as tx:
        await api.receive(tx, list(zip(sku_ids, counts, strict=True)), Reason.RECEIPT, "delivery")
    return sku_ids


async def buy(db: Database, key: str, lines: list[tuple[SkuId, int]]) -> bool:
    try:
        async with db.transaction() as tx:
            await api.reserve(tx, key, lines, None, clock.now() + timedelta(minutes=15))
    except SoldOut:
        return False
    return True


async def problems(db: Database) -> list[str]:
    async with db.read() as tx:
        return await api.verify(tx)


async def test_two_hundred_buyers_of_the_last_piece(db: Database) -> None:
    (sku_id,) = await stocked(db, 1)
    won = await asyncio.gather(*(buy(db, f"ord_{number}", [(sku_id, 1)]) for number in range(200)))
    assert sum(won) == 1
    assert await problems(db) == []


async def test_a_small_lot_sells_exactly(db: Database) -> None:
    (sku_id,) = await stocked(db, 37)
    won = await asyncio.gather(*(buy(db, f"ord_{number}", [(sku_id, 1 + number % 3)]) for number in range(120)))
    sold = sum(1 + number % 3 for number, is_won in enumerate(won) if is_won)
    left = (await api.available(db.reader, [sku_id]))[sku_id]
    assert sold + left == 37
    assert left == 0
    assert await problems(db) == []


@pytest.mark.parametrize("seed", range(4))
async def test_mixed_baskets_in_any_order_never_deadlock_nor_oversell(db: Database, seed: int) -> None:
    chance = random.Random(seed)
    counts = [chance.randint(0, 25) for _ in range(8)]
    sku_ids = await stocked(db, *counts)

    async def shopper(number: int) -> None:
        key = f"ord_{seed}_{number}"
        lines = [(sku_id, chance.randint(1, 3)) for sku_id in chance.sample(sku_ids, chance.randint(1, 6))]
        fate = chance.choice(["keep", "cancel", "ship", "ship"])
        if not await buy(db, key, lines) or fate == "keep":
            return
        async with db.transaction() as tx:
            await (api.release(tx, key, "voided") if fate == "cancel" else api.consume(tx, key))

    async def keeper() -> None:
        for _ in range(10):
            async with db.transaction() as tx:
                await api.restock(tx, f"rfd_{seed}_{chance.random()}", [(sku_id, 1) for sku_id in chance.sample(sku_ids, 4)])

    await asyncio.gather(*(shopper(number) for number in range(80)), keeper())
    assert await problems(db) == []
    assert await db.pool.fetchval("SELECT count(*) FROM inventory_level WHERE reserved > on_hand OR on_hand < 0") == 0


async def test_one_order_settled_by_many_at_once_moves_once(db: Database) -> None:
    (sku_id,) = await stocked(db, 10)
    await buy(db, "ord_1", [(sku_id, 4)])

    async def settle(number: int) -> bool:
        async with db.transaction() as tx:
            return await (api.consume(tx, "ord_1") if number % 2 else api.release(tx, "ord_1", "expired"))

    outcomes = await asyncio.gather(*(settle(number) for number in range(20)), return_exceptions=True)
    assert [outcome for outcome in outcomes if outcome is True] == [True]
    assert await problems(db) == []


async def test_one_key_reserved_by_many_at_once_holds_once(db: Database) -> None:
    (sku_id,) = await stocked(db, 10)
    await asyncio.gather(*(buy(db, "ord_1", [(sku_id, 2)]) for _ in range(20)), return_exceptions=True)
    assert await api.available(db.reader, [sku_id]) == {sku_id: 8}
    assert await problems(db) == []


async def test_a_new_sku_counted_by_many_at_once_has_that_count(db: Database) -> None:
    sku_ids = [SkuId.new() for _ in range(5)]
    await stocked(db, 1)

    async def count(turn: int) -> None:
        async with db.transaction() as tx:
            await api.receive(tx, [(sku_id, 7) for sku_id in (sku_ids if turn % 2 else sku_ids[::-1])], Reason.IMPORT, "file")

    await asyncio.gather(*(count(turn) for turn in range(10)))
    assert await api.available(db.reader, sku_ids) == dict.fromkeys(sku_ids, 7)
    assert await problems(db) == []


async def test_one_return_restocked_by_many_at_once_comes_back_once(db: Database) -> None:
    (sku_id,) = await stocked(db, 1)

    async def put_back() -> bool:
        async with db.transaction() as tx:
            return await api.restock(tx, "rfd_1", [(sku_id, 1)])

    assert sum(await asyncio.gather(*(put_back() for _ in range(20)))) == 1
    assert await api.available(db.reader, [sku_id]) == {sku_id: 2}


@pytest.mark.parametrize("seed", range(3))
async def test_a_count_among_sales_loses_none_of_them(db: Database, seed: int) -> None:
    """Pieces are sold, shipped and received while people count and one posts: on hand is what was found plus what moved since."""
    chance = random.Random(seed)
    async with db.transaction() as tx:
        made = await goods.product(tx, stock=60)
        sku_id = made.sku_ids[0]
        sheet = await api.open_stocktake(tx, "盘点", None, by=UUID(int=1), sku_ids=[sku_id])
        await api.start_stocktake(tx, sheet)

    async def sell(number: int) -> None:
        key = f"ord_{seed}_{number}"
        if await buy(db, key, [(sku_id, 1)]):
            await asyncio.sleep(chance.random() / 50)
            async with db.transaction() as tx:
                await api.consume(tx, key)

    async def receive(number: int) -> None:
        await asyncio.sleep(chance.random() / 20)
        async with db.transaction() as tx:
            await api.adjust(tx, sku_id, None, 1, Reason.RECEIPT, f"delivery {number}")

    async def count(found: int) -> None:
        await asyncio.sleep(chance.random() / 20)
        async with db.transaction() as tx:
            await api.count_lines(tx, sheet, [(sku_id, found)], by=UUID(int=1))

    await asyncio.gather(*(sell(number) for number in range(30)), *(receive(number) for number in range(10)), count(58), count(57))

    async def post() -> bool:
        try:
            async with db.transaction() as tx:
                await api.post_stocktake(tx, sheet, by=UUID(int=1))
        except StocktakeClosed:
            return False
        return True

    more = [sell(100 + number) for number in range(10)]
    posted = await asyncio.gather(post(), post(), post(), *more)
    assert posted[:3].count(True) == 1
    line = (await api.lines_of(db.reader, sheet, 0, 1, is_open=False, is_differing=False))[0][1]
    moved = await db.pool.fetchval("SELECT sum(delta) FROM inventory_movement WHERE sku_id = $1 AND reason <> 'stock_take'", sku_id)
    level = await api.level(db.reader, sku_id, await api.default_location(db.reader))
    assert level is not None
    assert level.on_hand == moved + (line.difference or 0)
    assert await problems(db) == []


async def test_transfers_that_cross_neither_deadlock_nor_lose_a_piece(db: Database) -> None:
    async with db.transaction() as tx:
        sku_ids = [(await goods.product(tx, stock=40)).sku_ids[0] for _ in range(4)]
        main = await api.default_location(tx)
        shed = await api.create_location(tx, "shed", LocationKind.WAREHOUSE, "前置仓")
        await api.transfer(tx, main, shed, [(sku_id, 20) for sku_id in sku_ids], "start")

    async def cross(number: int) -> None:
        origin, target = (main, shed) if number % 2 else (shed, main)
        async with db.transaction() as tx:
            await api.transfer(tx, origin, target, [(sku_id, 1) for sku_id in random.Random(number).sample(sku_ids, 4)], "cross")

    await asyncio.gather(*(cross(number) for number in range(30)))
    assert [sum(level.on_hand for level in await api.levels_of(db.reader, [sku_id])) for sku_id in sku_ids] == [40] * 4
    assert await problems(db) == []
