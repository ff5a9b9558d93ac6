"""The console's lists of activities and teams, and the figures of an activity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.deals.groupbuy.contracts import Activity, ActivityId, Status, Team, TeamId, TeamState
from tuanzi.deals.groupbuy.listing import ActivityListing, Figures, Phase, TeamListing
from tuanzi.deals.groupbuy.repository import ACTIVITY, to_activity, to_team
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to
from tuanzi.kernel.money import Money

ACTIVITIES = Sorting(
    "-created",
    id_kind=ActivityId.parse,
    created=By("a.created_at", moment),
    starts=By("a.starts_at", moment),
    ends=By("a.ends_at", moment),
)
TEAMS = Sorting(
    "-opened", id_kind=TeamId.parse, opened=By("t.opened_at", moment), expires=By("coalesce(t.expires_at, t.opened_at)", moment)
)
"""A team without a clock, because its leader has not paid yet, stands where it was opened."""
FIELDS = {"created": "created_at", "starts": "starts_at", "ends": "ends_at"}
PUBLISHED = f"a.status = '{Status.PUBLISHED}'"
PHASES = {
    Phase.DRAFT: "a.status = 'draft' AND {0}::timestamptz IS NOT NULL",
    Phase.UPCOMING: PUBLISHED + " AND a.starts_at > {0}",
    Phase.RUNNING: PUBLISHED + " AND a.starts_at <= {0} AND a.ends_at > {0}",
    Phase.ENDED: "(a.status = 'ended' OR " + PUBLISHED + " AND a.ends_at <= {0})",
}


def _activities(listing: ActivityListing, now: datetime) -> Where:
    found = Where()
    if listing.phase is not None:
        found.add(PHASES[listing.phase], now)
    found.add_given(
        ("a.product_id = ANY({0})", list(listing.product_ids) if listing.product_ids is not None else None),
        ("a.title LIKE {0}", f"{_literally(listing.title)}%" if listing.title else None),
        ("a.starts_at >= {0}", listing.starts_since),
        ("a.starts_at < {0}", listing.starts_until),
    )
    return found


def _literally(text: str | None) -> str:
    return (text or "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def list_activities(tx: Tx, listing: ActivityListing, now: datetime, place: Place, limit: int) -> tuple[list[Activity], str | None]:
    """A piece of the list, and the cursor of the next one."""
    found = _activities(listing, now)
    rows = await tx.fetch(
        f"{ACTIVITY} WHERE {found.sql} AND {place.beyond('a.id', found.following)} ORDER BY {place.order('a.id')} LIMIT {int(limit)}",
        *found.arguments,
        *place.key,
    )
    following = (
        place.following(rows[-1][FIELDS[place.name.removeprefix("-")]], ActivityId.of(rows[-1]["id"])) if len(rows) == limit else None
    )
    return [to_activity(row) for row in rows], following


async def count_activities(tx: Tx, listing: ActivityListing, now: datetime) -> int:
    """How many fit, as far as it is worth counting."""
    found = _activities(listing, now)
    return await count_up_to(tx, f"SELECT 1 FROM groupbuy_activity a WHERE {found.sql}", *found.arguments)


def _teams(listing: TeamListing) -> Where:
    found = Where()
    if listing.states:
        found.add("t.state = ANY({0})", [state.value for state in listing.states])
    found.add_given(
        ("t.activity_id = {0}", listing.activity_id),
        ("t.product_id = {0}", listing.product_id),
        ("t.expires_at < {0}", listing.ends_before),
        ("t.size - t.paid <= {0}", listing.missing),
        ("t.id IN (SELECT s.team_id FROM groupbuy_seat s WHERE s.member_id = ANY({0}))", listing.members),
    )
    return found


async def list_teams(tx: Tx, listing: TeamListing, place: Place, limit: int) -> tuple[list[Team], str | None]:
    """A piece of the list, and the cursor of the next one."""
    found = _teams(listing)
    rows = await tx.fetch(
        f"""SELECT t.*, {place.by.sql} AS value FROM groupbuy_team t WHERE {found.sql} AND {place.beyond("t.id", found.following)}
            ORDER BY {place.order("t.id")} LIMIT {int(limit)}""",
        *found.arguments,
        *place.key,
    )
    following = place.following(rows[-1]["value"], TeamId.of(rows[-1]["id"])) if len(rows) == limit else None
    return [to_team(row) for row in rows], following


async def count_teams(tx: Tx, listing: TeamListing) -> int:
    """How many fit, as far as it is worth counting."""
    found = _teams(listing)
    return await count_up_to(tx, f"SELECT 1 FROM groupbuy_team t WHERE {found.sql}", *found.arguments)


async def figures(tx: Tx, activity_ids: Sequence[ActivityId]) -> dict[ActivityId, Figures]:
    """How these activities do; one that nobody opened a team of is missing."""
    teams, seats, rewards = await tx.together(
        tx.fetch(
            """SELECT activity_id, count(*) FILTER (WHERE state = 'forming') AS forming, count(*) FILTER (WHERE state = 'succeeded') AS succeeded,
                 count(*) FILTER (WHERE state = 'failed') AS failed
               FROM groupbuy_team WHERE activity_id = ANY($1) GROUP BY 1""",
            list(activity_ids),
        ),
        tx.fetch(
            """SELECT activity_id, sum(seats)::int AS seats, sum(pieces)::int AS pieces, count(*)::int AS members
               FROM (SELECT activity_id, count(*) AS seats, sum(quantity) AS pieces FROM groupbuy_seat
                     WHERE activity_id = ANY($1) AND state = 'paid' GROUP BY activity_id, member_id) AS of_member
               GROUP BY 1""",
            list(activity_ids),
        ),
        tx.fetch(
            """SELECT t.activity_id, sum(r.amount_minor)::bigint AS rewards FROM groupbuy_reward r JOIN groupbuy_team t ON t.id = r.team_id
               WHERE t.activity_id = ANY($1) AND r.state <> 'voided' GROUP BY 1""",
            list(activity_ids),
        ),
    )
    found: dict[ActivityId, dict[str, Any]] = {}
    for row in (*teams, *seats):
        found.setdefault(ActivityId.of(row["activity_id"]), {}).update({name: row[name] for name in row.keys() if name != "activity_id"})  # noqa: SIM118 - a row is no dict
    for row in rewards:
        found.setdefault(ActivityId.of(row["activity_id"]), {})["rewards"] = Money(row["rewards"])
    return {activity_id: Figures(**fields) for activity_id, fields in found.items()}


async def forming_now(tx: Tx, now: datetime, limit: int, members: Sequence[UUID] | None = None) -> tuple[list[Team], int]:
    """Teams (of these members, None: all) whose clock runs, the nearest end first, and how many there are."""
    wanted = TeamListing((TeamState.FORMING,), members=members)
    place = TEAMS.place("expires", None)
    found = _teams(wanted)
    found.add("t.expires_at > {0}", now)
    rows, count = await tx.together(
        tx.fetch(f"SELECT t.* FROM groupbuy_team t WHERE {found.sql} ORDER BY {place.order('t.id')} LIMIT {int(limit)}", *found.arguments),
        count_up_to(tx, f"SELECT 1 FROM groupbuy_team t WHERE {found.sql}", *found.arguments),
    )
    return [to_team(row) for row in rows], count
