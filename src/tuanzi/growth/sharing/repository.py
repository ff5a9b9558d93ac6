"""All SQL of sharing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tuanzi.growth.sharing.contracts import TOUCHES_EXPLAINED_MAX, Channel, Link, LinkFigures, LinkId, Scene, Touch, TouchId
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId

LINK = "l.id, l.code, l.sharer_id, l.scene, l.target_id, l.channel, l.campaign, l.created_at"


def _link(row: Any, key: str = "id") -> Link:
    sharer = row["sharer_id"]
    return Link(
        LinkId.of(row[key]),
        row["code"],
        MemberId.of(sharer) if sharer else None,
        Scene(row["scene"]),
        row["target_id"],
        Channel(row["channel"]),
        row["campaign"],
        row["created_at"],
    )


async def insert_link(tx: Tx, link: Link) -> bool:
    """Whether it is new; False when this sharing already has its link, or the code is taken."""
    return bool(
        await tx.execute(
            "INSERT INTO sharing_link (id, code, sharer_id, scene, target_id, channel, campaign, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            link.id,
            link.code,
            link.sharer_id,
            link.scene.value,
            link.target_id,
            link.channel.value,
            link.campaign,
            link.created_at,
        )
    )


async def find_link(tx: Tx, sharer_id: MemberId | None, target_id: str, channel: Channel, campaign: str) -> Link | None:
    """The link of one sharing."""
    row = await tx.fetchrow(
        f"SELECT {LINK} FROM sharing_link l WHERE target_id = $1 AND sharer_id IS NOT DISTINCT FROM $2 AND channel = $3 AND campaign = $4",
        target_id,
        sharer_id,
        channel.value,
        campaign,
    )
    return _link(row) if row else None


async def link_by_code(tx: Tx, code: str) -> Link | None:
    """The link with this code."""
    row = await tx.fetchrow(f"SELECT {LINK} FROM sharing_link l WHERE code = $1", code)
    return _link(row) if row else None


async def list_figures(
    tx: Tx, sharer_id: MemberId | None, target_id: str | None, before: LinkId | None, limit: int, sharers: Sequence[UUID] | None
) -> list[LinkFigures]:
    """Links (of these sharers, None: of all) with what came of them, newest first."""
    rows = await tx.fetch(
        f"""
        WITH page AS (
            SELECT * FROM sharing_link WHERE ($1::uuid IS NULL OR sharer_id = $1) AND ($2::text IS NULL OR target_id = $2)
            AND ($3::uuid IS NULL OR id < $3) AND ($5::uuid[] IS NULL OR sharer_id = ANY($5)) ORDER BY id DESC LIMIT $4
        )
        SELECT {LINK}, coalesce(v.visits, 0) AS visits, coalesce(v.robot_visits, 0) AS robot_visits, coalesce(t.visitors, 0) AS visitors
        FROM page l
        LEFT JOIN (SELECT link_id, sum(visits) AS visits, sum(robot_visits) AS robot_visits FROM sharing_visit
                   WHERE link_id IN (SELECT id FROM page) GROUP BY link_id) v ON v.link_id = l.id
        LEFT JOIN (SELECT link_id, count(DISTINCT visitor_id) AS visitors FROM sharing_touch
                   WHERE link_id IN (SELECT id FROM page) GROUP BY link_id) t ON t.link_id = l.id
        ORDER BY l.id DESC
        """,
        sharer_id,
        target_id,
        before,
        limit,
        sharers,
    )
    return [LinkFigures(_link(row), row["visits"], row["robot_visits"], row["visitors"]) for row in rows]


async def count_visit(tx: Tx, link_id: LinkId, day: date, *, is_robot: bool) -> None:
    """One more opening of the link's page."""
    await tx.execute(
        "INSERT INTO sharing_visit (link_id, day, visits, robot_visits) VALUES ($1, $2, $3, $4) ON CONFLICT (link_id, day) DO UPDATE "
        "SET visits = sharing_visit.visits + EXCLUDED.visits, robot_visits = sharing_visit.robot_visits + EXCLUDED.robot_visits",
        link_id,
        day,
        int(not is_robot),
        int(is_robot),
    )


async def upsert_touch(tx: Tx, link_id: LinkId, visitor_id: str, member_id: MemberId | None, day: date, at: datetime) -> bool:
    """Remember a touch; whether it is the first of this visitor, link and day. A touch never changes its member."""
    return bool(
        await tx.fetchval(
            """
            INSERT INTO sharing_touch (id, link_id, visitor_id, member_id, day, first_at, touched_at, times)
            VALUES ($1, $2, $3, $4, $5, $6, $6, 1)
            ON CONFLICT (visitor_id, link_id, day) DO UPDATE SET
                touched_at = greatest(sharing_touch.touched_at, EXCLUDED.touched_at), times = sharing_touch.times + 1,
                member_id = coalesce(sharing_touch.member_id, EXCLUDED.member_id)
            RETURNING times = 1
            """,
            TouchId.new(),
            link_id,
            visitor_id,
            member_id,
            day,
            at,
        )
    )


