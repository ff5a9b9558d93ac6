"""Activities and open teams in their wire form, for pages that are put together from plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from tuanzi.deals.groupbuy import repository
from tuanzi.deals.groupbuy.contracts import KIND, Activity, Team, Tier
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.kernel import clock, ports
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.kernel.storage import Store
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import AVATAR_SIDE_PX, Member


async def offers_json(tx: Tx, product_ids: Sequence[ProductId]) -> dict[ProductId, list[dict[str, Any]]]:
    """For each product its activities that run or are announced, with the teams that can be joined. The same for every viewer; two queries."""
    now = clock.now()
    found, open_teams = await tx.together(
        repository.live_activities(tx, product_ids, now), repository.joinable_teams(tx, product_ids, now, None)
    )
    cards = await team_cards(tx, open_teams) if found else []
    offers: dict[ProductId, list[dict[str, Any]]] = {}
    for activity in found:
        teams = [card for team, card in cards if team.activity_id == activity.id]
        offers.setdefault(activity.draft.product_id, []).append(offer_json(activity, teams))
    return offers


async def team_cards(tx: Tx, teams: Sequence[Team]) -> list[tuple[Team, dict[str, Any]]]:
    """Each team with its card, in the given order; the leaders are looked up together."""
    leaders = await accounts.get_many(tx, sorted({team.leader_id for team in teams}))
    return [(team, team_card(team, leaders.get(team.leader_id))) for team in teams]


def team_card(team: Team, leader: Member | None) -> dict[str, Any]:
    """A team in a list."""
    return {
        "id": str(team.id),
        "leader": face(leader),
        "size": team.size,
        "paid": team.shown_paid,
        "missing": team.missing,
        "expires_at": moment(team.expires_at),
    }


def face(member: Member | None) -> dict[str, Any]:
    """How a member looks to others: a nickname and a picture, nothing else."""
    if member is None:
        return {"nickname": "", "avatar": None}
    if member.avatar_key is None:
        return {"nickname": member.nickname, "avatar": None}
    store: Store = ports.get(Store)
    url = store.url(member.avatar_key)
    side = {"width": AVATAR_SIDE_PX, "height": AVATAR_SIDE_PX}
    picture = {"key": member.avatar_key, "small": url, "medium": url, "large": url, **side, "alt": member.nickname}
    return {"nickname": member.nickname, "avatar": picture}


def offer_json(activity: Activity, open_teams: list[dict[str, Any]]) -> dict[str, Any]:
    """An activity as the product page shows it."""
    draft = activity.draft
    return {
        "kind": KIND,
        "activity_id": str(activity.id),
        "title": draft.title,
        "sizes": _sizes(draft.tiers),
        "team_duration_s": draft.team_duration_s,
        "starts_at": moment(draft.starts_at),
        "ends_at": moment(draft.ends_at),
        "who": draft.who.value,
        "limit_per_member": draft.limit_per_member,
        "left": activity.left,
        "leader_reward": {"kind": draft.reward.kind.value, "amount": money(draft.reward.amount), "bps": draft.reward.bps},
        "combinable": draft.combinable,
        "fail_policy": draft.fail_policy.value,
        "open_teams": open_teams,
        "delivery": list(draft.delivery),
    }


@lru_cache(maxsize=2048)
def _sizes(tiers: tuple[Tier, ...]) -> list[dict[str, Any]]:
    """Shared by all who show these tiers: not to be changed."""
    return [
        {"size": tier.size, "skus": [{"sku_id": str(sku_id), "price": money(price)} for sku_id, price in tier.prices]} for tier in tiers
    ]


def money(amount: Money | None) -> dict[str, Any] | None:
    """An amount in its wire form."""
    return None if amount is None else {"amount": amount.minor, "currency": amount.currency}


def moment(at: datetime | None) -> str | None:
    """A time in its wire form."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")
