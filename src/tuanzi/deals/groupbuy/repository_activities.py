"""Everything that changes activities."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tuanzi.deals.groupbuy.contracts import ActivityDraft, ActivityId
from tuanzi.kernel.db import Tx

COLUMNS = (
    "product_id, title, tiers, starts_at, ends_at, team_duration_s, limit_per_member, stock, who, reward_kind, reward_minor, "
    "reward_bps, combinable, fail_policy, delivery, currency"
)


def _values(draft: ActivityDraft) -> tuple[Any, ...]:
    reward = draft.reward
    return (
        draft.product_id,
        draft.title.strip(),
        [{"size": tier.size, "prices": [[str(sku_id), price.minor] for sku_id, price in tier.prices]} for tier in draft.tiers],
        draft.starts_at,
        draft.ends_at,
        draft.team_duration_s,
        draft.limit_per_member,
        draft.stock,
        draft.who.value,
        reward.kind.value,
        reward.amount.minor if reward.amount else None,
        reward.bps,
        draft.combinable,
        draft.fail_policy.value,
        list(draft.delivery),
        draft.tiers[0].prices[0][1].currency,
    )


async def insert(tx: Tx, activity_id: ActivityId, draft: ActivityDraft, now: datetime) -> None:
    """A new draft."""
    places = ", ".join(f"${number}" for number in range(3, 19))
    await tx.execute(
        f"INSERT INTO groupbuy_activity (id, created_at, {COLUMNS}, updated_at, status, version) VALUES ($1, $2, {places}, $2, 'draft', 1)",
        activity_id,
        now,
        *_values(draft),
    )


async def update(tx: Tx, activity_id: ActivityId, draft: ActivityDraft, now: datetime) -> None:
    """A changed draft, with the next version."""
    places = ", ".join(f"${number}" for number in range(3, 19))
    await tx.execute(
        f"UPDATE groupbuy_activity SET ({COLUMNS}) = ({places}), updated_at = $2, version = version + 1 WHERE id = $1 AND status = 'draft'",
        activity_id,
        now,
        *_values(draft),
    )


async def set_published(tx: Tx, activity_id: ActivityId, stock: int | None, now: datetime) -> None:
    """On, with its stock counter if it has a stock."""
    await tx.execute(
        "UPDATE groupbuy_activity SET status = 'published', updated_at = $2, version = version + 1 WHERE id = $1", activity_id, now
    )
    if stock is not None:
        await tx.execute("INSERT INTO groupbuy_stock (activity_id, total) VALUES ($1, $2)", activity_id, stock)


async def set_ended(tx: Tx, activity_id: ActivityId, now: datetime) -> None:
    """Over."""
    await tx.execute(
        "UPDATE groupbuy_activity SET status = 'ended', updated_at = $2, version = version + 1 WHERE id = $1", activity_id, now
    )
