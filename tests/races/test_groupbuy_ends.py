"""The end of a team against everything that may happen in the same instant."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.conftest import Drain
from tests.factories import deals
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api, seats
from tuanzi.deals.groupbuy.contracts import TeamState
from tuanzi.deals.groupbuy.expire_team import expire_team
from tuanzi.flows.late_choice import late_choice
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.errors import Conflict
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, State
from tuanzi.trade.orders.errors import NotLate

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("till")]


@pytest.fixture
def till(config: Config) -> Iterator[None]:
    """A provider that agrees at once."""
    with deals.till():
        yield


async def two_of_two(db: Database, drain: Drain) -> tuple[Order, Order]:
    """A team of two: its leader has paid, the last seat is held by an order that is about to be paid."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((2, 3990),), team_duration_s=300)
    leader, last = await deals.buyers(db, 2)
    first = await deals.order(db, leader, activity)
    await deals.pay(db, first)
    await drain()
    return first, await deals.order(db, last, activity, deals.team_of(first))


@pytest.mark.parametrize("attempt", range(8))
async def test_the_last_payment_and_the_expiry_in_the_same_instant(db: Database, drain: Drain, shift_clock: Shift, attempt: int) -> None:
    first, last = await two_of_two(db, drain)
    team_id = deals.team_of(first)
    shift_clock(timedelta(seconds=299.5))
    await deals.pay(db, last)
    shift_clock(timedelta(seconds=1))

    async def expire() -> None:
        await asyncio.sleep(attempt * 0.004)
        async with db.transaction() as tx:
            await expire_team.function(tx, team_id)

    await asyncio.gather(expire(), drain())
    await drain()
    team = (await api.get_teams(db.reader, [team_id]))[team_id]
    ended = [await deals.now(db, order.id) for order in (first, last)]
    if team.state is TeamState.SUCCEEDED:
        assert [order.state for order in ended] == [State.PREPARING, State.PREPARING]
    else:
        assert team.state is TeamState.FAILED
        assert [(order.state, order.refunded) for order in ended] == [(State.CLOSED, Money(3990))] * 2
    assert await deals.problems(db) == []


async def test_a_booked_payment_counts_at_expiry_though_its_fact_is_still_on_the_way(
    db: Database, drain: Drain, shift_clock: Shift
) -> None:
    first, last = await two_of_two(db, drain)
    async with db.transaction() as tx:
        await wallet.credit(tx, "test.fill", last.member_id, last.payable, "test", "test")
        payment = await wallet.pay_from_balance(tx, last.member_id, str(last.id), last.payable)
    async with db.transaction() as tx:
        await orders.mark_paid(tx, last.id, payment.id, last.payable)
    shift_clock(timedelta(seconds=301))
    async with db.transaction() as tx:
        await expire_team.function(tx, deals.team_of(first))
    await drain()
    assert [(await deals.now(db, order.id)).state for order in (first, last)] == [State.PREPARING, State.PREPARING]
    assert await deals.problems(db) == []


async def test_a_payment_that_meets_a_failed_team_goes_back_in_full_once(db: Database, drain: Drain, shift_clock: Shift) -> None:
    first, last = await two_of_two(db, drain)
    payment = await deals.go_to_till(db, last)
    shift_clock(timedelta(seconds=301))
    await drain()
    await deals.till_says_paid(db, payment)
    await drain()
    shift_clock(timedelta(seconds=1801))
    await drain()
    for order in (first, last):
        ended = await deals.now(db, order.id)
        assert (ended.state, ended.refunded, len(ended.refunds)) == (State.CLOSED, Money(3990), 1)
    assert await deals.problems(db) == []


async def test_a_fact_delivered_twice_at_once_takes_one_seat(db: Database, drain: Drain) -> None:
    first, last = await two_of_two(db, drain)
    await deals.pay(db, last)

    async def take() -> None:
        async with db.transaction() as tx:
            await seats.take(tx, last.id)

    await drain()
    await asyncio.gather(*(take() for _ in range(8)))
    team = (await api.get_teams(db.reader, [deals.team_of(first)]))[deals.team_of(first)]
    assert (team.state, team.paid) == (TeamState.SUCCEEDED, 2)
    assert await deals.problems(db) == []


