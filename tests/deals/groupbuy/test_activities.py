"""What operators may and may not set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from tests.conftest import Drain
from tests.factories import deals, goods
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api, rules
from tuanzi.deals.groupbuy.contracts import ActivityDraft, ActivityId, Reward, RewardKind, Status, Tier
from tuanzi.deals.groupbuy.errors import ActivityNotFound, ActivityOverlaps, ActivityStatus, ActivityVersion, BadActivity
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import CardQuery, ProductId, SkuId
from tuanzi.goods.catalog.errors import ProductNotFound
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money


def names(error: BadActivity) -> set[tuple[str, str]]:
    return {(flaw["path"], flaw["code"].removeprefix("groupbuy.flaw_")) for flaw in error.fields["errors"]}


def priced(draft: ActivityDraft, *tiers: tuple[int, int]) -> ActivityDraft:
    sku_id = draft.tiers[0].prices[0][0]
    return replace(draft, tiers=tuple(Tier(size, ((sku_id, Money(minor)),)) for size, minor in tiers))


HOUR = timedelta(hours=1)
FLAWS: list[tuple[Callable[[ActivityDraft], ActivityDraft], tuple[str, str]]] = [
    (lambda d: replace(d, title="  "), ("title", "title")),
    (lambda d: replace(d, title="团" * 61), ("title", "title")),
    (lambda d: replace(d, ends_at=d.starts_at), ("ends_at", "window")),
    (lambda d: replace(d, ends_at=d.starts_at + timedelta(days=367)), ("ends_at", "window")),
    (lambda d: replace(d, starts_at=clock.now() - 2 * HOUR, ends_at=clock.now() - HOUR), ("ends_at", "window_past")),
    (lambda d: replace(d, starts_at=d.starts_at.replace(tzinfo=None)), ("starts_at", "time_zone")),
    (lambda d: replace(d, team_duration_s=59), ("team_duration_s", "team_duration")),
    (lambda d: replace(d, delivery=()), ("delivery", "delivery")),
    (lambda d: replace(d, tiers=()), ("sizes", "tiers")),
    (lambda d: priced(d, (1, 3000)), ("sizes", "size")),
    (lambda d: priced(d, (11, 3000)), ("sizes", "size")),
    (lambda d: priced(d, (3, 3000), (2, 2000)), ("sizes", "sizes_not_rising")),
    (lambda d: priced(d, (2, 3000), (3, 3000)), ("sizes", "prices_not_falling")),
    (lambda d: priced(d, (2, 4990)), ("sizes.0.skus", "price_not_below_single")),
    (lambda d: priced(d, (2, 0)), ("sizes.0.skus", "price_not_below_single")),
    (lambda d: replace(d, tiers=(Tier(2, ((SkuId.new(), Money(100)),)),)), ("sizes.0.skus", "sku_foreign")),
    (lambda d: replace(d, tiers=(Tier(2, ()),)), ("sizes.0.skus", "no_sku")),
    (lambda d: replace(d, tiers=(d.tiers[0], Tier(4, ()))), ("sizes.1.skus", "skus_differ")),
    (lambda d: replace(d, limit_per_member=0), ("limit_per_member", "limit")),
    (lambda d: replace(d, stock=2), ("stock", "stock")),
    (lambda d: replace(d, reward=Reward(RewardKind.CASHBACK)), ("leader_reward", "reward_parts")),
    (lambda d: replace(d, reward=Reward(RewardKind.NONE, Money(1))), ("leader_reward", "reward_parts")),
    (lambda d: replace(d, reward=Reward(RewardKind.CASHBACK, Money(0))), ("leader_reward", "reward_amount")),
    (lambda d: replace(d, reward=Reward(RewardKind.CASHBACK_BPS, bps=5001)), ("leader_reward", "reward_bps")),
    (lambda d: replace(d, reward=Reward(RewardKind.LEADER_PRICE, Money(3990))), ("leader_reward", "leader_price")),
]


@pytest.mark.parametrize(("spoil", "flaw"), FLAWS, ids=[f"{flaw[1]}-{number}" for number, (_, flaw) in enumerate(FLAWS)])
async def test_a_flaw_is_named_with_its_place(tx: Tx, spoil: Callable[[ActivityDraft], ActivityDraft], flaw: tuple[str, str]) -> None:
    draft = await deals.draft(tx)
    with pytest.raises(BadActivity) as refused:
        await api.create(tx, spoil(draft))
    assert flaw in names(refused.value)


async def test_every_option_is_kept(tx: Tx) -> None:
    reward = Reward(RewardKind.CASHBACK_BPS, bps=250)
    said: dict[str, Any] = {"limit_per_member": 3, "stock": 50, "combinable": True, "delivery": ("pickup",), "team_duration_s": 7200}
    draft = await deals.draft(tx, sizes=((2, 4000), (5, 3500)), reward=reward, **said)
    made = await api.create(tx, draft)
    assert (made.draft, made.status, made.version, made.left, made.size) == (draft, Status.DRAFT, 1, 50, 5)


async def test_a_draft_changes_by_version_and_what_is_published_stands(tx: Tx) -> None:
    made = await api.create(tx, await deals.draft(tx))
    changed = await api.change(tx, made.id, 1, replace(made.draft, title="两人团", stock=9))
    assert (changed.version, changed.draft.title, changed.left) == (2, "两人团", 9)
    with pytest.raises(ActivityVersion):
        await api.change(tx, made.id, 1, made.draft)
    published = await api.publish(tx, made.id)
    with pytest.raises(ActivityStatus):
        await api.change(tx, made.id, published.version, made.draft)
    assert (await api.publish(tx, made.id)).version == published.version


async def test_a_product_has_one_group_buy_at_a_time(tx: Tx) -> None:
    first = await deals.activity(tx)
    later = replace(first.draft, starts_at=first.draft.ends_at, ends_at=first.draft.ends_at + timedelta(days=1))
    await api.publish(tx, (await api.create(tx, later)).id)
    second = await api.create(tx, replace(first.draft, starts_at=first.draft.starts_at + HOUR))
    with pytest.raises(ActivityOverlaps) as refused:
        await api.publish(tx, second.id)
    assert refused.value.fields == {"activity_id": first.id}


async def test_an_ended_activity_is_over_and_a_draft_cannot_end(tx: Tx) -> None:
    activity = await deals.activity(tx)
    assert (await api.end(tx, activity.id)).status is Status.ENDED
    assert (await api.end(tx, activity.id)).status is Status.ENDED
    with pytest.raises(ActivityStatus):
        await api.publish(tx, activity.id)
    draft = await api.create(tx, await deals.draft(tx))
    with pytest.raises(ActivityStatus):
        await api.end(tx, draft.id)


async def test_what_does_not_exist_is_not_found(tx: Tx) -> None:
    with pytest.raises(ActivityNotFound):
        await api.publish(tx, ActivityId.new())
    draft = await deals.draft(tx)
    with pytest.raises(ProductNotFound):
        await api.create(tx, replace(draft, product_id=ProductId.new()))


async def offered(db: Database) -> list[str]:
    """The activities that the catalogue's cards show."""
    cards, _ = await catalog.list_cards(db.reader, CardQuery(with_offer_kind="groupbuy"), clock.now())
    return [orjson.loads(card)["offer"]["activity_id"] for card in cards]


