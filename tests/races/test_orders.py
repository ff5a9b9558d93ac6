"""What happens at the same instant to orders has one winner, and the books add up whoever it is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product

import pytest

from tests.factories.trade import draft, line, paid, place, problems, stock
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.errors import SoldOut
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.money.wallet import api as wallet
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import PARCEL_EVENTS_MAX
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import HoldDraft, Order, OrderId, RefundLine, State
from tuanzi.trade.orders.errors import MoveRefused, RefundTooLarge

pytestmark = pytest.mark.race
Drain = Callable[[], Awaitable[None]]
Shift = Callable[[timedelta], None]
Verb = Callable[[Tx], Awaitable[object]]
ROUNDS = range(6)


async def attempt(db: Database, verb: Verb) -> object:
    """The result, or the refusal."""
    try:
        async with db.transaction() as tx:
            return await verb(tx)
    except AppError as refusal:
        return refusal


async def at_once(db: Database, *verbs: Verb) -> list[object]:
    return await asyncio.gather(*(attempt(db, verb) for verb in verbs))


async def pay_in_part(db: Database, order: Order) -> PaymentId:
    """The money is here and payments knows; orders has not been told."""
    async with db.transaction() as tx:
        await wallet.credit(tx, f"fill:{PaymentId.new()}", order.member_id, order.payable, "test", "")
        return (await wallet.pay_from_balance(tx, order.member_id, str(order.id), order.payable)).id


async def available(db: Database, order: Order) -> int:
    sku_id = order.lines[0].sku_id
    return (await inventory.available(db.reader, [sku_id]))[sku_id]


async def count(db: Database, name: str) -> int:
    found: int = await db.reader.fetchval("SELECT count(*) FROM facts_outbox WHERE name = $1", name)
    return found


async def test_two_hundred_buyers_of_the_last_piece_make_one_order(db: Database) -> None:
    async with db.transaction() as tx:
        (sku_id,) = await stock(tx, 1)
    results = await at_once(db, *(lambda tx: api.place(tx, draft([line(sku_id)])) for _ in range(200)))
    assert sum(isinstance(result, Order) for result in results) == 1
    assert sum(isinstance(result, SoldOut) for result in results) == 199
    assert await db.reader.fetchval("SELECT count(*) FROM orders_order") == 1
    assert await db.reader.fetchval("SELECT count(*) FROM orders_line") == 1
    assert await count(db, "orders.OrderPlaced") == 1
    assert await problems(db.reader) == []


async def test_baskets_in_any_order_never_deadlock(db: Database) -> None:
    async with db.transaction() as tx:
        skus = await stock(tx, 20, 20, 20)
    baskets = [[skus[(turn + step) % 3] for step in range(3)] for turn in range(30)]
    results = await at_once(db, *(lambda tx, basket=basket: api.place(tx, draft([line(sku) for sku in basket])) for basket in baskets))
    assert sum(isinstance(result, Order) for result in results) == 20
    assert sum(isinstance(result, SoldOut) for result in results) == 10
    assert await problems(db.reader) == []


@pytest.mark.parametrize("_round", ROUNDS)
async def test_expiry_against_payment_is_paid_or_refunded(db: Database, shift_clock: Shift, drain: Drain, _round: int) -> None:
    async with db.transaction() as tx:
        order = await place(tx, quantity=2)
    shift_clock(timedelta(hours=1))
    deeds = [attempt(db, lambda tx: api.expire(tx, order.id)), pay_in_part(db, order)]
    await asyncio.gather(*(deeds if _round % 2 else deeds[::-1]))
    await drain()
    now = await api.get(db.reader, order.id)
    if now.state is State.PREPARING:
        assert (now.refunded, await available(db, order)) == (Money(0), 8)
    else:
        assert (now.state, now.paid, now.refunded, await available(db, order)) == (State.CLOSED, Money(2000), Money(2000), 10)
        assert len(now.refunds) == 1
        assert (await wallet.wallet(db.reader, order.member_id)).balance == Money(2000)
    assert await problems(db.reader) == []


async def test_a_booked_payment_is_not_too_late_while_its_fact_is_on_the_way(db: Database, shift_clock: Shift, drain: Drain) -> None:
    async with db.transaction() as tx:
        order = await place(tx)
    await pay_in_part(db, order)
    shift_clock(timedelta(hours=1))
    results = await at_once(db, *([lambda tx: api.expire(tx, order.id)] * 5))
    assert results == [False] * 5
    await drain()
    assert (await api.get(db.reader, order.id)).state is State.PREPARING
    assert await count(db, "orders.OrderPaid") == 1
    assert await problems(db.reader) == []


@pytest.mark.parametrize("_round", ROUNDS)
async def test_a_whole_refund_against_shipment_has_one_winner(db: Database, _round: int) -> None:
    async with db.transaction() as tx:
        order = await paid(tx, quantity=2, freight=500)
    verbs: list[Verb] = [
        lambda tx: api.refund(tx, order.id, None, "regret", "gateway", "k"),
        lambda tx: fulfilment.ship(tx, order.id, "sf", "SF1234567890"),
    ]
    await at_once(db, *(verbs if _round % 2 else verbs[::-1]))
    now = await api.get(db.reader, order.id)
    assert now.refunded == Money(2500)
    parcels = await fulfilment.parcels_of(db.reader, [order.id])
    if now.state is State.CLOSED:
        assert (await available(db, order), parcels) == (10, {})
    else:
        assert (now.state, await available(db, order), len(parcels[order.id])) == (State.SHIPPED, 8, 1)
    assert await problems(db.reader) == []


@pytest.mark.parametrize("_round", ROUNDS)
async def test_the_buyers_cancel_against_shipment_is_refused_or_wins(db: Database, _round: int) -> None:
    async with db.transaction() as tx:
        order = await paid(tx, quantity=2)
    verbs: list[Verb] = [
        lambda tx: api.cancel(tx, order.member_id, order.id),
        lambda tx: fulfilment.ship(tx, order.id, "sf", "SF1234567890"),
    ]
    results = await at_once(db, *(verbs if _round % 2 else verbs[::-1]))
    now = await api.get(db.reader, order.id)
    assert sum(isinstance(result, MoveRefused) for result in results) == 1
    if now.state is State.CLOSED:
        assert (now.refunded, await available(db, order)) == (Money(2000), 10)
    else:
        assert (now.state, now.refunded, await available(db, order)) == (State.SHIPPED, Money(0), 8)
    assert await problems(db.reader) == []


@pytest.mark.parametrize("_round", ROUNDS)
async def test_cancel_against_payment_is_paid_back_or_never_paid(db: Database, drain: Drain, _round: int) -> None:
    async with db.transaction() as tx:
        order = await place(tx, quantity=2)
    payment_id = await pay_in_part(db, order)
    verbs: list[Verb] = [
        lambda tx: api.cancel(tx, order.member_id, order.id),
        lambda tx: api.mark_paid(tx, order.id, payment_id, order.payable),
    ]
    await at_once(db, *(verbs if _round % 2 else verbs[::-1]))
    await drain()
    now = await api.get(db.reader, order.id)
    assert (now.state, now.paid, now.refunded, len(now.refunds)) == (State.CLOSED, Money(2000), Money(2000), 1)
    assert (await available(db, order), await count(db, "orders.OrderClosed")) == (10, 1)
    assert (await wallet.wallet(db.reader, order.member_id)).balance == Money(2000)
    assert await problems(db.reader) == []


@pytest.mark.parametrize("is_paid", [False, True])
async def test_cancelled_ten_times_at_once_closes_once(db: Database, is_paid: bool) -> None:
    async with db.transaction() as tx:
        order = await (paid if is_paid else place)(tx, quantity=2)
    results = await at_once(db, *(lambda tx: api.cancel(tx, order.member_id, order.id) for _ in range(10)))
    assert all(isinstance(result, Order) and result.state is State.CLOSED for result in results)
    assert (await count(db, "orders.OrderClosed"), await available(db, order)) == (1, 10)
    assert await count(db, "orders.OrderRefunded") == is_paid
    assert await problems(db.reader) == []


@pytest.mark.parametrize("has_hold", [False, True])
async def test_marked_paid_ten_times_at_once_is_paid_once(db: Database, drain: Drain, has_hold: bool) -> None:
    async with db.transaction() as tx:
        order = await place(tx, holds=[HoldDraft("groupbuy", "tea")] if has_hold else [])
    payment_id = await pay_in_part(db, order)
    await at_once(db, *(lambda tx: api.mark_paid(tx, order.id, payment_id, order.payable) for _ in range(10)))
    await drain()
    now = await api.get(db.reader, order.id)
    assert (now.state, now.paid, now.refunded) == (State.WAITING if has_hold else State.PREPARING, Money(1000), Money(0))
    assert await count(db, "orders.OrderPaid") == 1
    assert await count(db, "orders.OrderPaidLate") == 0
    assert await problems(db.reader) == []


async def test_one_hold_released_ten_times_at_once_prepares_once(db: Database) -> None:
    async with db.transaction() as tx:
        order = await paid(tx, holds=[HoldDraft("groupbuy", "tea"), HoldDraft("review")])
    results = await at_once(
        db,
        *(
            lambda tx, hold=hold: api.release_hold(tx, order.id, *hold)
            for hold, _ in product([("groupbuy", "tea"), ("review", "")], range(5))
        ),
    )
    assert sum(result is True for result in results) == 2
    assert (await api.get(db.reader, order.id)).state is State.PREPARING
    assert await count(db, "orders.OrderPreparing") == 1
    assert await problems(db.reader) == []


async def test_a_team_that_succeeds_and_fails_at_once_ends_in_one_way(db: Database) -> None:
    async with db.transaction() as tx:
        order = await paid(tx, holds=[HoldDraft("groupbuy", "tea")])
    await at_once(
        db,
        lambda tx: api.release_hold(tx, order.id, "groupbuy", "tea"),
        lambda tx: api.refund(tx, order.id, None, "team_failed", "gateway", "k"),
    )
    now = await api.get(db.reader, order.id)
    assert (now.state, now.refunded, await available(db, order)) == (State.CLOSED, Money(1000), 10)
    assert await problems(db.reader) == []


async def test_the_same_refund_ten_times_at_once_is_one(db: Database) -> None:
    async with db.transaction() as tx:
        order = await paid(tx, quantity=3)
    asked = [RefundLine(order.lines[0].id, quantity=1)]
    await at_once(db, *(lambda tx: api.refund(tx, order.id, asked, "x", "gateway", "one key") for _ in range(10)))
    assert (await api.get(db.reader, order.id)).refunded == Money(1000)
    assert await problems(db.reader) == []


async def test_ten_refunds_at_once_never_exceed_what_was_paid(db: Database) -> None:
    async with db.transaction() as tx:
        order = await paid(tx, quantity=3)
    asked = [RefundLine(order.lines[0].id, quantity=1)]
    results = await at_once(
        db,
        *(lambda tx, number=number: api.refund(tx, order.id, asked, "x", "gateway", f"k{number}") for number in range(10)),
    )
    assert sum(isinstance(result, RefundTooLarge) for result in results) == 7
    assert (await api.get(db.reader, order.id)).refunded == Money(3000)
    assert (await wallet.wallet(db.reader, order.member_id)).balance == Money(3000)
    assert await problems(db.reader) == []


async def late(db: Database, shift_clock: Shift) -> OrderId:
    async with db.transaction() as tx:
        order = await place(tx, holds=[HoldDraft("groupbuy", "tea", 1800)])
    shift_clock(timedelta(hours=1))
    async with db.transaction() as tx:
        await api.expire(tx, order.id)
    payment_id = await pay_in_part(db, order)
    async with db.transaction() as tx:
        await api.mark_paid(tx, order.id, payment_id, order.payable)
    return order.id


@pytest.mark.parametrize("_round", ROUNDS)
async def test_the_late_choice_of_both_at_once_is_one(db: Database, shift_clock: Shift, _round: int) -> None:
    order_id = await late(db, shift_clock)
    verbs: list[Verb] = [lambda tx: api.reinstate(tx, order_id, "groupbuy", "tea_2"), lambda tx: api.refund_late(tx, order_id)]
    results = await at_once(db, *(verbs if _round % 2 else verbs[::-1]))
    assert sum(isinstance(result, AppError) for result in results) == 1
    now = await api.get(db.reader, order_id)
    assert (now.state, now.refunded, await available(db, now)) in {(State.WAITING, Money(0), 9), (State.CLOSED, Money(1000), 10)}
    assert await problems(db.reader) == []


async def test_a_pickup_code_used_twice_at_once_hands_over_once(db: Database) -> None:
    async with db.transaction() as tx:
        (sku_id,) = await stock(tx, 5)
        location_id = await inventory.default_location(tx)
        agreed = draft([line(sku_id, 1, 1000, 0)], pickup=location_id)
        order = await api.place(tx, agreed)
        code = await fulfilment.ready_for_pickup(tx, order.id)
    staff = [PaymentId.new() for _ in range(5)]
    results = await at_once(db, *(lambda tx, who=who: fulfilment.verify_pickup(tx, who, code) for who in staff))
    assert sorted(result is None for result in results) == [False, True, True, True, True]
    assert (await api.get(db.reader, order.id)).state is State.RECEIVED
    assert await count(db, "orders.OrderReceived") == 1
    assert await problems(db.reader) == []


async def test_what_moves_while_a_refund_commits_tells_the_lines_that_are_left(db: Database) -> None:
    """The completion waits for the refund's lock; what it then says of the lines must be newer than its own beginning."""
    async with db.transaction() as tx:
        order = await paid(tx, quantity=3)
        await fulfilment.ship(tx, order.id, "sf", "SF1234567890")
        await api.receive(tx, order.member_id, order.id)
    async with asyncio.TaskGroup() as group, db.transaction() as tx:
        await api.refund(tx, order.id, [RefundLine(order.lines[0].id, quantity=1)], "bruised", "gateway", "k")
        group.create_task(attempt(db, lambda other: api.complete(other, order.id)))
        await asyncio.sleep(0.2)
    told = await db.reader.fetchval("SELECT payload FROM facts_outbox WHERE name = 'orders.OrderCompleted'")
    assert (told["kept"]["amount"], [(line["quantity"], line["payable"]["amount"]) for line in told["lines"]]) == (2000, [(2, 2000)])
    assert await problems(db.reader) == []


async def test_notes_on_a_parcel_at_once_keep_their_limit(db: Database) -> None:
    async with db.transaction() as tx:
        order = await paid(tx)
        parcel = await fulfilment.ship(tx, order.id, "sf", "SF1234567890")
        await tx.execute(
            "INSERT INTO fulfilment_event (parcel_id, at, text) SELECT $1, now(), 'x' FROM generate_series(1, $2)",
            parcel,
            PARCEL_EVENTS_MAX - 1 - await tx.fetchval("SELECT count(*) FROM fulfilment_event"),
        )
    await at_once(db, *(lambda tx: fulfilment.track(tx, parcel, "到达", clock.now()) for _ in range(8)))
    assert await db.reader.fetchval("SELECT count(*) FROM fulfilment_event") == PARCEL_EVENTS_MAX
