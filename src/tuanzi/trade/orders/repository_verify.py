"""What ``verify`` asks the database: every row returned is a contradiction."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.kernel.db import Tx
from tuanzi.trade.orders.contracts import PAID_STATES, OrderId
from tuanzi.trade.orders.rules import UNSENT

GRACE = timedelta(minutes=10)
"""How late a timer may be before we call it lost."""
PROBLEMS_MAX = 200
CONTRADICTIONS = """
SELECT id, 'is paid in the wrong state' AS what FROM orders_order
WHERE (state = ANY($1) AND (paid_minor <> payable_minor OR paid_at IS NULL)) OR (state = 'awaiting_payment' AND paid_minor <> 0)
UNION ALL SELECT id, 'does not add up' FROM orders_order o
WHERE payable_minor <> goods_minor + freight_minor - discount_minor
   OR payable_minor <> freight_minor + (SELECT sum(payable_minor) FROM orders_line WHERE order_id = o.id)
   OR -discount_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM orders_adjustment WHERE order_id = o.id)
UNION ALL SELECT id, 'refunded other than its lines and refunds say' FROM orders_order o
WHERE refunded_minor <> freight_refunded_minor + (SELECT sum(refunded_minor) FROM orders_line WHERE order_id = o.id)
   OR refunded_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM orders_refund WHERE order_id = o.id AND NOT is_extra)
UNION ALL SELECT order_id, 'has a line whose discount is not that of its adjustments' FROM orders_line l
WHERE quantity * unit_price_minor - payable_minor <> (SELECT coalesce(-sum(amount_minor), 0) FROM orders_adjustment WHERE line_id = l.id)
UNION ALL SELECT id, 'keeps money of a closed order' FROM orders_order
WHERE state = 'closed' AND paid_minor > refunded_minor AND (late_choice_until IS NULL OR late_choice_until < $2)
UNION ALL SELECT id, 'was not expired in time' FROM orders_order WHERE state = 'awaiting_payment' AND pay_before < $2
UNION ALL SELECT id, 'waits for nothing, or moved on while held' FROM orders_order o
WHERE (state = 'waiting') <> (holds_open > 0 AND state = ANY($1))
   OR (state = ANY($1) AND holds_open <> (SELECT count(*) FROM orders_hold WHERE order_id = o.id AND released_at IS NULL))
UNION ALL SELECT order_id, 'was paid twice and kept it' FROM orders_payment p WHERE outcome = 'extra'
  AND NOT EXISTS (SELECT 1 FROM orders_refund r WHERE r.order_id = p.order_id AND r.is_extra AND r.key LIKE '%:extra:%')
LIMIT $3
"""


async def contradictions(tx: Tx, now: datetime) -> list[tuple[OrderId, str]]:
    """Orders that contradict themselves, with what is wrong."""
    rows = await tx.fetch(CONTRADICTIONS, [state.value for state in PAID_STATES], now - GRACE, PROBLEMS_MAX)
    return [(OrderId.of(row["id"]), row["what"]) for row in rows]


async def money_page(tx: Tx, after: OrderId | None, limit: int) -> list[tuple[OrderId, int]]:
    """Orders that ever had money, by id, with what must stand in their account."""
    rows = await tx.fetch(
        """SELECT id, CASE WHEN state = 'completed' THEN 0 ELSE paid_minor - refunded_minor END AS held
           FROM orders_order WHERE paid_minor > 0 AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2""",
        after,
        limit,
    )
    return [(OrderId.of(row["id"]), row["held"]) for row in rows]


async def stock_keys_held(tx: Tx) -> dict[str, OrderId]:
    """The reservations that must be pending now: unpaid orders, and paid ones whose goods still lie with us."""
    rows = await tx.fetch("SELECT id, stock_key FROM orders_order WHERE state = ANY($1)", ["awaiting_payment", *UNSENT])
    return {row["stock_key"]: OrderId.of(row["id"]) for row in rows}
