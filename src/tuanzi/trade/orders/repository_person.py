"""Everything of one member's orders: what still runs, what is told, forgotten, moved, counted."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import Figures, MemberId
from tuanzi.trade.orders.contracts import Order, OrderId
from tuanzi.trade.orders.repository import SELECT, to_order


async def running(tx: Tx, member_id: MemberId, limit: int) -> list[asyncpg.Record]:
    """Orders that are not over: their number and state, and those with a refund on its way."""
    return await tx.fetch(
        """SELECT number, state FROM orders_order WHERE member_id = $1 AND state NOT IN ('completed', 'closed')
           UNION SELECT o.number, 'refunding' FROM orders_order o JOIN orders_refund r ON r.order_id = o.id
           WHERE o.member_id = $1 AND r.state IN ('pending', 'failed') ORDER BY number LIMIT $2""",
        member_id,
        limit,
    )


async def orders_of(tx: Tx, member_id: MemberId, after: OrderId | None, limit: int) -> list[Order]:
    """Orders with their addresses, the oldest first."""
    rows = await tx.fetch(
        f"{SELECT} WHERE o.member_id = $1 AND ($2::uuid IS NULL OR o.id > $2) ORDER BY o.id LIMIT $3", member_id, after, limit
    )
    return [to_order(row, with_address=True) for row in rows]


async def forget_receivers(tx: Tx, member_id: MemberId) -> None:
    """Goods and amounts stay; where they went, what was remarked and what staff noted does not."""
    await tx.execute("UPDATE orders_order SET address = NULL, receiver_index = NULL, remark = '' WHERE member_id = $1", member_id)
    await tx.execute(
        "UPDATE orders_note SET text = '' WHERE order_id IN (SELECT id FROM orders_order WHERE member_id = $1) AND text <> ''", member_id
    )


async def move(tx: Tx, source: MemberId, target: MemberId) -> None:
    """Orders change hands, and what the one brought by sharing counts for the other."""
    await tx.execute("UPDATE orders_order SET member_id = $2 WHERE member_id = $1", source, target)
    await tx.execute(
        """UPDATE orders_order SET attribution = jsonb_set(attribution, '{sharer_id}', to_jsonb($2::text)) WHERE attribution ->> 'sharer_id' = $1""",
        str(source),
        str(target),
    )


async def figures(tx: Tx, member_ids: Sequence[MemberId]) -> dict[MemberId, Figures]:
    """What these members have paid and not got back, counted anew."""
    rows = await tx.fetch(
        """SELECT asked.id, count(o.member_id) AS orders, coalesce(sum(o.paid_minor - o.refunded_minor), 0)::bigint AS paid
           FROM unnest($1::uuid[]) AS asked (id) LEFT JOIN orders_order o ON o.member_id = asked.id AND o.paid_minor > 0 GROUP BY asked.id""",
        list(member_ids),
    )
    return {MemberId.of(row["id"]): Figures(row["orders"], row["paid"]) for row in rows}
