"""Any life of teams: whatever members, staff and the clock do, every paid seat ends shippable or refunded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import database
from tests.conftest import Drain
from tests.factories import deals
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api
from tuanzi.deals.groupbuy.contracts import FailPolicy, Reward, RewardKind, TeamId, TeamState
from tuanzi.flows.late_choice import late_choice
from tuanzi.kernel import clock
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import Payment
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, State

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("till")]
MEMBERS = 5
ENDED = {State.PREPARING, State.SHIPPED, State.RECEIVED, State.COMPLETED, State.CLOSED}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("party"), st.integers(0, MEMBERS - 1), st.integers(0, 15)),
        st.tuples(st.just("party"), st.integers(0, MEMBERS - 1), st.integers(5, 15)),
        st.tuples(st.just("open"), st.integers(0, MEMBERS - 1), st.just(0)),
        st.tuples(st.just("join"), st.integers(0, MEMBERS - 1), st.integers(0, 9)),
        st.tuples(st.just("pay"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("arrive"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("cancel"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("refund"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("choose"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("succeed"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("wait"), st.sampled_from([1, 400, 700, 3700, 90_000]), st.booleans()),
        st.tuples(st.just("drain"), st.just(0), st.just(0)),
    ),
    min_size=4,
    max_size=18,
)
SHAPES = st.sampled_from(
    [
        {"sizes": ((2, 3990),)},
        {"sizes": ((3, 3990),), "reward": Reward(RewardKind.CASHBACK, Money(700))},
        {"sizes": ((2, 3990), (3, 3490)), "limit_per_member": 1},
        {"sizes": ((3, 3990),), "fail_policy": FailPolicy.SUCCEED, "stock": 4},
        {"sizes": ((2, 3990),), "reward": Reward(RewardKind.LEADER_PRICE, Money(300))},
        {"sizes": ((3, 3990),), "reward": Reward(RewardKind.FREE_ORDER)},
    ]
)


@pytest.fixture
def till(config: Config) -> Iterator[None]:
    """A provider that agrees at once."""
    with deals.till():
        yield


class World:
    """Members, their orders and teams, and what may happen to them. A refusal changes nothing."""

    def __init__(self, db: Database, drain: Drain, shift: Shift) -> None:
        self.db, self.drain, self.shift = db, drain, shift
        self.orders: list[Order] = []
        self.payments: list[Payment] = []

    async def prepare(self, shape: dict[str, Any]) -> None:
        """An activity for a month, and people."""
        async with self.db.transaction() as tx:
            self.activity = await deals.activity(tx, **shape)
        self.members = await deals.buyers(self.db, MEMBERS)

    def team(self, number: int) -> TeamId:
        """One of the teams so far."""
        return deals.team_of(self.orders[number % len(self.orders)])

    async def step(self, name: str, first: int, second: int) -> None:
        """Do one thing; the first steps may find nobody to do it to."""
        if name in {"join", "pay", "cancel", "refund", "choose", "succeed"} and not self.orders:
            return
        try:
            await getattr(self, name)(first, second)
        except AppError:
            return

    async def party(self, member: int, who_pays: int) -> None:
        """A member opens and pays, up to two friends join, and each pays at once, later or never."""
        await self.open(member, 0)
        await self.pay(len(self.orders) - 1, at_once=True)
        await self.drain()
        leader = len(self.orders) - 1
        for friend in range(2):
            await self.join((member + 1 + friend) % MEMBERS, leader)
            how = who_pays >> (2 * friend) & 3
            if how:
                await self.pay(len(self.orders) - 1, at_once=how > 1)

    async def open(self, member: int, _: int) -> None:
        self.orders.append(await deals.order(self.db, self.members[member], self.activity))

    async def join(self, member: int, team: int) -> None:
        self.orders.append(await deals.order(self.db, self.members[member], self.activity, self.team(team)))

    async def pay(self, number: int, at_once: bool) -> None:
        order = self.orders[number % len(self.orders)]
        if (await deals.now(self.db, order.id)).state is not State.AWAITING_PAYMENT:
            return
        payment = await deals.go_to_till(self.db, order)
        if at_once:
            await deals.till_says_paid(self.db, payment)
        else:
            self.payments.append(payment)

    async def arrive(self, number: int, _: int) -> None:
        if self.payments:
            await deals.till_says_paid(self.db, self.payments.pop(number % len(self.payments)))

    async def cancel(self, number: int, _: int) -> None:
        order = self.orders[number % len(self.orders)]
        async with self.db.transaction() as tx:
            await orders.cancel(tx, order.member_id, order.id)

    async def refund(self, number: int, _: int) -> None:
        order = self.orders[number % len(self.orders)]
        async with self.db.transaction() as tx:
            await orders.refund(tx, order.id, None, "wish", key=f"test.wish:{order.id}")

    async def choose(self, number: int, new_team: bool) -> None:
        order = self.orders[number % len(self.orders)]
        async with self.db.transaction() as tx:
            await late_choice(tx, order.member_id, order.id, "new_team" if new_team else "refund")

    async def succeed(self, number: int, _: int) -> None:
        async with self.db.transaction() as tx:
            await api.succeed(tx, self.team(number))

    async def wait(self, seconds: int, then_drain: bool) -> None:
        self.shift(timedelta(seconds=seconds))
        if then_drain:
            await self.drain()

    async def rest(self) -> None:
        """The last payments arrive, every timer of a team runs out."""
        for payment in self.payments:
            await deals.till_says_paid(self.db, payment)
        for _ in range(3):
            await self.drain()
            self.shift(timedelta(hours=25))
        await self.drain()


async def live(db: Database, drain: Drain, shape: dict[str, Any], steps: list[tuple[str, int, int]]) -> None:
    def shift(by: timedelta) -> None:
        clock.set_shift(clock.shift() + by)

    world = World(db, drain, shift)
    await world.prepare(shape)
    for name, first, second in steps:
        if name == "drain":
            await drain()
        else:
            await world.step(name, first, second)
    await drain()
    assert await deals.problems(db) == []
    await world.rest()
    assert await deals.problems(db) == []
    for placed in world.orders:
        order = await deals.now(db, placed.id)
        assert order.state in ENDED
        assert order.state is not State.CLOSED or order.refunded == order.paid
        view = await api.team_view(db.reader, deals.team_of(order))
        assert view.team.state in {TeamState.SUCCEEDED, TeamState.FAILED}
        assert order.state is State.CLOSED or view.team.state is TeamState.SUCCEEDED


@pytest.mark.timeout(300)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(shape=SHAPES, steps=STEPS)
async def test_every_paid_seat_ends_shippable_or_refunded(
    db: Database, drain: Drain, shape: dict[str, Any], steps: list[tuple[str, int, int]]
) -> None:
    before = clock.shift()
    try:
        await live(db, drain, shape, steps)
    finally:
        clock.set_shift(before)
        await database.empty(db)
