"""Money of orders in the database: payments counted, refunds counted, each as one conditional statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId, RefundId
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.repository_writes import Moved, to_moved
from tuanzi.trade.orders.rules import MOVES, LineShare, sources


async def lock_line_money(tx: Tx, order_id: OrderId) -> list[asyncpg.Record]:
    """The money of each line; call under ``lock_order``."""
    return await tx.fetch(
        """SELECT id, sku_id, product_id, quantity, payable_minor, refunded_minor, refunded_quantity
           FROM orders_line WHERE order_id = $1 ORDER BY position""",
        order_id,
    )


async def pay(tx: Tx, order_id: OrderId, payment_id: PaymentId, amount: Money, at: datetime) -> Moved | None:
    """Awaiting payment to waiting or preparing, whichever the open holds say. None if it is not to be paid (so) any more."""
    row = await tx.fetchrow(
        """WITH moved AS (
              UPDATE orders_order SET state = CASE WHEN holds_open > 0 THEN $7 ELSE $8 END, paid_minor = payable_minor, paid_at = $5, payment_id = $2
              WHERE id = $1 AND state = ANY($6) AND payable_minor = $3 AND currency = $4 RETURNING *
            ), kept AS (
              INSERT INTO orders_payment (payment_id, order_id, amount_minor, outcome, at) SELECT $2, id, $3, 'paid', $5 FROM moved
            ), noted AS (
              INSERT INTO orders_timeline (order_id, at, event, detail)
              SELECT id, $5, unnest(CASE WHEN state = $7 THEN ARRAY['paid', $7] ELSE ARRAY['paid', $8] END), '{}' FROM moved
            )
            SELECT * FROM moved""",
        order_id,
        payment_id,
        amount.minor,
        amount.currency,
        at,
        sources("pay"),
        MOVES["pay_held"].target,
        MOVES["pay"].target,
    )
    return await to_moved(tx, row) if row else None


async def pay_late(tx: Tx, order_id: OrderId, payment_id: PaymentId, amount: Money, at: datetime) -> Moved | None:
    """Keep money that came for a closed order. Only an order that expired by itself gives its buyer a choice."""
    row = await tx.fetchrow(
        """WITH moved AS (
              UPDATE orders_order SET paid_minor = payable_minor, paid_at = $5, payment_id = $2,
                late_choice_until = (SELECT $5::timestamptz + make_interval(secs => max(late_choice_s)) FROM orders_hold
                                     WHERE order_id = $1 AND late_choice_s > 0 AND close_reason = 'expired')
              WHERE id = $1 AND state = 'closed' AND paid_minor = 0 AND payable_minor = $3 AND currency = $4 RETURNING *
            ), kept AS (
              INSERT INTO orders_payment (payment_id, order_id, amount_minor, outcome, at) SELECT $2, id, $3, 'late', $5 FROM moved
            ), noted AS (
              INSERT INTO orders_timeline (order_id, at, event, detail) SELECT id, $5, 'paid_late', '{}' FROM moved
            )
            SELECT * FROM moved""",
        order_id,
        payment_id,
        amount.minor,
        amount.currency,
        at,
    )
    return await to_moved(tx, row) if row else None


async def note_extra_payment(tx: Tx, order_id: OrderId, payment_id: PaymentId, amount: Money, at: datetime) -> bool:
    """Remember a payment that the order does not need. False if this payment was seen before, whatever became of it."""
    return bool(
        await tx.execute(
            """WITH kept AS (
                 INSERT INTO orders_payment (payment_id, order_id, amount_minor, outcome, at)
                 SELECT $2, id, $3, 'extra', $4 FROM orders_order WHERE id = $1 ON CONFLICT DO NOTHING RETURNING order_id)
               INSERT INTO orders_timeline (order_id, at, event, detail) SELECT order_id, $4, 'paid_twice', '{}' FROM kept""",
            order_id,
            payment_id,
            amount.minor,
            at,
        )
    )


async def find_refund(tx: Tx, key: str) -> asyncpg.Record | None:
    """A refund that was asked for under this key before."""
    return await tx.fetchrow("SELECT order_id, amount_minor FROM orders_refund WHERE key = $1", key)


async def take_back(tx: Tx, order_id: OrderId, shares: Sequence[LineShare], freight: Money, amount: Money) -> bool:
    """Count a refund on the order and its lines, each with its limit in the predicate. False if one of them would be passed."""
    touched = await tx.fetchval(
        """WITH counted AS (
             UPDATE orders_order SET refunded_minor = refunded_minor + $2, freight_refunded_minor = freight_refunded_minor + $3
             WHERE id = $1 AND refunded_minor + $2 <= paid_minor AND freight_refunded_minor + $3 <= freight_minor RETURNING id
           ), lines AS (
             UPDATE orders_line l SET refunded_minor = l.refunded_minor + s.amount, refunded_quantity = l.refunded_quantity + s.quantity
             FROM unnest($4::uuid[], $5::bigint[], $6::int[]) AS s(line_id, amount, quantity)
             WHERE l.id = s.line_id AND l.order_id IN (SELECT id FROM counted) AND l.refunded_minor + s.amount <= l.payable_minor
               AND l.refunded_quantity + s.quantity <= l.quantity RETURNING l.id
           )
           SELECT (SELECT count(*) FROM counted) + (SELECT count(*) FROM lines)""",
        order_id,
        amount.minor,
        freight.minor,
        [share.line_id for share in shares],
        [share.amount.minor for share in shares],
        [share.quantity for share in shares],
    )
    return bool(touched == 1 + len(shares))


async def note_refund(
    tx: Tx,
    order_id: OrderId,
    key: str,
    refund_id: RefundId,
    amount: Money,
    *,
    to: str,
    reason: str,
    lines: Any,
    at: datetime,
    is_extra: bool,
) -> None:
    """Remember money on its way back, in the order's own words."""
    await tx.execute(
        """WITH asked AS (
             INSERT INTO orders_refund (key, order_id, refund_id, amount_minor, is_extra, target, reason, state, lines, asked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9))
           INSERT INTO orders_timeline (order_id, at, event, detail)
           VALUES ($2, $9, 'refund_asked', jsonb_build_object('amount', $4::bigint::text, 'to', $6::text))""",
        key,
        order_id,
        refund_id,
        amount.minor,
        is_extra,
        to,
        reason,
        lines,
        at,
    )


