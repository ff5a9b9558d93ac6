"""SQL of what sold when: the day's figures, and figures per SKU over what was paid in a period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.listing import Where
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.listing import SalesDay, SalesHour, Within
from tuanzi.trade.orders.repository_listing import add_within

HOURS = 24
PAID_AT = "coalesce(o.paid_at, to_timestamp(0::double precision))"


async def sales(tx: Tx, days: Mapping[str, datetime], elapsed: timedelta, within: Within | None = None) -> dict[str, SalesDay]:
    """By name of a day that begins at a moment: its paid orders hour by hour, and what was paid in its first ``elapsed``; of what is within.

    Money that went back later still counts: it was sold. An order counts when it was paid, not when it was placed.
    """
    wish = Where(list(days), list(days.values()), elapsed)
    add_within(wish, within)
    rows = await tx.fetch(
        f"""SELECT w.name, floor(extract(epoch FROM o.paid_at - w.since) / 3600)::int AS hour, count(*)::int AS orders,
              sum(o.paid_minor)::bigint AS paid, count(*) FILTER (WHERE o.paid_at < w.since + $3)::int AS orders_so_far,
              coalesce(sum(o.paid_minor) FILTER (WHERE o.paid_at < w.since + $3), 0)::bigint AS paid_so_far
            FROM unnest($1::text[], $2::timestamptz[]) AS w(name, since)
            JOIN orders_order o ON {PAID_AT} >= w.since AND {PAID_AT} < w.since + interval '1 day'
            WHERE {wish.sql} GROUP BY 1, 2 ORDER BY 1, 2""",
        *wish.arguments,
    )
    found: dict[str, SalesDay] = {}
    for name in days:
        of_day = [row for row in rows if row["name"] == name]
        by_hour = {row["hour"]: SalesHour(row["orders"], Money(row["paid"])) for row in of_day}
        found[name] = SalesDay(
            sum(row["orders_so_far"] for row in of_day),
            Money(sum(row["paid_so_far"] for row in of_day)),
            tuple(by_hour.get(hour, SalesHour(0, Money(0))) for hour in range(HOURS)),
        )
    return found


async def sold_by_sku(tx: Tx, since: datetime, until: datetime) -> dict[SkuId, tuple[int, Money]]:
    """Of each SKU in orders paid from ``since`` until before ``until``: pieces and what they brought, less what was refunded."""
    rows = await tx.fetch(
        """SELECT l.sku_id, sum(l.quantity - l.refunded_quantity)::bigint AS pieces, sum(l.payable_minor - l.refunded_minor)::bigint AS brought
           FROM orders_order o JOIN orders_line l ON l.order_id = o.id
           WHERE coalesce(o.paid_at, to_timestamp(0::double precision)) >= $1
             AND coalesce(o.paid_at, to_timestamp(0::double precision)) < $2
           GROUP BY l.sku_id""",
        since,
        until,
    )
    return {SkuId.of(row["sku_id"]): (row["pieces"], Money(row["brought"])) for row in rows}
