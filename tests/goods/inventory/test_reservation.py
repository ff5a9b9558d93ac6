from datetime import datetime, timedelta

import asyncpg
import pytest

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import api
from tuanzi.goods.inventory.contracts import LocationKind, MovementQuery, Reason
from tuanzi.goods.inventory.errors import BadLines, BelowZero, ReservationNotPending, SoldOut
from tuanzi.goods.inventory.events import StockCameBack, StockRanOut
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx


def in_a_quarter() -> datetime:
    return clock.now() + timedelta(minutes=15)


async def stocked(tx: Tx, *counts: int) -> list[SkuId]:
    sku_ids = sorted(SkuId.new() for _ in counts)
    await api.receive(tx, list(zip(sku_ids, counts, strict=True)), Reason.RECEIPT, "first delivery")
    return sku_ids


def recorded(tx: Tx) -> list[object]:
    return [fact for fact, _ in tx.buffer("facts")]


async def test_reserving_leaves_on_hand_and_lowers_what_is_available(tx: Tx) -> None:
    first, second = await stocked(tx, 5, 2)
    await api.reserve(tx, "ord_1", [(second, 1), (first, 2), (first, 1)], None, in_a_quarter())
    assert await api.available(tx, [first, second]) == {first: 2, second: 1}
    level = await api.level(tx, first, await api.default_location(tx))
    assert level is not None
    assert (level.on_hand, level.reserved) == (5, 3)
    assert await api.verify(tx) == []


async def test_all_or_nothing_and_the_short_sku_is_named(tx: Tx) -> None:
    first, second = await stocked(tx, 5, 2)
    with pytest.raises(SoldOut) as refused:
        await api.reserve(tx, "ord_1", [(first, 1), (second, 3)], None, in_a_quarter())
    assert refused.value.fields == {"sku_id": second, "left": 2}
    assert await api.available(tx, [first, second]) == {first: 5, second: 2}
    assert await tx.fetchval("SELECT count(*) FROM inventory_reservation") == 0


async def test_an_unknown_sku_is_sold_out(tx: Tx) -> None:
    (first,) = await stocked(tx, 5)
    unknown = SkuId.new()
    with pytest.raises(SoldOut) as refused:
        await api.reserve(tx, "ord_1", [(first, 1), (unknown, 1)], None, in_a_quarter())
    assert refused.value.fields == {"sku_id": unknown, "left": 0}
    assert await api.available(tx, [unknown]) == {unknown: 0}


async def test_the_same_key_again_is_the_same_reservation(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 5)
    first = await api.reserve(tx, "ord_1", [(sku_id, 2)], None, in_a_quarter())
    again = await api.reserve(tx, "ord_1", [(sku_id, 2)], None, in_a_quarter())
    assert again == first
    assert await api.available(tx, [sku_id]) == {sku_id: 3}


async def test_a_released_key_may_reserve_again(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 1)
    first = await api.reserve(tx, "ord_1", [(sku_id, 1)], None, in_a_quarter())
    assert await api.release(tx, "ord_1", "expired")
    second = await api.reserve(tx, "ord_1", [(sku_id, 1)], None, in_a_quarter())
    assert first != second
    assert await api.consume(tx, "ord_1")
    assert await api.verify(tx) == []


async def test_releasing_twice_is_harmless(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 3)
    await api.reserve(tx, "ord_1", [(sku_id, 3)], None, in_a_quarter())
    assert await api.release(tx, "ord_1", "voided") is True
    assert await api.release(tx, "ord_1", "voided") is False
    assert await api.release(tx, "ord_unheard_of", "voided") is False
    assert await api.available(tx, [sku_id]) == {sku_id: 3}


async def test_consuming_moves_stock_once(tx: Tx) -> None:
    first, second = await stocked(tx, 3, 4)
    await api.reserve(tx, "ord_1", [(first, 1), (second, 4)], None, in_a_quarter())
    assert await api.consume(tx, "ord_1") is True
    assert await api.consume(tx, "ord_1") is False
    assert await api.release(tx, "ord_1", "voided") is False
    moves = (await api.find_movements(tx, MovementQuery(sku_id=second), None, None, 10)).items
    assert [(move.delta, move.reason, move.reference, move.on_hand_after) for move in moves] == [
        (-4, Reason.SALE, "ord_1", 0),
        (4, Reason.RECEIPT, "first delivery", 4),
    ]
    assert await api.verify(tx) == []


async def test_what_was_released_or_never_held_cannot_be_consumed(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 3)
    await api.reserve(tx, "ord_1", [(sku_id, 1)], None, in_a_quarter())
    await api.release(tx, "ord_1", "expired")
    for key in ("ord_1", "ord_unheard_of"):
        with pytest.raises(ReservationNotPending):
            await api.consume(tx, key)


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
async def test_a_quantity_must_be_a_small_positive_number(tx: Tx, quantity: int) -> None:
    (sku_id,) = await stocked(tx, 3)
    with pytest.raises(BadLines):
        await api.reserve(tx, "ord_1", [(sku_id, quantity)], None, in_a_quarter())


async def test_an_empty_basket_reserves_nothing(tx: Tx) -> None:
    with pytest.raises(BadLines):
        await api.reserve(tx, "ord_1", [], None, in_a_quarter())


