"""The SQL of members' coupons: claimed, held, used, given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from tuanzi.deals.coupons.contracts import (
    HELD_SHOWN_MAX,
    KIND,
    Channel,
    Coupon,
    CouponId,
    CouponState,
    CouponTerms,
    TemplateDraft,
    TemplateId,
)
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId

COLUMNS = (
    "c.id, c.template_id, c.member_id, c.state, c.channel, c.valid_since, c.valid_until, c.claimed_at, c.order_id, c.used_at, c.saved_minor"
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A coupon whose state changed, with what its cost is shared by."""

    id: CouponId
    template_id: TemplateId
    member_id: MemberId
    saved_minor: int
    merchant_bps: int


def to_coupon(row: Mapping[str, Any]) -> Coupon:
    """A row as the house sees it."""
    return Coupon(
        CouponId.of(row["id"]),
        TemplateId.of(row["template_id"]),
        MemberId.of(row["member_id"]),
        CouponState(row["state"]),
        Channel(row["channel"]),
        row["valid_since"],
        row["valid_until"],
        row["claimed_at"],
        OrderId.of(row["order_id"]) if row["order_id"] else None,
        row["used_at"],
        Money(row["saved_minor"]) if row["saved_minor"] is not None else None,
    )


def _moved(row: asyncpg.Record) -> Moved:
    return Moved(
        CouponId.of(row["id"]),
        TemplateId.of(row["template_id"]),
        MemberId.of(row["member_id"]),
        row["saved_minor"] or 0,
        row["merchant_bps"],
    )


async def held_by(tx: Tx, member_id: UUID, now: datetime) -> list[CouponTerms]:
    """A member's unused coupons that are not over, those that end first, as a quote needs them."""
    rows = await tx.fetch(
        """SELECT c.id, c.valid_since, c.valid_until, t.name, t.draft FROM coupons_coupon c JOIN coupons_template t ON t.id = c.template_id
           WHERE c.member_id = $1 AND c.state = 'unused' AND c.valid_until > $2 ORDER BY c.valid_until, c.id LIMIT $3""",
        member_id,
        now,
        HELD_SHOWN_MAX,
    )
    found = []
    for row in rows:
        draft: TemplateDraft = codec.load(TemplateDraft, row["draft"])
        coupon_id = CouponId.of(row["id"])
        found.append(
            CouponTerms(
                KIND,
                str(coupon_id),
                row["name"],
                coupon_id=coupon_id,
                worth=draft.worth,
                valid_since=row["valid_since"],
                valid_until=row["valid_until"],
                merchant_bps=draft.merchant_bps,
            )
        )
    return found


async def claim_share(tx: Tx, template_id: TemplateId, member_id: MemberId, most: int | None, most_today: int | None, today: date) -> bool:
    """Count one more for this member; False if that were too many, at all or today. One conditional statement."""
    return bool(
        await tx.execute(
            """INSERT INTO coupons_share AS s (template_id, member_id, claimed, day, claimed_on_day)
               SELECT $1, $2, 1, $5, 1 WHERE coalesce($3, 1) >= 1 AND coalesce($4, 1) >= 1
               ON CONFLICT (template_id, member_id) DO UPDATE SET claimed = s.claimed + 1, day = $5,
                 claimed_on_day = CASE WHEN s.day = $5 THEN s.claimed_on_day + 1 ELSE 1 END
               WHERE ($3::int IS NULL OR s.claimed < $3) AND ($4::int IS NULL OR s.day <> $5 OR s.claimed_on_day < $4)""",
            template_id,
            member_id,
            most,
            most_today,
            today,
        )
    )


async def claim_one(tx: Tx, template_id: TemplateId) -> bool:
    """Count one more of the template; False if all are gone or it has ended. One conditional statement."""
    return bool(
        await tx.execute(
            """UPDATE coupons_template SET issued = issued + 1 WHERE id = $1 AND status = 'published' AND (total IS NULL OR issued < total)""",
            template_id,
        )
    )


async def insert(tx: Tx, coupon: Coupon, key: str | None, remind_at: datetime | None) -> None:
    """A new coupon."""
    await tx.execute(
        """INSERT INTO coupons_coupon (id, template_id, member_id, channel, key, valid_since, valid_until, remind_at, claimed_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        coupon.id,
        coupon.template_id,
        coupon.member_id,
        coupon.channel.value,
        key,
        coupon.valid_since,
        coupon.valid_until,
        remind_at,
        coupon.claimed_at,
    )


async def by_key(tx: Tx, template_id: TemplateId, key: str) -> Coupon | None:
    """The coupon that was made for this reason before."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM coupons_coupon c WHERE c.template_id = $1 AND c.key = $2", template_id, key)
    return to_coupon(row) if row else None


