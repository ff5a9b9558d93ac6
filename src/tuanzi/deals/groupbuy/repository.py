"""All reads of group-buy and its locks, and rows as contracts. What takes and gives back seats is in ``repository_seats``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

import asyncpg
import orjson

from tuanzi.deals.groupbuy.contracts import (
    OPEN_TEAMS_SHOWN,
    Activity,
    ActivityDraft,
    ActivityId,
    FailPolicy,
    FailReason,
    LeaderReward,
    Reward,
    RewardKind,
    RewardState,
    Seat,
    SeatId,
    SeatState,
    Status,
    Team,
    TeamId,
    TeamState,
    Tier,
    Who,
)
from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId

ACTIVITY = """
SELECT a.*, COALESCE(s.taken, 0) AS taken FROM groupbuy_activity a LEFT JOIN groupbuy_stock s ON s.activity_id = a.id
"""


# The same few activities are read over and over; equal bytes are equal tiers.
@lru_cache(maxsize=2048)
def _tiers(stored: bytes, currency: str) -> tuple[Tier, ...]:
    rows = orjson.loads(stored)
    return tuple(Tier(row["size"], tuple((SkuId.parse(sku_id), Money(minor, currency)) for sku_id, minor in row["prices"])) for row in rows)


def to_activity(row: asyncpg.Record) -> Activity:
    """A row of ``ACTIVITY``."""
    currency = row["currency"]
    amount = row["reward_minor"]
    return Activity(
        id=ActivityId.of(row["id"]),
        status=Status(row["status"]),
        draft=ActivityDraft(
            product_id=ProductId.of(row["product_id"]),
            title=row["title"],
            tiers=_tiers(orjson.dumps(row["tiers"]), currency),
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            team_duration_s=row["team_duration_s"],
            limit_per_member=row["limit_per_member"],
            stock=row["stock"],
            who=Who(row["who"]),
            reward=Reward(RewardKind(row["reward_kind"]), None if amount is None else Money(amount, currency), row["reward_bps"]),
            combinable=row["combinable"],
            fail_policy=FailPolicy(row["fail_policy"]),
            delivery=tuple(row["delivery"]),
        ),
        taken=row["taken"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def to_team(row: asyncpg.Record) -> Team:
    """A row of ``groupbuy_team``."""
    return Team(
        id=TeamId.of(row["id"]),
        activity_id=ActivityId.of(row["activity_id"]),
        product_id=ProductId.of(row["product_id"]),
        state=TeamState(row["state"]),
        size=row["size"],
        paid=row["paid"],
        held=row["held"],
        leader_id=MemberId.of(row["leader_id"]),
        opened_at=row["opened_at"],
        expires_at=row["expires_at"],
        succeeded_at=row["succeeded_at"],
        reached=row["reached"],
        fail_reason=FailReason(row["fail_reason"]) if row["fail_reason"] else None,
    )


def to_seat(row: asyncpg.Record) -> Seat:
    """A row of ``groupbuy_seat``."""
    return Seat(
        id=SeatId.of(row["id"]),
        team_id=TeamId.of(row["team_id"]),
        activity_id=ActivityId.of(row["activity_id"]),
        member_id=MemberId.of(row["member_id"]),
        order_id=OrderId.of(row["order_id"]),
        state=SeatState(row["state"]),
        is_leader=row["is_leader"],
        quantity=row["quantity"],
        joined_at=row["joined_at"],
        paid_at=row["paid_at"],
        ended_at=row["ended_at"],
    )


async def activity(tx: Tx, activity_id: ActivityId) -> Activity | None:
    """One activity."""
    row = await tx.fetchrow(ACTIVITY + " WHERE a.id = $1", activity_id)
    return to_activity(row) if row else None


async def lock_activity(tx: Tx, activity_id: ActivityId) -> Activity | None:
    """One activity, held until the end of the transaction."""
    row = await tx.fetchrow(ACTIVITY + " WHERE a.id = $1 FOR UPDATE OF a", activity_id)
    return to_activity(row) if row else None


async def lock_product(tx: Tx, product_id: ProductId) -> None:
    """Let only one transaction at a time publish activities of a product."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('groupbuy.publish:' || $1::text, 0))", str(product_id))


async def live_activities(tx: Tx, product_ids: Sequence[ProductId], until: datetime, also: ActivityId | None = None) -> list[Activity]:
    """Published activities of these products that end after ``until``, soonest first, and in any case ``also``."""
    rows = await tx.fetch(
        ACTIVITY + " WHERE (a.status = 'published' AND a.product_id = ANY($1) AND a.ends_at > $2) OR a.id = $3 ORDER BY a.starts_at, a.id",
        list(product_ids),
        until,
        also,
    )
    return [to_activity(row) for row in rows]


async def team(tx: Tx, team_id: TeamId) -> Team | None:
    """One team."""
    row = await tx.fetchrow("SELECT * FROM groupbuy_team WHERE id = $1", team_id)
    return to_team(row) if row else None