async def test_expiry_twice_at_once_refunds_once(db: Database, drain: Drain, shift_clock: Shift) -> None:
    first, _ = await two_of_two(db, drain)
    shift_clock(timedelta(seconds=301))

    async def expire() -> None:
        async with db.transaction() as tx:
            await expire_team.function(tx, deals.team_of(first))

    await asyncio.gather(*(expire() for _ in range(6)))
    await drain()
    ended = await deals.now(db, first.id)
    assert (ended.refunded, len(ended.refunds)) == (Money(3990), 1)
    assert await deals.problems(db) == []


@pytest.mark.parametrize("attempt", range(5))
async def test_the_end_of_a_team_and_of_its_unpaid_orders_never_lock_each_other_out(
    db: Database, drain: Drain, shift_clock: Shift, attempt: int
) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((10, 3990),), team_duration_s=300)
    leader, *friends = await deals.buyers(db, 8)
    first = await deals.order(db, leader, activity)
    await deals.pay(db, first)
    await drain()
    unpaid = [await deals.order(db, friend, activity, deals.team_of(first)) for friend in friends]
    shift_clock(timedelta(days=1))

    async def end(order: Order) -> None:
        async with db.transaction() as tx:
            await orders.expire(tx, order.id)

    async def end_team() -> None:
        async with db.transaction() as tx:
            await expire_team.function(tx, deals.team_of(first))

    await asyncio.gather(end_team(), *(end(order) for order in reversed(unpaid)))
    await drain()
    assert [(await deals.now(db, order.id)).state for order in (first, *unpaid)] == [State.CLOSED] * 8
    assert await deals.problems(db) == []


async def test_an_operator_and_the_expiry_at_once_end_a_team_once(db: Database, drain: Drain, shift_clock: Shift) -> None:
    first, _ = await two_of_two(db, drain)
    team_id = deals.team_of(first)
    shift_clock(timedelta(seconds=301))

    async def let_through() -> None:
        async with db.transaction() as tx:
            await api.succeed(tx, team_id)

    async def expire() -> None:
        async with db.transaction() as tx:
            await expire_team.function(tx, team_id)

    results = await asyncio.gather(let_through(), expire(), return_exceptions=True)
    await drain()
    order = await deals.now(db, first.id)
    if isinstance(results[0], Conflict):
        assert (order.state, order.refunded) == (State.CLOSED, Money(3990))
    else:
        assert (order.state, order.refunded) == (State.PREPARING, Money(0))
    assert await deals.problems(db) == []


async def test_a_late_payer_who_chooses_both_gets_one(db: Database, drain: Drain, shift_clock: Shift) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((2, 3990),))
    leader, slow, quick = await deals.buyers(db, 3)
    first = await deals.order(db, leader, activity)
    await deals.pay(db, first)
    await drain()
    late = await deals.order(db, slow, activity, deals.team_of(first))
    payment = await deals.go_to_till(db, late)
    shift_clock(timedelta(seconds=601))
    await drain()
    await deals.pay(db, await deals.order(db, quick, activity, deals.team_of(first)))
    await drain()
    await deals.till_says_paid(db, payment)
    await drain()

    async def choose(choice: str) -> None:
        async with db.transaction() as tx:
            await late_choice(tx, slow, late.id, choice)  # type: ignore[arg-type]

    results = await asyncio.gather(choose("new_team"), choose("refund"), choose("new_team"), choose("refund"), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    assert all(result is None or isinstance(result, (NotLate, Conflict)) for result in results)
    await drain()
    order = await deals.now(db, late.id)
    assert (order.state, order.refunded) in {(State.WAITING, Money(0)), (State.CLOSED, Money(3990))}
    assert await deals.problems(db) == []


async def test_the_refund_of_a_leader_and_the_last_payment_at_once(db: Database, drain: Drain) -> None:
    first, last = await two_of_two(db, drain)
    await deals.pay(db, last)

    async def refund() -> None:
        async with db.transaction() as tx:
            await orders.refund(tx, first.id, None, "wish", key="test.wish")

    await asyncio.gather(refund(), drain())
    await drain()
    assert (await deals.now(db, first.id)).refunded == Money(3990)
    assert (await deals.now(db, last.id)).state in {State.WAITING, State.PREPARING}
    assert await deals.problems(db) == []