async def test_safety_stock_is_never_promised(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 3)
    await api.set_safety(tx, sku_id, None, 2)
    assert await api.available(tx, [sku_id]) == {sku_id: 1}
    with pytest.raises(SoldOut) as refused:
        await api.reserve(tx, "ord_1", [(sku_id, 2)], None, in_a_quarter())
    assert refused.value.fields["left"] == 1


async def test_a_pickup_point_draws_on_the_location_that_supplies_it(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 3)
    point = await api.create_location(tx, "west", LocationKind.PICKUP, "西门店", address="西门街 1 号", hours="9:00–21:00")
    await api.reserve(tx, "ord_1", [(sku_id, 2)], point, in_a_quarter())
    assert await api.available(tx, [sku_id], point) == {sku_id: 1}
    assert await api.available(tx, [sku_id]) == {sku_id: 1}
    assert [(each.name, each.address, each.hours) for each in await api.pickup_points(tx)] == [("西门店", "西门街 1 号", "9:00–21:00")]


async def test_an_outlet_with_its_own_stock_keeps_it_apart(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 3)
    outlet = await api.create_location(tx, "east", LocationKind.PICKUP, "东门店", has_own_stock=True)
    await api.adjust(tx, sku_id, outlet, 1, Reason.RECEIPT, "delivery")
    await api.reserve(tx, "ord_1", [(sku_id, 1)], outlet, in_a_quarter())
    assert await api.available(tx, [sku_id], outlet) == {sku_id: 0}
    assert await api.available(tx, [sku_id]) == {sku_id: 3}


async def test_facts_tell_when_the_last_piece_goes_and_comes_back(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 2)
    place = await api.default_location(tx)
    await api.reserve(tx, "ord_1", [(sku_id, 1)], None, in_a_quarter())
    assert recorded(tx) == [StockCameBack(sku_id, place, 2)]
    await api.reserve(tx, "ord_2", [(sku_id, 1)], None, in_a_quarter())
    await api.release(tx, "ord_1", "expired")
    assert recorded(tx)[1:] == [StockRanOut(sku_id, place), StockCameBack(sku_id, place, 1)]


async def test_adjusting_never_takes_what_is_reserved(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 3)
    await api.reserve(tx, "ord_1", [(sku_id, 2)], None, in_a_quarter())
    with pytest.raises(BelowZero) as refused:
        await api.adjust(tx, sku_id, None, -2, Reason.LOSS, "broken")
    assert refused.value.fields == {"sku_id": sku_id, "on_hand": 3, "reserved": 2}
    level = await api.adjust(tx, sku_id, None, -1, Reason.LOSS, "broken")
    assert (level.on_hand, level.available) == (2, 0)
    assert await api.verify(tx) == []


async def test_restocking_happens_once_per_key(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 1)
    assert await api.restock(tx, "rfd_1", [(sku_id, 2)]) is True
    assert await api.restock(tx, "rfd_1", [(sku_id, 2)]) is False
    assert await api.available(tx, [sku_id]) == {sku_id: 3}


async def test_what_is_restocked_lies_where_it_was_reserved(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 1)
    own = await api.create_location(tx, "P1", LocationKind.PICKUP, "门店", has_own_stock=True)
    await api.adjust(tx, sku_id, own, 3, Reason.RECEIPT, "delivery")
    await api.reserve(tx, "ord_1", [(sku_id, 2)], own, clock.now())
    await api.consume(tx, "ord_1")
    assert await api.restock(tx, "rfd_1", [(sku_id, 1)], reserved_as="ord_1") is True
    assert await api.available(tx, [sku_id], own) == {sku_id: 2}
    assert await api.available(tx, [sku_id]) == {sku_id: 1}
    assert await api.restock(tx, "rfd_2", [(sku_id, 1)], reserved_as="never held") is True
    assert await api.available(tx, [sku_id]) == {sku_id: 2}
    assert await api.verify(tx) == []


async def test_receiving_a_count_again_moves_nothing(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 7)
    assert await api.receive(tx, [(sku_id, 7)], Reason.IMPORT, "again") == []
    assert len((await api.find_movements(tx, MovementQuery(sku_id=sku_id), None, None, 10)).items) == 1


async def test_movements_are_final(tx: Tx) -> None:
    await stocked(tx, 1)
    for statement in ("UPDATE inventory_movement SET delta = 9", "DELETE FROM inventory_movement", "TRUNCATE inventory_movement"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with tx.savepoint():
                await tx.execute(statement)


async def test_verify_names_what_does_not_add_up(tx: Tx) -> None:
    first, second = await stocked(tx, 5, 5)
    await tx.execute("UPDATE inventory_level SET on_hand = 6 WHERE sku_id = $1", first)
    await tx.execute("UPDATE inventory_level SET reserved = 1 WHERE sku_id = $1", second)
    problems = await api.verify(tx)
    assert len(problems) == 2
    assert str(first) in problems[0]
    assert "6 on hand where movements say 5" in problems[0]
    assert "1 reserved where reservations say 0" in problems[1]


async def test_a_forgotten_reservation_is_an_orphan_and_stays_held(tx: Tx) -> None:
    (sku_id,) = await stocked(tx, 2)
    await api.reserve(tx, "ord_old", [(sku_id, 1)], None, clock.now() - timedelta(hours=2))
    await api.reserve(tx, "ord_late", [(sku_id, 1)], None, clock.now() - timedelta(minutes=1))
    assert [orphan.key for orphan in await api.orphans(tx)] == ["ord_old"]
    assert await api.available(tx, [sku_id]) == {sku_id: 0}