async def hold(tx: Tx, member_id: MemberId, order_id: OrderId, saved: Mapping[CouponId, int], now: datetime) -> set[CouponId]:
    """Those of these coupons that are the member's and free now, held for the order."""
    rows = await tx.fetch(
        """UPDATE coupons_coupon c SET state = 'held', order_id = $2, saved_minor = s.saved
           FROM unnest($3::uuid[], $4::bigint[]) AS s (id, saved)
           WHERE c.id = s.id AND c.member_id = $1 AND c.state = 'unused' AND c.valid_since <= $5 AND c.valid_until > $5 RETURNING c.id""",
        member_id,
        order_id,
        list(saved),
        list(saved.values()),
        now,
    )
    return {CouponId.of(row["id"]) for row in rows}


SHARED = "coalesce((t.draft ->> 'merchant_bps')::int, 0) AS merchant_bps"


async def use(tx: Tx, order_id: OrderId, now: datetime) -> list[Moved]:
    """The order's held coupons, used now."""
    rows = await tx.fetch(
        f"""UPDATE coupons_coupon c SET state = 'used', used_at = $2 FROM coupons_template t
            WHERE c.order_id = $1 AND c.state = 'held' AND t.id = c.template_id
            RETURNING c.id, c.template_id, c.member_id, c.saved_minor, {SHARED}""",
        order_id,
        now,
    )
    used = [_moved(row) for row in rows]
    for template_id in sorted({each.template_id for each in used}):
        count = sum(each.template_id == template_id for each in used)
        await tx.execute("UPDATE coupons_template SET used = used + $2 WHERE id = $1", template_id, count)
    return used


async def free(tx: Tx, order_id: OrderId) -> list[Moved]:
    """The order's held coupons, free again."""
    rows = await tx.fetch(
        f"""UPDATE coupons_coupon c SET state = 'unused', order_id = NULL, saved_minor = NULL FROM coupons_template t
            WHERE c.order_id = $1 AND c.state = 'held' AND t.id = c.template_id
            RETURNING c.id, c.template_id, c.member_id, c.saved_minor, {SHARED}""",
        order_id,
    )
    return [_moved(row) for row in rows]


async def take_back(tx: Tx, order_id: OrderId, now: datetime) -> list[Moved]:
    """The order's used coupons that come back: their template says so and their time is not over."""
    rows = await tx.fetch(
        f"""UPDATE coupons_coupon c SET state = 'unused', order_id = NULL, saved_minor = NULL, used_at = NULL FROM coupons_template t
            WHERE c.order_id = $1 AND c.state = 'used' AND t.id = c.template_id AND c.valid_until > $2
              AND coalesce((t.draft ->> 'returns')::boolean, true)
            RETURNING c.id, c.template_id, c.member_id, c.saved_minor, {SHARED}""",
        order_id,
        now,
    )
    returned = [_moved(row) for row in rows]
    for template_id in sorted({each.template_id for each in returned}):
        count = sum(each.template_id == template_id for each in returned)
        await tx.execute("UPDATE coupons_template SET used = used - $2 WHERE id = $1", template_id, count)
    return returned


async def coupon(tx: Tx, coupon_id: CouponId) -> Coupon | None:
    """One coupon."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM coupons_coupon c WHERE c.id = $1", coupon_id)
    return to_coupon(row) if row else None


async def void(tx: Tx, coupon_id: CouponId) -> bool:
    """Take an unused coupon back; False if it is not unused."""
    return bool(await tx.execute("UPDATE coupons_coupon SET state = 'void' WHERE id = $1 AND state = 'unused'", coupon_id))


STATES = {
    "usable": "c.state = 'unused' AND c.valid_until > {0}",
    "held": "c.state = 'held' AND {0}::timestamptz IS NOT NULL",
    "used": "c.state = 'used' AND {0}::timestamptz IS NOT NULL",
    "over": "(c.state = 'void' OR c.state = 'unused' AND c.valid_until <= {0})",
}


async def list_of(tx: Tx, member_id: MemberId, state: str, now: datetime, before: CouponId | None, limit: int) -> list[Coupon]:
    """A member's coupons in one of the ``STATES``, the newest first."""
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM coupons_coupon c WHERE c.member_id = $2 AND {STATES[state].format("$1")}
              AND ($3::uuid IS NULL OR c.id < $3) ORDER BY c.id DESC LIMIT $4""",
        now,
        member_id,
        before,
        limit,
    )
    return [to_coupon(row) for row in rows]


async def count_usable(tx: Tx, member_id: MemberId, now: datetime) -> int:
    """How many coupons a member can use now or soon."""
    return int(
        await tx.fetchval(
            "SELECT count(*) FROM coupons_coupon WHERE member_id = $1 AND state = 'unused' AND valid_until > $2", member_id, now
        )
    )


async def list_of_template(tx: Tx, template_id: TemplateId, before: CouponId | None, limit: int) -> list[Coupon]:
    """The coupons made of a template, the newest first."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM coupons_coupon c WHERE c.template_id = $1 AND ($2::uuid IS NULL OR c.id < $2) ORDER BY c.id DESC LIMIT $3",
        template_id,
        before,
        limit,
    )
    return [to_coupon(row) for row in rows]