async def lock_team(tx: Tx, team_id: TeamId) -> Team | None:
    """One team, held until the end of the transaction: whoever changes its seats or its end holds this lock."""
    row = await tx.fetchrow("SELECT * FROM groupbuy_team WHERE id = $1 FOR UPDATE", team_id)
    return to_team(row) if row else None


async def lock_team_of(tx: Tx, order_id: OrderId) -> Team | None:
    """As ``lock_team``, the team of the order's newest seat."""
    row = await tx.fetchrow(
        """SELECT * FROM groupbuy_team
           WHERE id = (SELECT team_id FROM groupbuy_seat WHERE order_id = $1 ORDER BY id DESC LIMIT 1) FOR UPDATE""",
        order_id,
    )
    return to_team(row) if row else None


async def teams(tx: Tx, team_ids: Iterable[TeamId]) -> dict[TeamId, Team]:
    """Teams by id; unknown ids are missing."""
    found = [to_team(row) for row in await tx.fetch("SELECT * FROM groupbuy_team WHERE id = ANY($1)", list(team_ids))]
    return {each.id: each for each in found}


async def joinable_teams(
    tx: Tx, product_ids: Sequence[ProductId], now: datetime, without: MemberId | None, limit: int = OPEN_TEAMS_SHOWN
) -> list[Team]:
    """Up to ``limit`` teams per product that can be joined now, nearest to full first; none in which ``without`` sits."""
    rows = await tx.fetch(
        """SELECT * FROM (
             SELECT t.*, row_number() OVER (PARTITION BY t.product_id ORDER BY t.size - t.paid, t.expires_at, t.id) AS place
             FROM groupbuy_team t
             WHERE t.product_id = ANY($1) AND t.state = 'forming' AND t.expires_at > $2 AND t.paid > 0 AND t.paid + t.held < t.size
               AND NOT EXISTS (SELECT FROM groupbuy_seat s WHERE s.team_id = t.id AND s.member_id = $3 AND s.state IN ('held', 'paid'))
           ) ranked WHERE place <= $4 ORDER BY product_id, place""",
        list(product_ids),
        now,
        without,
        limit,
    )
    return [to_team(row) for row in rows]


async def own_teams(tx: Tx, product_id: ProductId, now: datetime, member_id: MemberId, limit: int = OPEN_TEAMS_SHOWN) -> list[Team]:
    """Up to ``limit`` teams of the product that form now and in which this member sits, the first to end first."""
    rows = await tx.fetch(
        """SELECT t.* FROM groupbuy_team t
           WHERE t.product_id = $1 AND t.state = 'forming' AND t.expires_at > $2
             AND EXISTS (SELECT FROM groupbuy_seat s WHERE s.team_id = t.id AND s.member_id = $3 AND s.state IN ('held', 'paid'))
           ORDER BY t.expires_at, t.id LIMIT $4""",
        product_id,
        now,
        member_id,
        limit,
    )
    return [to_team(row) for row in rows]


async def seats(tx: Tx, team_ids: Sequence[TeamId]) -> list[Seat]:
    """All seats of these teams, also the ended ones, the leader's first, then as they joined."""
    rows = await tx.fetch(
        "SELECT * FROM groupbuy_seat WHERE team_id = ANY($1) ORDER BY team_id, is_leader DESC, joined_at, id", list(team_ids)
    )
    return [to_seat(row) for row in rows]


async def seat_of_order(tx: Tx, order_id: OrderId) -> Seat | None:
    """The order's newest seat: the live one if there is one."""
    row = await tx.fetchrow("SELECT * FROM groupbuy_seat WHERE order_id = $1 ORDER BY id DESC LIMIT 1", order_id)
    return to_seat(row) if row else None


async def seats_of_orders(tx: Tx, order_ids: Sequence[OrderId]) -> dict[OrderId, Seat]:
    """The newest seat of each order that has one."""
    rows = await tx.fetch(
        "SELECT DISTINCT ON (order_id) * FROM groupbuy_seat WHERE order_id = ANY($1) ORDER BY order_id, id DESC", list(order_ids)
    )
    return {seat.order_id: seat for seat in map(to_seat, rows)}


async def reward(tx: Tx, team_id: TeamId) -> tuple[LeaderReward, int] | None:
    """The leader's reward of a team, with the revision of its ledger entry."""
    row = await tx.fetchrow("SELECT * FROM groupbuy_reward WHERE team_id = $1", team_id)
    if row is None:
        return None
    amount = Money(row["amount_minor"], row["currency"])
    return LeaderReward(team_id, MemberId.of(row["leader_id"]), RewardState(row["state"]), amount), row["revision"]


async def bought(tx: Tx, activity_id: ActivityId, member_id: MemberId) -> int:
    """The member's counter in an activity."""
    count: int | None = await tx.fetchval(
        "SELECT quantity FROM groupbuy_buyer WHERE activity_id = $1 AND member_id = $2", activity_id, member_id
    )
    return count or 0
