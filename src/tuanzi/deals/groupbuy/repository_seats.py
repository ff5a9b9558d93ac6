"""Everything that takes a seat or gives one back, with its counters. Locks go team, buyer, activity stock, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tuanzi.deals.groupbuy.contracts import ActivityId, FailReason, RewardState, Seat, SeatId, SeatState, Team, TeamId, TeamState
from tuanzi.deals.groupbuy.repository import to_team
from tuanzi.deals.groupbuy.rules import SEAT_TRANSITIONS, TEAM_TRANSITIONS
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId

# Each step of a claim feeds on the one before: where a limit refuses, nothing after it happens, and the counts tell which
# limit it was. The caller raises, so that the transaction undoes the steps that did happen.
COUNTERS = """
, buyer AS (
  INSERT INTO groupbuy_buyer (activity_id, member_id, quantity)
  SELECT a.id, $2, $3 FROM activity a WHERE a.limit_per_member IS NULL OR $3 <= a.limit_per_member
  ON CONFLICT (activity_id, member_id) DO UPDATE SET quantity = groupbuy_buyer.quantity + EXCLUDED.quantity
  WHERE COALESCE(groupbuy_buyer.quantity + EXCLUDED.quantity <= (SELECT limit_per_member FROM activity), true)
  RETURNING activity_id
), stock AS (
  UPDATE groupbuy_stock s SET taken = s.taken + $3 FROM buyer b
  WHERE s.activity_id = b.activity_id AND s.taken + $3 <= s.total RETURNING s.activity_id
), counted AS (
  SELECT a.id, a.product_id FROM activity a JOIN buyer b ON b.activity_id = a.id
  WHERE a.stock IS NULL OR EXISTS (SELECT FROM stock)
)
"""
OUTCOME = """
SELECT (SELECT count(*) FROM {first}) AS first, (SELECT count(*) FROM buyer) AS buyer, (SELECT count(*) FROM counted) AS counted,
       (SELECT count(*) FROM seat) AS seat, (SELECT limit_per_member FROM activity) AS limit_per_member
"""
JOIN = (
    """
WITH team AS (
  UPDATE groupbuy_team SET held = held + $7::int, paid = paid + (1 - $7::int)
  WHERE id = $1 AND activity_id = $8 AND state = 'forming' AND expires_at > $5 AND paid + held < size RETURNING id, activity_id, expires_at
), activity AS (
  SELECT a.id, a.product_id, a.limit_per_member, a.stock FROM groupbuy_activity a WHERE a.id = (SELECT activity_id FROM team)
)"""
    + COUNTERS
    + """, seat AS (
  INSERT INTO groupbuy_seat (id, team_id, activity_id, member_id, order_id, state, is_leader, quantity, joined_at, paid_at)
  SELECT $6, $1, c.id, $2, $4, CASE WHEN $7 = 1 THEN 'held' ELSE 'paid' END, false, $3, $5, CASE WHEN $7 = 1 THEN NULL ELSE $5::timestamptz END
  FROM counted c ON CONFLICT DO NOTHING RETURNING id
)"""
    + OUTCOME.format(first="team")
    + ", (SELECT expires_at FROM team) AS expires_at"
)
OPEN = (
    """
WITH activity AS (
  SELECT id, product_id, limit_per_member, stock FROM groupbuy_activity
  WHERE id = $1 AND status = 'published' AND starts_at <= $5 AND ends_at > $5
)"""
    + COUNTERS
    + """, team AS (
  INSERT INTO groupbuy_team (id, activity_id, product_id, state, size, paid, held, leader_id, opened_at, expires_at)
  SELECT $7, c.id, c.product_id, $8, $9, 1 - $10::int, $10, $2, $5, $11 FROM counted c RETURNING id
), seat AS (
  INSERT INTO groupbuy_seat (id, team_id, activity_id, member_id, order_id, state, is_leader, quantity, joined_at, paid_at)
  SELECT $6, t.id, $1, $2, $4, CASE WHEN $10 = 1 THEN 'held' ELSE 'paid' END, true, $3, $5, CASE WHEN $10 = 1 THEN NULL ELSE $5::timestamptz END
  FROM team t RETURNING id
)"""
    + OUTCOME.format(first="activity")
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a claim came: ``first`` is the team or the open activity, then the member's limit, the stock, the seat."""

    first: bool
    buyer: bool
    counted: bool
    seat: bool
    limit: int | None
    expires_at: datetime | None = None


def _outcome(row: Any) -> Outcome:
    expires_at = row["expires_at"] if "expires_at" in row.keys() else None  # noqa: SIM118 - a record iterates over values
    return Outcome(bool(row["first"]), bool(row["buyer"]), bool(row["counted"]), bool(row["seat"]), row["limit_per_member"], expires_at)


async def join(
    tx: Tx,
    team_id: TeamId,
    activity_id: ActivityId,
    member_id: MemberId,
    order_id: OrderId,
    quantity: int,
    now: datetime,
    *,
    is_paid: bool = False,
) -> Outcome:
    """Take a seat in a forming team, with every limit in the predicate, in one statement."""
    row = await tx.fetchrow(JOIN, team_id, member_id, quantity, order_id, now, SeatId.new(), 0 if is_paid else 1, activity_id)
    return _outcome(row)


