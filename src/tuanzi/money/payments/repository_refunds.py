"""Refunds' SQL. Taking from what was paid and writing the intention is one statement with the limit in its predicate, under a lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import asyncpg

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId, Refund, RefundId, RefundState, RefundTo
from tuanzi.money.payments.errors import RefundNotFound
from tuanzi.money.payments.repository import lock_subject
from tuanzi.people.accounts.contracts import MemberId

COLUMNS = "id, key, payment_id, subject, amount_minor, currency, reason, target, state, attempts, error, created_at, done_at"
TAKE = """
WITH chosen AS (
    SELECT id, payer, method, (CASE WHEN $7 = 'balance' OR method = 'balance' THEN 'balance' ELSE 'gateway' END) AS target
    FROM payments_payment WHERE subject = $3 AND state = 'paid' AND currency = $5 AND refunded_minor + $4 <= amount_minor
      AND ($8::uuid IS NULL OR id = $8)
    ORDER BY paid_at, id LIMIT 1
), fresh AS (
    INSERT INTO payments_refund (id, key, payment_id, subject, amount_minor, currency, reason, target, state, created_at, done_at)
    SELECT $1, $2, chosen.id, $3, $4, $5, $6, target, CASE target WHEN 'balance' THEN 'done' ELSE 'pending' END,
           $9::timestamptz, CASE target WHEN 'balance' THEN $9::timestamptz END
    FROM chosen ON CONFLICT (key) DO NOTHING RETURNING payment_id
)
UPDATE payments_payment AS payment SET refunded_minor = payment.refunded_minor + $4 FROM fresh, chosen
WHERE payment.id = fresh.payment_id AND chosen.id = payment.id AND payment.refunded_minor + $4 <= payment.amount_minor RETURNING payment.id, payment.payer, payment.method, chosen.target
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Where the money of a new refund comes from and goes to."""

    payment_id: PaymentId
    payer: MemberId
    method: str
    target: RefundTo


@dataclass(frozen=True, slots=True)
class Sending:
    """What the job needs to know to ask the provider."""

    refund: Refund
    method: str
    paid: Money
    gateway_ref: str


def to_refund(row: Mapping[str, Any]) -> Refund:
    """A row as its contract."""
    return Refund(
        RefundId.of(row["id"]),
        row["key"],
        PaymentId.of(row["payment_id"]),
        row["subject"],
        Money(row["amount_minor"], row["currency"]),
        row["reason"],
        cast("RefundTo", row["target"]),
        RefundState(row["state"]),
        row["attempts"],
        row["error"],
        row["created_at"],
        row["done_at"],
    )


async def lock_and_take(
    tx: Tx, refund_id: RefundId, key: str, subject: str, amount: Money, reason: str, to: str, payment_id: PaymentId | None
) -> Taken | None:
    """Write a refund and take its amount from a payment that has it; None if the key exists or no payment has so much left."""
    # Locked by a statement of its own: the next one is younger and chooses among the payments as they are now.
    await lock_subject(tx, subject)
    row = await tx.fetchrow(TAKE, refund_id, key, subject, amount.minor, amount.currency, reason, to, payment_id, clock.now())
    if row is None:
        return None
    return Taken(PaymentId.of(row["id"]), MemberId.of(row["payer"]), row["method"], cast("RefundTo", row["target"]))


async def by_key(tx: Tx, key: str) -> Refund | None:
    """The refund with this key."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM payments_refund WHERE key = $1", key)
    return to_refund(row) if row else None


async def left(tx: Tx, subject: str, currency: str) -> Money:
    """What was paid for a subject and not yet refunded, over all its payments."""
    minor = await tx.fetchval(
        """SELECT coalesce(sum(amount_minor - refunded_minor), 0)::bigint FROM payments_payment
           WHERE subject = $1 AND state = 'paid' AND currency = $2""",
        subject,
        currency,
    )
    return Money(minor, currency)