async def claimed_by(tx: Tx, member_id: MemberId, template_ids: Sequence[TemplateId], today: date) -> dict[TemplateId, tuple[int, int]]:
    """How many of each template the member has claimed: ever, and today."""
    rows = await tx.fetch(
        """SELECT template_id, claimed, CASE WHEN day = $3 THEN claimed_on_day ELSE 0 END AS today FROM coupons_share
           WHERE member_id = $1 AND template_id = ANY($2)""",
        member_id,
        list(template_ids),
        today,
    )
    return {TemplateId.of(row["template_id"]): (row["claimed"], row["today"]) for row in rows}


async def remind_due(tx: Tx, now: datetime, limit: int) -> list[tuple[Coupon, str]]:
    """Unused coupons whose reminder is due, marked as reminded, with their names."""
    rows = await tx.fetch(
        f"""UPDATE coupons_coupon c SET is_reminded = true FROM coupons_template t
            WHERE t.id = c.template_id AND c.id IN (
              SELECT d.id FROM coupons_coupon d WHERE d.state = 'unused' AND NOT d.is_reminded AND d.remind_at <= $1 ORDER BY d.remind_at LIMIT $2)
              AND c.state = 'unused' AND NOT c.is_reminded
            RETURNING {COLUMNS}, t.name""",
        now,
        limit,
    )
    return [(to_coupon(row), row["name"]) for row in rows if row["valid_until"] > now]


async def cost_of(tx: Tx, template_id: TemplateId) -> tuple[int, int, int]:
    """Of a template: what its used coupons took off in minor units, how many orders they are in, how many are held."""
    row = await tx.fetchrow(
        """SELECT coalesce(sum(saved_minor) FILTER (WHERE state = 'used'), 0)::bigint AS saved,
             count(DISTINCT order_id) FILTER (WHERE state = 'used') AS orders, count(*) FILTER (WHERE state = 'held') AS held
           FROM coupons_coupon WHERE template_id = $1""",
        template_id,
    )
    assert row is not None, "an aggregate has a row"
    return row["saved"], row["orders"], row["held"]


async def contradictions(tx: Tx) -> list[str]:
    """Templates whose counters are not those of their coupons, in words."""
    rows = await tx.fetch(
        """SELECT t.id, t.issued, t.used, count(c.id) AS made, count(c.id) FILTER (WHERE c.state = 'used') AS spent
           FROM coupons_template t LEFT JOIN coupons_coupon c ON c.template_id = t.id
           GROUP BY t.id HAVING t.issued <> count(c.id) OR t.used <> count(c.id) FILTER (WHERE c.state = 'used') LIMIT 100"""
    )
    return [
        f"template {TemplateId.of(row['id'])}: issued {row['issued']}, made {row['made']}; used {row['used']}, spent {row['spent']}"
        for row in rows
    ]


async def orders_of_living(tx: Tx, after: CouponId | None, limit: int) -> list[Coupon]:
    """Coupons that an order uses, piece by piece."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM coupons_coupon c WHERE c.order_id IS NOT NULL AND ($1::uuid IS NULL OR c.id > $1) ORDER BY c.id LIMIT $2",
        after,
        limit,
    )
    return [to_coupon(row) for row in rows]


# One person's, for those who ask for their data and for accounts that become one.


async def everything_of(tx: Tx, member_id: MemberId) -> list[asyncpg.Record]:
    """Every coupon of a member with its name."""
    return await tx.fetch(
        """SELECT t.name, c.state, c.channel, c.claimed_at, c.valid_until, c.used_at FROM coupons_coupon c
           JOIN coupons_template t ON t.id = c.template_id WHERE c.member_id = $1 ORDER BY c.claimed_at""",
        member_id,
    )


async def move(tx: Tx, source: MemberId, target: MemberId) -> None:
    """Coupons and shares change hands; both have claimed what both had claimed."""
    await tx.execute("UPDATE coupons_coupon SET member_id = $2 WHERE member_id = $1", source, target)
    await tx.execute(
        """INSERT INTO coupons_share AS s (template_id, member_id, claimed, day, claimed_on_day)
           SELECT template_id, $2, claimed, day, claimed_on_day FROM coupons_share WHERE member_id = $1
           ON CONFLICT (template_id, member_id) DO UPDATE SET claimed = s.claimed + EXCLUDED.claimed,
             claimed_on_day = CASE WHEN s.day = EXCLUDED.day THEN s.claimed_on_day + EXCLUDED.claimed_on_day
               WHEN s.day > EXCLUDED.day THEN s.claimed_on_day ELSE EXCLUDED.claimed_on_day END,
             day = greatest(s.day, EXCLUDED.day)""",
        source,
        target,
    )
    await tx.execute("DELETE FROM coupons_share WHERE member_id = $1", source)
