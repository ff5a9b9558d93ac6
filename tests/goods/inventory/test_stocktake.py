"""Counting, moving and writing off: stock is put right by what was found, and adds up at every step."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import goods
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import api
from tuanzi.goods.inventory.contracts import (
    LevelQuery,
    LevelState,
    LocationId,
    LocationKind,
    MovementQuery,
    Reason,
    StocktakeId,
    StocktakeState,
)
from tuanzi.goods.inventory.errors import (
    BelowZero,
    NothingCounted,
    NotOnSheet,
    SameLocation,
    StocktakeClosed,
    StocktakeEmpty,
    StocktakeNotFound,
    TransferShort,
)
from tuanzi.goods.inventory.events import StockRanLow, StocktakePosted
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx

CLERK = UUID(int=7)


async def on_hand(tx: Tx, sku_id: SkuId) -> int:
    return sum(level.on_hand for level in await api.levels_of(tx, [sku_id]))


async def sheet(tx: Tx, *sku_ids: SkuId) -> StocktakeId:
    made = await api.open_stocktake(tx, "盘点", None, by=CLERK, sku_ids=sku_ids)
    await api.start_stocktake(tx, made)
    return made


async def recorded(tx: Tx, kind: type) -> int:
    await tx.flush()
    return int(await tx.fetchval("SELECT count(*) FROM facts_outbox WHERE name LIKE $1", f"%.{kind.__name__}"))


async def test_a_count_puts_stock_right_and_says_why(tx: Tx) -> None:
    first, second, third = [await goods.one_sku(tx, stock=10) for _ in range(3)]
    made = await sheet(tx, first, second, third)
    await api.count_lines(tx, made, [(first, 8), (second, 10)], by=CLERK)
    posted = await api.post_stocktake(tx, made, by=CLERK)
    assert (posted.state, posted.lines, posted.counted, posted.differing) == (StocktakeState.POSTED, 3, 2, 1)
    assert [await on_hand(tx, each) for each in (first, second, third)] == [8, 10, 10]
    moves = (await api.find_movements(tx, MovementQuery(reason=Reason.STOCK_TAKE), None, None, 10)).items
    assert [(move.sku_id, move.delta, move.reference, move.staff_id) for move in moves] == [(first, -2, str(made), CLERK)]
    assert await api.verify(tx) == []
    assert await recorded(tx, StocktakePosted) == 1


async def test_what_left_after_the_count_is_not_counted_twice(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx, stock=10)
    await api.reserve(tx, "ord_1", [(sku_id, 3)], None, clock.now() + timedelta(minutes=15))
    made = await sheet(tx, sku_id)
    await api.count_lines(tx, made, [(sku_id, 9)], by=CLERK)
    await api.consume(tx, "ord_1")
    await api.adjust(tx, sku_id, None, 5, Reason.RECEIPT, "delivery")
    await api.post_stocktake(tx, made, by=CLERK)
    assert await on_hand(tx, sku_id) == 9 - 3 + 5
    line = (await api.lines_of(tx, made, 0, 10, is_open=False, is_differing=True))[0][1]
    assert (line.expected, line.on_hand_then, line.counted, line.difference) == (10, 10, 9, -1)
    assert await api.verify(tx) == []


async def test_a_line_that_is_counted_again_is_counted_anew(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx, stock=10)
    made = await sheet(tx, sku_id)
    await api.count_lines(tx, made, [(sku_id, 2)], by=CLERK)
    await api.adjust(tx, sku_id, None, -4, Reason.LOSS, "rotten")
    await api.count_lines(tx, made, [(sku_id, 6)], by=CLERK)
    assert (await api.post_stocktake(tx, made, by=CLERK)).differing == 0
    assert await on_hand(tx, sku_id) == 6


async def test_what_is_promised_cannot_be_counted_away(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx, stock=5)
    made = await sheet(tx, sku_id)
    await api.count_lines(tx, made, [(sku_id, 1)], by=CLERK)
    await api.reserve(tx, "ord_1", [(sku_id, 4)], None, clock.now() + timedelta(minutes=15))
    with pytest.raises(BelowZero):
        async with tx.savepoint():
            await api.post_stocktake(tx, made, by=CLERK)
    assert (await api.get_stocktake(tx, made)).state is StocktakeState.COUNTING
    assert await on_hand(tx, sku_id) == 5


async def test_a_sheet_keeps_to_its_life(tx: Tx) -> None:
    sku_id, stranger = await goods.one_sku(tx), await goods.one_sku(tx)
    made = await api.open_stocktake(tx, "盘点", None, by=CLERK, sku_ids=[sku_id, sku_id, SkuId.new()])
    assert (await api.get_stocktake(tx, made)).lines == 1
    with pytest.raises(StocktakeClosed):
        await api.count_lines(tx, made, [(sku_id, 1)], by=CLERK)
    await api.start_stocktake(tx, made)
    with pytest.raises(NotOnSheet):
        await api.count_lines(tx, made, [(stranger, 1)], by=CLERK)
    with pytest.raises(NothingCounted):
        async with tx.savepoint():
            await api.post_stocktake(tx, made, by=CLERK)
    await api.count_lines(tx, made, [(sku_id, 1)], by=CLERK)
    await api.cancel_stocktake(tx, made)
    for deed in (api.start_stocktake, api.cancel_stocktake):
        with pytest.raises(StocktakeClosed):
            await deed(tx, made)
    with pytest.raises(StocktakeClosed):
        await api.post_stocktake(tx, made, by=CLERK)
    assert await on_hand(tx, sku_id) == 100
    with pytest.raises(StocktakeEmpty):
        await api.open_stocktake(tx, "盘点", None, by=CLERK, sku_ids=[SkuId.new()])
    with pytest.raises(StocktakeNotFound):
        await api.get_stocktake(tx, StocktakeId.new())


async def test_a_sheet_of_a_category_holds_what_is_sold_there(tx: Tx) -> None:
    category = await goods.category(tx)
    made = await goods.product(tx, goods.sku("IN"), category_id=category)
    await goods.product(tx, goods.sku("OUT"))
    opened = await api.open_stocktake(tx, "盘点", None, by=CLERK, category_id=category)
    assert [line.sku_id for _, line in await api.lines_of(tx, opened, 0, 10, is_open=True, is_differing=False)] == list(made.sku_ids)


async def test_pieces_move_between_places_and_what_is_promised_stays(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx, stock=10)
    main = await api.default_location(tx)
    shed = await api.create_location(tx, "shed", LocationKind.WAREHOUSE, "前置仓")
    await api.reserve(tx, "ord_1", [(sku_id, 4)], None, clock.now() + timedelta(minutes=15))
    with pytest.raises(TransferShort):
        await api.transfer(tx, main, shed, [(sku_id, 7)], "补货")
    await api.transfer(tx, main, shed, [(sku_id, 6)], "补货", by=CLERK)
    assert {level.location_id: level.on_hand for level in await api.levels_of(tx, [sku_id])} == {main: 4, shed: 6}
    with pytest.raises(SameLocation):
        await api.transfer(tx, main, main, [(sku_id, 1)], "?")
    assert await api.verify(tx) == []


async def test_a_warning_is_told_once_when_stock_falls_to_it(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx, stock=10)
    assert await api.set_low_at(tx, [sku_id], None, 5) == 1
    await api.reserve(tx, "ord_1", [(sku_id, 4)], None, clock.now() + timedelta(minutes=15))
    assert await recorded(tx, StockRanLow) == 0
    await api.reserve(tx, "ord_2", [(sku_id, 2)], None, clock.now() + timedelta(minutes=15))
    await api.reserve(tx, "ord_3", [(sku_id, 1)], None, clock.now() + timedelta(minutes=15))
    assert await recorded(tx, StockRanLow) == 1
    await api.release(tx, "ord_2", "voided")
    await api.release(tx, "ord_3", "voided")
    await api.adjust(tx, sku_id, None, -3, Reason.LOSS, "rotten")
    assert await recorded(tx, StockRanLow) == 2


async def test_levels_narrow_and_sort(tx: Tx) -> None:
    low, out, over, fine = [await goods.one_sku(tx, stock=stock) for stock in (3, 1, 5, 50)]
    await api.set_low_at(tx, [low], None, 4)
    await api.set_safety(tx, over, None, 9)
    await api.reserve(tx, "ord_1", [(out, 1)], None, clock.now() + timedelta(minutes=15))

    async def found(query: LevelQuery, sort: str | None = None) -> list[SkuId]:
        return [level.sku_id for level in (await api.find_levels(tx, query, sort, None, 10)).items]

    assert await found(LevelQuery()) == [over, out, low, fine]
    assert await found(LevelQuery(), "-on_hand") == [fine, over, low, out]
    assert await found(LevelQuery(state=LevelState.LOW)) == [low]
    assert await found(LevelQuery(state=LevelState.OUT)) == [over, out]
    assert await found(LevelQuery(state=LevelState.OVER)) == [over]
    code = (await api.sku_names(tx, [fine]))[fine].code
    assert await found(LevelQuery(words=code)) == [fine]
    assert await found(LevelQuery(words="nowhere")) == []
    assert await found(LevelQuery(location_id=LocationId.new())) == []
    first = await api.find_levels(tx, LevelQuery(), None, None, 2)
    rest = await api.find_levels(tx, LevelQuery(), None, first.following, 2)
    assert [level.sku_id for level in first.items + rest.items] == [over, out, low, fine]
    assert (first.count, rest.following) == (4, None)