async def sending(tx: Tx, refund_id: RefundId) -> Sending:
    """A refund with what its provider must know. Raises ``RefundNotFound``."""
    row = await tx.fetchrow(
        """SELECT refund.*, payment.method, payment.amount_minor AS paid_minor FROM payments_refund AS refund
           JOIN payments_payment AS payment ON payment.id = refund.payment_id WHERE refund.id = $1""",
        refund_id,
    )
    if row is None:
        raise RefundNotFound
    # A later round asks under a new name, because the provider has refused the former name for good.
    ref = str(refund_id) if row["round"] == 1 else f"{refund_id}-{row['round']}"
    return Sending(to_refund(row), row["method"], Money(row["paid_minor"], row["currency"]), ref)


async def mark_done(tx: Tx, refund_id: RefundId) -> bool:
    """Pending becomes done."""
    return bool(
        await tx.execute(
            "UPDATE payments_refund SET state = 'done', done_at = $2, error = NULL WHERE id = $1 AND state = 'pending'",
            refund_id,
            clock.now(),
        )
    )


async def mark_failed(tx: Tx, refund_id: RefundId, error: str, *, is_refused: bool) -> bool:
    """Pending becomes failed. ``is_refused``: the provider said so; otherwise we never learnt what happened."""
    return bool(
        await tx.execute(
            "UPDATE payments_refund SET state = 'failed', error = $2, is_refused = $3 WHERE id = $1 AND state = 'pending'",
            refund_id,
            error[:500],
            is_refused,
        )
    )


async def mark_tried(tx: Tx, refund_id: RefundId, error: str | None) -> int | None:
    """Count an attempt that settled nothing; the number of attempts so far, None if the refund is no longer pending."""
    tried: int | None = await tx.fetchval(
        "UPDATE payments_refund SET attempts = attempts + 1, error = $2 WHERE id = $1 AND state = 'pending' RETURNING attempts",
        refund_id,
        error[:500] if error else None,
    )
    return tried


async def mark_retried(tx: Tx, refund_id: RefundId) -> bool:
    """Failed becomes pending again; under a new name if the provider had refused the old one."""
    return bool(
        await tx.execute(
            """UPDATE payments_refund SET state = 'pending', attempts = 0, round = round + is_refused::int, is_refused = false
               WHERE id = $1 AND state = 'failed'""",
            refund_id,
        )
    )


async def get_refund(tx: Tx, refund_id: RefundId) -> Refund:
    """One refund. Raises ``RefundNotFound``."""
    found = await get_refunds(tx, [refund_id])
    if refund_id not in found:
        raise RefundNotFound
    return found[refund_id]


async def get_refunds(tx: Tx, refund_ids: Sequence[RefundId]) -> dict[RefundId, Refund]:
    """Those of ``refund_ids`` that exist."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM payments_refund WHERE id = ANY($1)", list(refund_ids))
    refunds = [to_refund(row) for row in rows]
    return {refund.id: refund for refund in refunds}


async def refunds_of(tx: Tx, subject: str) -> list[Refund]:
    """All refunds of a subject, oldest first (at most 200)."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM payments_refund WHERE subject = $1 ORDER BY id LIMIT 200", subject)
    return [to_refund(row) for row in rows]


async def miscounted(tx: Tx, limit: int) -> list[asyncpg.Record]:
    """Payments whose refunded amount differs from their refunds."""
    return await tx.fetch(
        """SELECT payment.id, payment.refunded_minor, coalesce(sum(refund.amount_minor), 0)::bigint AS refunds_say
           FROM payments_payment AS payment LEFT JOIN payments_refund AS refund ON refund.payment_id = payment.id
           GROUP BY payment.id HAVING payment.refunded_minor <> coalesce(sum(refund.amount_minor), 0) LIMIT $1""",
        limit,
    )


async def owed(tx: Tx) -> list[asyncpg.Record]:
    """What providers still have to pay out, per currency."""
    return await tx.fetch(
        """SELECT currency, sum(amount_minor)::bigint AS amount FROM payments_refund
           WHERE target = 'gateway' AND state <> 'done' GROUP BY currency"""
    )


async def stuck(tx: Tx, since: datetime, limit: int) -> list[RefundId]:
    """Refunds that wait since before ``since``."""
    rows = await tx.fetch("SELECT id FROM payments_refund WHERE state = 'pending' AND created_at < $1 ORDER BY id LIMIT $2", since, limit)
    return [RefundId.of(row["id"]) for row in rows]
