"""One member's seats, as they are told and as they change hands."""

from __future__ import annotations

import asyncpg

from tuanzi.deals.groupbuy.contracts import TeamId
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId


async def lock_teams_of(tx: Tx, member_id: MemberId) -> None:
    """Hold every team in which the member sits or which they lead."""
    await tx.execute(
        """SELECT FROM groupbuy_team WHERE leader_id = $1 OR id IN (SELECT team_id FROM groupbuy_seat WHERE member_id = $1) ORDER BY id FOR UPDATE""",
        member_id,
    )


async def shared_living_team(tx: Tx, first: MemberId, second: MemberId) -> TeamId | None:
    """A team that is not over and in which both sit."""
    found = await tx.fetchval(
        """SELECT t.id FROM groupbuy_team t WHERE t.state IN ('opening', 'forming') AND t.id IN (
             SELECT team_id FROM groupbuy_seat WHERE member_id = ANY($1) AND state IN ('held', 'paid')
             GROUP BY team_id HAVING count(DISTINCT member_id) = 2) LIMIT 1""",
        [first, second],
    )
    return TeamId.of(found) if found else None


async def move_seats(tx: Tx, source: MemberId, target: MemberId) -> None:
    """Seats change hands with what they count towards each limit. Where both sat in a team that is over, each seat stays as it was:
    one person never has two seats of one team, and the order has moved anyway.
    """
    rows = await tx.fetch(
        """UPDATE groupbuy_seat s SET member_id = $2 WHERE member_id = $1 AND NOT (state IN ('held', 'paid') AND EXISTS (
             SELECT FROM groupbuy_seat o WHERE o.team_id = s.team_id AND o.member_id = $2 AND o.state IN ('held', 'paid')))
           RETURNING activity_id, team_id, is_leader, CASE WHEN state IN ('held', 'paid') THEN quantity ELSE 0 END AS counted""",
        source,
        target,
    )
    counted: dict[object, int] = {}
    for row in rows:
        counted[row["activity_id"]] = counted.get(row["activity_id"], 0) + row["counted"]
    for activity_id, quantity in sorted(counted.items(), key=str):
        await tx.execute(
            "UPDATE groupbuy_buyer SET quantity = quantity - $3 WHERE activity_id = $1 AND member_id = $2", activity_id, source, quantity
        )
        await tx.execute(
            """INSERT INTO groupbuy_buyer (activity_id, member_id, quantity) VALUES ($1, $2, $3)
               ON CONFLICT (activity_id, member_id) DO UPDATE SET quantity = groupbuy_buyer.quantity + EXCLUDED.quantity""",
            activity_id,
            target,
            quantity,
        )
    await tx.execute("UPDATE groupbuy_team SET leader_id = $2 WHERE leader_id = $1", source, target)


async def lock_frozen_rewards(tx: Tx, leader_id: MemberId) -> list[asyncpg.Record]:
    """The promised cashbacks of a leader."""
    return await tx.fetch(
        "SELECT team_id, amount_minor, currency, revision FROM groupbuy_reward WHERE leader_id = $1 AND state = 'frozen' ORDER BY team_id FOR UPDATE",
        leader_id,
    )


async def move_rewards(tx: Tx, source: MemberId, target: MemberId) -> None:
    """Cashbacks change hands; promised ones stand under a new entry of the ledger."""
    await tx.execute(
        "UPDATE groupbuy_reward SET leader_id = $2, revision = revision + CASE WHEN state = 'frozen' THEN 1 ELSE 0 END WHERE leader_id = $1",
        source,
        target,
    )


async def seats_of(tx: Tx, member_id: MemberId) -> list[asyncpg.Record]:
    """Every seat the member ever took."""
    return await tx.fetch(
        "SELECT team_id, order_id, state, is_leader, quantity, joined_at, paid_at, ended_at FROM groupbuy_seat WHERE member_id = $1 ORDER BY joined_at",
        member_id,
    )