async def test_the_cards_show_the_price_from_the_start_of_the_window_to_its_end(db: Database, drain: Drain, shift_clock: Shift) -> None:
    async with db.transaction() as tx:
        now = clock.now()
        activity = await deals.activity(tx, starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    await drain()
    assert await offered(db) == []
    shift_clock(HOUR + timedelta(seconds=1))
    await drain()
    assert await offered(db) == [str(activity.id)]
    shift_clock(HOUR)
    await drain()
    assert await offered(db) == []
    assert (await api.get_activity(db.reader, activity.id)).status is Status.ENDED


async def test_ending_takes_the_price_off_the_cards_at_once(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    assert await offered(db) == [str(activity.id)]
    async with db.transaction() as tx:
        await api.end(tx, activity.id)
    assert await offered(db) == []


async def test_a_product_page_gets_its_offers_with_open_teams_in_three_queries(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((2, 4500), (3, 4000)), stock=20, reward=Reward(RewardKind.CASHBACK, Money(500)))
        other = await goods.product(tx)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    await deals.pay(db, order)
    await drain()
    asked: list[str] = []

    class Counting(Tx):
        async def fetch(self, sql: str, *arguments: Any) -> list[Any]:
            asked.append(sql)
            return await super().fetch(sql, *arguments)

    product_id = activity.draft.product_id
    found = await api.offers_json(Counting(db.pool, writes=False), [product_id, other.id])
    assert (list(found), len(asked)) == ([product_id], 3)
    (offer,) = found[product_id]
    (card,) = offer.pop("open_teams")
    assert card["leader"] == {"nickname": "小团", "avatar": None}
    assert (card["id"], card["size"], card["paid"], card["missing"]) == (str(deals.team_of(order)), 3, 1, 2)
    assert offer["sizes"][1] == {"size": 3, "skus": [{"sku_id": str(deals.sku_of(activity)), "price": {"amount": 4000, "currency": "CNY"}}]}
    assert (offer["left"], offer["leader_reward"]["amount"]["amount"]) == (19, 500)


def test_the_tier_reached_is_the_largest_not_above_the_paid_seats() -> None:
    tiers = tuple(Tier(size, ()) for size in (2, 3, 5))
    assert [rules.tier_for(tiers, paid).size for paid in (1, 2, 3, 4, 5)] == [2, 2, 3, 3, 5]


def test_every_state_can_be_reached_and_left_or_is_an_end() -> None:
    for table in rules.TRANSITIONS:
        states = list(table)
        reachable = {states[0], *(target for targets in table.values() for target in targets)}
        assert reachable == set(states)
