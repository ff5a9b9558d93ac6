"""The leader's reward: frozen at success, recomputed with every refund, released when nothing can change any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Drain
from tests.factories import deals
from tuanzi.deals.groupbuy import api, rules
from tuanzi.deals.groupbuy.contracts import Activity, Reward, RewardKind, RewardState, TeamId
from tuanzi.deals.groupbuy.rules import Share
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, State

FIXED = Reward(RewardKind.CASHBACK, Money(1000))
RATE = Reward(RewardKind.CASHBACK_BPS, bps=1000)
FREE = Reward(RewardKind.FREE_ORDER)


def share(goods: int, refunded: int = 0, *, leads: bool = False) -> Share:
    return Share(leads, Money(goods), Money(refunded))


@pytest.mark.parametrize(
    ("reward", "shares", "amount"),
    [
        (FIXED, [share(3990, leads=True), share(3990), share(3990)], 1000),
        (FIXED, [share(3990, leads=True), share(3990, 3990), share(3990)], 500),
        (FIXED, [share(3990, leads=True), share(3990, 3989), share(3990)], 1000),
        (FIXED, [share(3990, 3990, leads=True), share(3990), share(3990)], 1000),
        (FIXED, [share(3990, leads=True), share(3990, 3990), share(3990, 3990)], 0),
        (FIXED, [share(3990, leads=True)], 0),
        (RATE, [share(3990, leads=True), share(3990), share(3990)], 798),
        (RATE, [share(3990, leads=True), share(3990, 990), share(3990, 3990)], 300),
        (FREE, [share(3990, leads=True), share(3990), share(3990)], 3990),
        (FREE, [share(3990, 1000, leads=True), share(3990), share(3990, 3990)], 1495),
        (FREE, [share(3990, 3990, leads=True), share(3990), share(3990)], 0),
        (Reward(), [share(3990, leads=True), share(3990)], 0),
        (Reward(RewardKind.LEADER_PRICE, Money(500)), [share(3990, leads=True), share(3990)], 0),
    ],
)
def test_the_reward_follows_what_is_left_of_the_team(reward: Reward, shares: list[Share], amount: int) -> None:
    assert rules.reward_amount(reward, shares, "CNY") == Money(amount)


@given(
    st.sampled_from([FIXED, RATE, FREE]),
    st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 10_000)), min_size=1, max_size=9),
    st.integers(1, 10_000),
    st.integers(0, 8),
    st.integers(0, 10_000),
)
def test_a_refund_never_raises_the_reward(reward: Reward, joined: list[tuple[int, int]], own: int, which: int, more: int) -> None:
    shares = [share(own, leads=True), *(share(goods, min(goods, back)) for goods, back in joined)]
    before = rules.reward_amount(reward, shares, "CNY")
    index = 1 + which % len(joined)
    goods, back = shares[index].goods.minor, shares[index].refunded.minor
    shares[index] = share(goods, min(goods, back + more))
    after = rules.reward_amount(reward, shares, "CNY")
    assert Money(0) <= after <= before


async def complete_team(db: Database, drain: Drain, reward: Reward) -> tuple[Activity, TeamId, list[Order]]:
    """A team of three that has just succeeded."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, reward=reward)
    members = await deals.buyers(db, 3)
    first = await deals.order(db, members[0], activity)
    await deals.pay(db, first)
    await drain()
    team_id = deals.team_of(first)
    placed = [first, *[await deals.order(db, member_id, activity, team_id) for member_id in members[1:]]]
    for order in placed[1:]:
        await deals.pay(db, order)
    await drain()
    return activity, team_id, placed


async def finish(db: Database, *placed: Order) -> None:
    """Ship, receive and complete orders."""
    for order in placed:
        async with db.transaction() as tx:
            await orders.mark_shipped(tx, order.id)
            await orders.mark_received(tx, order.id)


async def seen(db: Database, member_id: MemberId) -> tuple[Money, Money]:
    """What a member's wallet shows: balance and frozen."""
    mine = await wallet.wallet(db.reader, member_id)
    return mine.balance, mine.frozen


async def reward_of(db: Database, team_id: TeamId) -> tuple[RewardState, Money]:
    view = await api.team_view(db.reader, team_id)
    assert view.reward is not None
    return view.reward.state, view.reward.amount