async def open_team(
    tx: Tx,
    team_id: TeamId,
    activity_id: ActivityId,
    member_id: MemberId,
    order_id: OrderId,
    quantity: int,
    size: int,
    now: datetime,
    expires_at: datetime | None,
) -> Outcome:
    """Make a team with its leader's seat, with every limit in the predicate, in one statement. With ``expires_at`` it is paid already."""
    state, held = (TeamState.OPENING, 1) if expires_at is None else (TeamState.FORMING, 0)
    row = await tx.fetchrow(
        OPEN, activity_id, member_id, quantity, order_id, now, SeatId.new(), team_id, state.value, size, held, expires_at
    )
    return _outcome(row)


async def move_seat(tx: Tx, seat: Seat, state: SeatState, now: datetime) -> Team:
    """Change a seat's state, the team's counters with it; the team afterwards. The caller holds the team's lock."""
    assert state in SEAT_TRANSITIONS[seat.state]
    held = -1 if seat.state is SeatState.HELD else 0
    paid = (1 if state is SeatState.PAID else 0) - (1 if seat.state is SeatState.PAID else 0)
    row = await tx.fetchrow(
        """WITH moved AS (
             UPDATE groupbuy_seat SET state = $2, paid_at = CASE WHEN $2 = 'paid' THEN $3::timestamptz ELSE paid_at END,
               ended_at = CASE WHEN $2 = 'paid' THEN NULL ELSE $3::timestamptz END WHERE id = $1
           )
           UPDATE groupbuy_team SET held = held + $5, paid = paid + $6 WHERE id = $4 RETURNING *""",
        seat.id,
        state.value,
        now,
        seat.team_id,
        held,
        paid,
    )
    assert row is not None, "a seat has its team"
    return to_team(row)


async def lock_buyers(tx: Tx, activity_id: ActivityId, members: list[MemberId]) -> None:
    """Take the counters of several members in one order, so that two ending teams never wait for each other."""
    await tx.execute(
        "SELECT FROM groupbuy_buyer WHERE activity_id = $1 AND member_id = ANY($2) ORDER BY member_id FOR UPDATE", activity_id, members
    )


async def give_back(tx: Tx, activity_id: ActivityId, seats: list[Seat]) -> None:
    """Return what these seats counted: the members' limits, then the activity's stock."""
    by_member: dict[MemberId, int] = {}
    for seat in seats:
        by_member[seat.member_id] = by_member.get(seat.member_id, 0) + seat.quantity
    members = sorted(by_member)
    if len(members) > 1:
        await lock_buyers(tx, activity_id, members)
    await tx.execute(
        """UPDATE groupbuy_buyer b SET quantity = b.quantity - given.quantity
           FROM unnest($2::uuid[], $3::int[]) AS given (member_id, quantity)
           WHERE b.activity_id = $1 AND b.member_id = given.member_id""",
        activity_id,
        members,
        [by_member[member_id] for member_id in members],
    )
    await tx.execute("UPDATE groupbuy_stock SET taken = taken - $2 WHERE activity_id = $1", activity_id, sum(by_member.values()))


async def set_forming(tx: Tx, team: Team, expires_at: datetime) -> None:
    """The leader has paid."""
    assert TeamState.FORMING in TEAM_TRANSITIONS[team.state]
    await tx.execute("UPDATE groupbuy_team SET state = 'forming', expires_at = $2 WHERE id = $1", team.id, expires_at)


async def set_succeeded(tx: Tx, team: Team, now: datetime) -> None:
    """The end of a team that made it; ``reached`` remembers with how many."""
    assert TeamState.SUCCEEDED in TEAM_TRANSITIONS[team.state]
    await tx.execute("UPDATE groupbuy_team SET state = 'succeeded', succeeded_at = $2, reached = paid WHERE id = $1", team.id, now)


async def set_failed(tx: Tx, team: Team, reason: FailReason, now: datetime) -> None:
    """The end of a team that did not."""
    assert TeamState.FAILED in TEAM_TRANSITIONS[team.state]
    await tx.execute(
        "UPDATE groupbuy_team SET state = 'failed', failed_at = $2, fail_reason = $3 WHERE id = $1", team.id, now, reason.value
    )


async def set_leader(tx: Tx, team_id: TeamId, seat: Seat) -> None:
    """Let this seat lead."""
    await tx.execute("UPDATE groupbuy_seat SET is_leader = (id = $2) WHERE team_id = $1 AND (is_leader OR id = $2)", team_id, seat.id)
    await tx.execute("UPDATE groupbuy_team SET leader_id = $2 WHERE id = $1", team_id, seat.member_id)


async def keep_reward(tx: Tx, team_id: TeamId, leader_id: MemberId, amount: Money, revision: int, now: datetime) -> None:
    """Note the reward as frozen at ``amount``."""
    await tx.execute(
        """INSERT INTO groupbuy_reward (team_id, leader_id, state, amount_minor, currency, revision, frozen_at)
           VALUES ($1, $2, 'frozen', $3, $4, $5, $6)
           ON CONFLICT (team_id) DO UPDATE SET amount_minor = EXCLUDED.amount_minor, revision = EXCLUDED.revision""",
        team_id,
        leader_id,
        amount.minor,
        amount.currency,
        revision,
        now,
    )


async def end_reward(tx: Tx, team_id: TeamId, state: RewardState, now: datetime) -> None:
    """The reward is released or voided."""
    await tx.execute("UPDATE groupbuy_reward SET state = $2, ended_at = $3 WHERE team_id = $1", team_id, state.value, now)
