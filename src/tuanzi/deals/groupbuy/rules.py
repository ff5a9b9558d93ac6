"""What group-buy allows and what it costs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tuanzi.deals.groupbuy.contracts import (
    LIMIT_MAX,
    REWARD_BPS_MAX,
    STOCK_MAX,
    TEAM_DURATION_S_MAX,
    TEAM_DURATION_S_MIN,
    TEAM_SIZE_MAX,
    TEAM_SIZE_MIN,
    TIERS_MAX,
    TITLE_LENGTH_MAX,
    WINDOW_DAYS_MAX,
    ActivityDraft,
    FailPolicy,
    Reward,
    RewardKind,
    RewardState,
    SeatState,
    Status,
    TeamState,
    Tier,
)
from tuanzi.goods.catalog.contracts import SkuId, SkuView
from tuanzi.kernel.money import Money, total

ACTIVITY_TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.PUBLISHED}),
    Status.PUBLISHED: frozenset({Status.ENDED}),
    Status.ENDED: frozenset(),
}
TEAM_TRANSITIONS: Mapping[TeamState, frozenset[TeamState]] = {
    TeamState.OPENING: frozenset({TeamState.FORMING, TeamState.FAILED}),
    TeamState.FORMING: frozenset({TeamState.SUCCEEDED, TeamState.FAILED}),
    TeamState.SUCCEEDED: frozenset(),
    TeamState.FAILED: frozenset(),
}
SEAT_TRANSITIONS: Mapping[SeatState, frozenset[SeatState]] = {
    SeatState.HELD: frozenset({SeatState.PAID, SeatState.VOIDED, SeatState.REFUNDED}),
    SeatState.PAID: frozenset({SeatState.REFUNDED}),
    SeatState.VOIDED: frozenset(),
    SeatState.REFUNDED: frozenset(),
}
REWARD_TRANSITIONS: Mapping[RewardState, frozenset[RewardState]] = {
    RewardState.FROZEN: frozenset({RewardState.RELEASED, RewardState.VOIDED}),
    RewardState.RELEASED: frozenset(),
    RewardState.VOIDED: frozenset(),
}
TRANSITIONS = (ACTIVITY_TRANSITIONS, TEAM_TRANSITIONS, SEAT_TRANSITIONS, REWARD_TRANSITIONS)

CASHBACKS = frozenset({RewardKind.CASHBACK, RewardKind.CASHBACK_BPS, RewardKind.FREE_ORDER})
"""Rewards that are paid into the wallet; a leader price is given at once, in the quote."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with an activity: the place, and the name of the flaw (its text is ``groupbuy.flaw_<name>``)."""

    path: str
    name: str


def flaws(draft: ActivityDraft, skus: Mapping[SkuId, SkuView], now: datetime) -> list[Flaw]:
    """Everything wrong with a draft, given the skus of its product; empty if it may be saved."""
    return [*_window_flaws(draft, now), *_tier_flaws(draft, skus), *_number_flaws(draft), *_reward_flaws(draft)]


def _window_flaws(draft: ActivityDraft, now: datetime) -> Iterator[Flaw]:
    if not draft.title.strip() or len(draft.title) > TITLE_LENGTH_MAX:
        yield Flaw("title", "title")
    if draft.starts_at.tzinfo is None or draft.ends_at.tzinfo is None:
        yield Flaw("starts_at", "time_zone")
    elif draft.ends_at <= draft.starts_at or draft.ends_at - draft.starts_at > timedelta(days=WINDOW_DAYS_MAX):
        yield Flaw("ends_at", "window")
    elif draft.ends_at <= now:
        yield Flaw("ends_at", "window_past")
    if not TEAM_DURATION_S_MIN <= draft.team_duration_s <= TEAM_DURATION_S_MAX:
        yield Flaw("team_duration_s", "team_duration")
    if not draft.delivery or len(set(draft.delivery)) != len(draft.delivery):
        yield Flaw("delivery", "delivery")


def _tier_flaws(draft: ActivityDraft, skus: Mapping[SkuId, SkuView]) -> Iterator[Flaw]:
    tiers = draft.tiers
    if not 1 <= len(tiers) <= TIERS_MAX:
        yield Flaw("sizes", "tiers")
        return
    sizes = [tier.size for tier in tiers]
    if any(not TEAM_SIZE_MIN <= size <= TEAM_SIZE_MAX for size in sizes):
        yield Flaw("sizes", "size")
    if sizes != sorted(set(sizes)):
        yield Flaw("sizes", "sizes_not_rising")
    if not tiers[0].prices:
        yield Flaw("sizes.0.skus", "no_sku")
    yield from _price_flaws(draft, skus)


