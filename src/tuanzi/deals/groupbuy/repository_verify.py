"""Reads of the nightly check."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.deals.groupbuy.contracts import Seat, SeatId, TeamState
from tuanzi.deals.groupbuy.repository import to_seat
from tuanzi.kernel.db import Tx

LATE = timedelta(minutes=10)
"""A timer this late was forgotten."""

CONTRADICTIONS = """
SELECT 'team ' || t.id || ' counts ' || t.paid || ' paid and ' || t.held || ' held seats and has ' || s.paid || ' and ' || s.held AS what
FROM groupbuy_team t CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 'paid') AS paid, count(*) FILTER (WHERE state = 'held') AS held
  FROM groupbuy_seat WHERE team_id = t.id) s
WHERE t.paid <> s.paid OR t.held <> s.held
UNION ALL
SELECT 'team ' || id || ' is past its time and still forming' FROM groupbuy_team WHERE state = 'forming' AND expires_at < $2
UNION ALL
SELECT 'team ' || t.id || ' has ' || count(s.id) || ' leaders' FROM groupbuy_team t
LEFT JOIN groupbuy_seat s ON s.team_id = t.id AND s.is_leader AND s.state = 'paid'
WHERE t.state = 'forming' AND t.paid > 0 GROUP BY t.id HAVING count(s.id) <> 1
UNION ALL
SELECT 'member ' || b.member_id || ' counts ' || b.quantity || ' pieces of activity ' || b.activity_id || ' and has ' || COALESCE(s.pieces, 0)
FROM groupbuy_buyer b LEFT JOIN LATERAL (
  SELECT sum(quantity) AS pieces FROM groupbuy_seat
  WHERE activity_id = b.activity_id AND member_id = b.member_id AND state IN ('held', 'paid')) s ON true
WHERE b.quantity <> COALESCE(s.pieces, 0)
UNION ALL
SELECT 'activity ' || c.activity_id || ' counts ' || c.taken || ' pieces taken and has ' || COALESCE(s.pieces, 0)
FROM groupbuy_stock c LEFT JOIN LATERAL (
  SELECT sum(quantity) AS pieces FROM groupbuy_seat WHERE activity_id = c.activity_id AND state IN ('held', 'paid')) s ON true
WHERE c.taken <> COALESCE(s.pieces, 0)
UNION ALL
SELECT 'team ' || r.team_id || ' has a frozen reward and is ' || t.state FROM groupbuy_reward r JOIN groupbuy_team t ON t.id = r.team_id
WHERE r.state = 'frozen' AND t.state <> 'succeeded'
LIMIT $1
"""
PROBLEMS_MAX = 1000


async def contradictions(tx: Tx, now: datetime) -> list[str]:
    """Counters that do not equal their seats, teams past their time, teams without exactly one leader."""
    return [row["what"] for row in await tx.fetch(CONTRADICTIONS, PROBLEMS_MAX, now - LATE)]


async def seats_page(tx: Tx, after: SeatId | None, limit: int) -> list[tuple[Seat, TeamState]]:
    """Seats that claim something of their order, in the order of their ids, with the state of their team."""
    rows = await tx.fetch(
        """SELECT s.*, t.state AS team_state FROM groupbuy_seat s JOIN groupbuy_team t ON t.id = s.team_id
           WHERE s.state <> 'voided' AND ($1::uuid IS NULL OR s.id > $1) ORDER BY s.id LIMIT $2""",
        after,
        limit,
    )
    return [(to_seat(row), TeamState(row["team_state"])) for row in rows]
