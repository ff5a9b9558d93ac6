"""The demo's group-buys: written and published when their time comes, as an operator does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tuanzi.apps.seed.goods import Goods, Shop
from tuanzi.apps.seed.scale import read, yuan
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import TEAM_DURATION_S_DEFAULT, ActivityDraft, ActivityId, FailPolicy, Reward, RewardKind, Tier, Who
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money

HOUR_S = 3600
ROUND_FROM = 1000
"""Cheaper things, in minor units, keep their cents."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A group-buy as shoppers see it. ``size`` is that of its largest team."""

    id: ActivityId
    goods: Goods
    size: int
    pull: float
    limit: int
    new_only: bool
    duration: timedelta
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A group-buy before it is written down."""

    entry: dict[str, Any]
    starts_at: datetime
    ends_at: datetime
    written_at: datetime

    @property
    def is_draft(self) -> bool:
        """Whether nobody publishes it."""
        return bool(self.entry.get("draft"))


def plans(begins_at: datetime, ends_at: datetime) -> list[Plan]:
    """All group-buys between the day on which the story begins and the present, in the order in which they are written."""
    made = []
    for entry in read("groupbuys")["activity"]:
        starts_at = max(begins_at, ends_at + timedelta(days=entry["from"]))
        over_at = ends_at + timedelta(days=entry["to"])
        if over_at > starts_at:
            made.append(Plan(entry, starts_at, over_at, min(starts_at, ends_at - timedelta(hours=5))))
    return sorted(made, key=lambda plan: (plan.written_at, plan.entry["product"]))


async def launch(db: Database, shop: Shop, plan: Plan) -> Campaign:
    """Write it down and publish it, unless it stays a draft. Shoppers see it from its start."""
    entry, goods = plan.entry, shop.goods[plan.entry["product"]]
    hours = entry.get("hours")
    draft = ActivityDraft(
        product_id=goods.id,
        title=entry["title"],
        tiers=tuple(Tier(size["size"], tuple(zip(goods.sku_ids, _prices(goods, size), strict=True))) for size in entry["sizes"]),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        team_duration_s=hours * HOUR_S if hours else TEAM_DURATION_S_DEFAULT,
        limit_per_member=entry["limit"],
        stock=entry["stock"],
        who=Who(entry.get("who", "all")),
        reward=_reward(entry.get("reward")),
        fail_policy=FailPolicy(entry.get("fail_policy", "refund")),
    )
    async with db.transaction() as tx:
        activity = await groupbuy.create(tx, draft)
        if not plan.is_draft:
            await groupbuy.publish(tx, activity.id)
    return Campaign(
        activity.id,
        goods,
        activity.size,
        0.0 if plan.is_draft else entry["pull"],
        entry["limit"],
        draft.who is Who.NEW_MEMBERS,
        timedelta(seconds=draft.team_duration_s),
        plan.starts_at,
        plan.ends_at,
    )


def _prices(goods: Goods, size: dict[str, Any]) -> list[Money]:
    if "off" in size:
        return [price - yuan(size["off"]) for price in goods.prices]
    # A group price ends in nine tenths of a yuan.
    return [
        Money(price.rate(size["rate"]).minor // 100 * 100 + 90 if price.minor > ROUND_FROM else price.rate(size["rate"]).minor)
        for price in goods.prices
    ]


def _reward(entry: dict[str, Any] | None) -> Reward:
    if entry is None:
        return Reward()
    amount = yuan(entry["amount"]) if "amount" in entry else None
    return Reward(RewardKind(entry["kind"]), amount, entry.get("bps"))