async def adopt_touches(tx: Tx, visitor_id: str, member_id: MemberId) -> int:
    """Tie a visitor's still nameless touches to the member who signed in, except those of the member's own links."""
    return await tx.execute(
        """
        UPDATE sharing_touch t SET member_id = $2 FROM sharing_link l
        WHERE l.id = t.link_id AND t.visitor_id = $1 AND t.member_id IS NULL AND l.sharer_id IS DISTINCT FROM $2
        """,
        visitor_id,
        member_id,
    )


async def touches_since(tx: Tx, visitor_id: str | None, member_id: MemberId | None, since: datetime) -> Sequence[Touch]:
    """The touches of a shopper, newest first: the member's own, and nameless ones of this browser."""
    rows = await tx.fetch(
        f"""
        SELECT {LINK}, t.id AS touch_id, t.visitor_id, t.member_id, t.touched_at, t.times
        FROM sharing_touch t JOIN sharing_link l ON l.id = t.link_id
        WHERE t.touched_at >= $3 AND (t.member_id = $2 OR (t.visitor_id = $1 AND t.member_id IS NULL))
        ORDER BY t.touched_at DESC, t.id DESC LIMIT $4
        """,
        visitor_id,
        member_id,
        since,
        TOUCHES_EXPLAINED_MAX,
    )
    return [
        Touch(
            TouchId.of(row["touch_id"]),
            _link(row),
            row["visitor_id"],
            MemberId.of(row["member_id"]) if row["member_id"] else None,
            row["touched_at"],
            row["times"],
        )
        for row in rows
    ]


async def delete_touches_before(tx: Tx, moment: datetime, limit: int) -> int:
    """Forget old touches, at most ``limit`` of them; how many."""
    return await tx.execute(
        "DELETE FROM sharing_touch WHERE id IN (SELECT id FROM sharing_touch WHERE touched_at < $1 ORDER BY touched_at LIMIT $2)",
        moment,
        limit,
    )


async def links_of(tx: Tx, member_id: MemberId) -> list[Any]:
    """Every link a member shared."""
    return await tx.fetch(
        "SELECT code, scene, target_id, channel, campaign, created_at FROM sharing_link WHERE sharer_id = $1 ORDER BY id", member_id
    )


async def touches_of(tx: Tx, member_id: MemberId) -> list[Any]:
    """Through whose links a member came."""
    return await tx.fetch(
        """SELECT l.code, t.first_at, t.touched_at, t.times FROM sharing_touch t JOIN sharing_link l ON l.id = t.link_id
           WHERE t.member_id = $1 ORDER BY t.touched_at""",
        member_id,
    )


async def forget_member(tx: Tx, member_id: MemberId) -> None:
    """A member's touches go; their links stay open for those who hold them and name nobody."""
    await tx.execute("DELETE FROM sharing_touch WHERE member_id = $1", member_id)


async def move_member(tx: Tx, source: MemberId, target: MemberId) -> None:
    """Links and touches change hands. Where both shared the same thing, the campaign of the second link is marked with its code, so that
    both links go on working and count for the same person.
    """
    await tx.execute(
        """UPDATE sharing_link l SET sharer_id = $2, campaign = CASE WHEN EXISTS (
             SELECT FROM sharing_link o WHERE o.sharer_id = $2 AND o.target_id = l.target_id AND o.channel = l.channel AND o.campaign = l.campaign)
             THEN left(l.campaign, 28) || '~' || l.code ELSE l.campaign END WHERE l.sharer_id = $1""",
        source,
        target,
    )
    await tx.execute("UPDATE sharing_touch SET member_id = $2 WHERE member_id = $1", source, target)


async def posters_of(tx: Tx, member_id: MemberId) -> list[str]:
    """The files of the posters of a member's links; they are no longer known afterwards."""
    rows = await tx.fetch(
        "DELETE FROM sharing_poster p USING sharing_link l WHERE l.id = p.link_id AND l.sharer_id = $1 RETURNING p.file_key", member_id
    )
    return [row["file_key"] for row in rows]


async def keep_poster(tx: Tx, link_id: LinkId, key: str) -> None:
    """Which file shows whose poster."""
    await tx.execute("INSERT INTO sharing_poster (link_id, file_key) VALUES ($1, $2) ON CONFLICT DO NOTHING", link_id, key)