async def test_cashback_is_frozen_at_success_and_released_after_the_window_of_all_orders(
    db: Database, drain: Drain, shift_clock: deals.Shift
) -> None:
    _, team_id, placed = await complete_team(db, drain, FIXED)
    leader = placed[0].member_id
    assert await reward_of(db, team_id) == (RewardState.FROZEN, Money(1000))
    assert await seen(db, leader) == (Money(0), Money(1000))
    await finish(db, *placed[:2])
    shift_clock(timedelta(days=7, seconds=5))
    await drain()
    assert await seen(db, leader) == (Money(0), Money(1000))
    await finish(db, placed[2])
    shift_clock(timedelta(days=7, seconds=5))
    await drain()
    assert (await deals.now(db, placed[2].id)).state is State.COMPLETED
    assert await reward_of(db, team_id) == (RewardState.RELEASED, Money(1000))
    assert await seen(db, leader) == (Money(1000), Money(0))
    assert await deals.problems(db) == []


async def test_a_refund_shrinks_the_frozen_cashback_and_the_last_one_voids_it(db: Database, drain: Drain) -> None:
    _, team_id, placed = await complete_team(db, drain, FIXED)
    leader = placed[0].member_id
    async with db.transaction() as tx:
        await orders.refund(tx, placed[1].id, None, "wish", key="test.one")
    await drain()
    assert await reward_of(db, team_id) == (RewardState.FROZEN, Money(500))
    assert await seen(db, leader) == (Money(0), Money(500))
    async with db.transaction() as tx:
        await orders.refund(tx, placed[2].id, None, "wish", key="test.two")
    await drain()
    assert (await reward_of(db, team_id))[0] is RewardState.VOIDED
    assert await seen(db, leader) == (Money(0), Money(0))
    assert await deals.problems(db) == []


async def test_a_rate_is_taken_of_what_the_others_kept(db: Database, drain: Drain) -> None:
    _, team_id, placed = await complete_team(db, drain, RATE)
    assert await reward_of(db, team_id) == (RewardState.FROZEN, Money(798))
    async with db.transaction() as tx:
        await orders.refund(tx, placed[1].id, None, "wish", key="test.part", amount=Money(990))
    await drain()
    assert await reward_of(db, team_id) == (RewardState.FROZEN, Money(699))


async def test_a_reward_is_released_when_the_last_open_order_is_refunded(db: Database, drain: Drain, shift_clock: deals.Shift) -> None:
    _, team_id, placed = await complete_team(db, drain, FREE)
    await finish(db, *placed[:2])
    shift_clock(timedelta(days=7, seconds=5))
    await drain()
    async with db.transaction() as tx:
        await orders.refund(tx, placed[2].id, None, "wish", key="test.last")
    await drain()
    assert await reward_of(db, team_id) == (RewardState.RELEASED, Money(1995))
    assert await deals.problems(db) == []


async def test_the_leader_price_is_given_at_once_and_to_the_leader_only(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, reward=Reward(RewardKind.LEADER_PRICE, Money(500)), sizes=((2, 3990),))
    leader, heir, third = await deals.buyers(db, 3)
    first = await deals.order(db, leader, activity)
    assert first.payable == Money(3490)
    await deals.pay(db, first)
    await drain()
    second = await deals.order(db, heir, activity, deals.team_of(first))
    assert second.payable == Money(3990)
    async with db.transaction() as tx:
        await orders.cancel(tx, heir, second.id)
    await drain()
    assert (await deals.now(db, first.id)).refunded == Money(0)
    again = await deals.order(db, third, activity, deals.team_of(first))
    await deals.pay(db, again)
    await drain()
    assert (await deals.now(db, first.id)).refunded == Money(0)
    assert (await deals.now(db, again.id)).refunded == Money(0)


async def test_who_inherits_the_lead_gets_the_leader_price_back_at_success(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, reward=Reward(RewardKind.LEADER_PRICE, Money(500)))
    members = await deals.buyers(db, 4)
    first = await deals.order(db, members[0], activity)
    await deals.pay(db, first)
    await drain()
    team_id = deals.team_of(first)
    placed = [await deals.order(db, member_id, activity, team_id) for member_id in members[1:3]]
    await deals.pay(db, placed[0])
    await drain()
    async with db.transaction() as tx:
        await orders.refund(tx, first.id, None, "wish", key="test.lead")
    await drain()
    await deals.pay(db, placed[1])
    last = await deals.order(db, members[3], activity, team_id)
    await deals.pay(db, last)
    await drain()
    assert [(await deals.now(db, each.id)).refunded for each in (*placed, last)] == [Money(500), Money(0), Money(0)]
    assert await deals.problems(db) == []