async def end_refund(tx: Tx, key: str, state: str, at: datetime) -> asyncpg.Record | None:
    """A refund is done, or failed for now. None if we know no such refund or it stood so before; done is never undone."""
    return await tx.fetchrow(
        """WITH ended AS (
             UPDATE orders_refund SET state = $2, ended_at = $3 WHERE key = $1 AND state <> $2 AND state <> 'done' RETURNING order_id, amount_minor, target
           ), noted AS (
             INSERT INTO orders_timeline (order_id, at, event, detail)
             SELECT order_id, $3, 'refund_' || $2, jsonb_build_object('amount', amount_minor::text, 'to', target) FROM ended
           )
           SELECT e.order_id, o.member_id FROM ended e JOIN orders_order o ON o.id = e.order_id""",
        key,
        state,
        at,
    )


async def was_seen(tx: Tx, payment_id: PaymentId) -> bool:
    """Whether this payment was counted before, one way or another."""
    return bool(await tx.fetchval("SELECT true FROM orders_payment WHERE payment_id = $1", payment_id))


async def end_late_choice(tx: Tx, order_id: OrderId) -> None:
    """There is nothing to choose any more."""
    await tx.execute("UPDATE orders_order SET late_choice_until = NULL WHERE id = $1", order_id)


async def refunded_units(tx: Tx, order_id: OrderId) -> list[tuple[SkuId, int]]:
    """How many of which sku were refunded so far."""
    rows = await tx.fetch(
        "SELECT sku_id, sum(refunded_quantity)::int AS units FROM orders_line WHERE order_id = $1 AND refunded_quantity > 0 GROUP BY sku_id",
        order_id,
    )
    return [(SkuId.of(row["sku_id"]), row["units"]) for row in rows]


async def only_paid_late(tx: Tx, order_ids: Sequence[OrderId]) -> set[OrderId]:
    """Those whose money came after they had closed, and that were not reinstated."""
    rows = await tx.fetch(
        """SELECT order_id FROM orders_payment p WHERE order_id = ANY($1) AND outcome = 'late'
           AND NOT EXISTS (SELECT FROM orders_timeline t WHERE t.order_id = p.order_id AND t.event = 'reinstated')""",
        order_ids,
    )
    return {OrderId.of(row["order_id"]) for row in rows}