def _price_flaws(draft: ActivityDraft, skus: Mapping[SkuId, SkuView]) -> Iterator[Flaw]:
    tiers = draft.tiers
    covered = {sku_id for sku_id, _ in tiers[0].prices}
    for index, tier in enumerate(tiers):
        path = f"sizes.{index}.skus"
        if len({sku_id for sku_id, _ in tier.prices}) != len(tier.prices) or {sku_id for sku_id, _ in tier.prices} != covered:
            yield Flaw(path, "skus_differ")
        for sku_id, price in tier.prices:
            sku = skus.get(sku_id)
            if sku is None or sku.product_id != draft.product_id:
                yield Flaw(path, "sku_foreign")
            elif price.currency != sku.price.currency or not Money(0, price.currency) < price < sku.price:
                yield Flaw(path, "price_not_below_single")
    for before, after in pairwise(tiers):
        for sku_id, price in before.prices:
            later = after.price_of(sku_id)
            if later is not None and later.currency == price.currency and later >= price:
                yield Flaw("sizes", "prices_not_falling")


def _number_flaws(draft: ActivityDraft) -> Iterator[Flaw]:
    if draft.limit_per_member is not None and not 1 <= draft.limit_per_member <= LIMIT_MAX:
        yield Flaw("limit_per_member", "limit")
    if draft.stock is not None and not (draft.tiers and draft.tiers[0].size <= draft.stock <= STOCK_MAX):
        yield Flaw("stock", "stock")


def _reward_flaws(draft: ActivityDraft) -> Iterator[Flaw]:
    reward, path = draft.reward, "leader_reward"
    wants_amount = reward.kind in {RewardKind.CASHBACK, RewardKind.LEADER_PRICE}
    if wants_amount != (reward.amount is not None) or (reward.kind is RewardKind.CASHBACK_BPS) != (reward.bps is not None):
        yield Flaw(path, "reward_parts")
        return
    if reward.amount is not None and reward.amount.minor <= 0:
        yield Flaw(path, "reward_amount")
    if reward.bps is not None and not 1 <= reward.bps <= REWARD_BPS_MAX:
        yield Flaw(path, "reward_bps")
    if reward.kind is RewardKind.LEADER_PRICE and reward.amount is not None:
        prices = [price for tier in draft.tiers for _, price in tier.prices]
        if any(price.currency != reward.amount.currency or price <= reward.amount for price in prices):
            yield Flaw(path, "leader_price")


def may_complete_at_expiry(draft: ActivityDraft, paid: int) -> bool:
    """Whether a team with ``paid`` seats succeeds when its time is over: a ladder whose smallest size is reached, or by policy."""
    return paid >= draft.tiers[0].size or (draft.fail_policy is FailPolicy.SUCCEED and paid >= 1)


def tier_for(tiers: Sequence[Tier], paid: int) -> Tier:
    """The best tier ``paid`` seats reach; the smallest if they reach none (a team let through by policy)."""
    return next((tier for tier in reversed(tiers) if tier.size <= paid), tiers[0])


def group_price(tier: Tier, sku_id: SkuId, reward: Reward, *, leads: bool) -> Money | None:
    """What one piece costs in a team of this tier, for its leader or for a member; None for a sku the activity does not sell."""
    price = tier.price_of(sku_id)
    if price is None or not leads or reward.kind is not RewardKind.LEADER_PRICE or reward.amount is None:
        return price
    return price - reward.amount


@dataclass(frozen=True, slots=True)
class Share:
    """What one seat of a succeeded team is worth: goods paid, and what of it went back."""

    is_leader: bool
    goods: Money
    refunded: Money

    @property
    def kept(self) -> Money:
        """Goods paid and not refunded, never less than nothing."""
        return max(self.goods - self.refunded, Money(0, self.goods.currency))


def reward_amount(reward: Reward, shares: Sequence[Share], currency: str) -> Money:
    """The leader's cashback for what is left of a team.

    A fixed cashback and a free order shrink with the share of joined members who kept something; a rate is taken of what they
    kept. The leader's own purchase earns the leader nothing, and is the limit of a free order.
    """
    zero = Money(0, currency)
    joined = [share for share in shares if not share.is_leader]
    kept = [share for share in joined if share.kept > zero]
    if not kept:
        return zero
    if reward.kind is RewardKind.CASHBACK_BPS and reward.bps is not None:
        return total((share.kept for share in kept), currency).rate(reward.bps)
    full = zero
    if reward.kind is RewardKind.CASHBACK and reward.amount is not None:
        full = reward.amount
    elif reward.kind is RewardKind.FREE_ORDER:
        full = total((share.kept for share in shares if share.is_leader), currency)
    return Money((full.minor * len(kept) * 2 + len(joined)) // (2 * len(joined)), currency)
