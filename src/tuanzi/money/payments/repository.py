"""Payments' SQL. A payment and a refund move by one conditional update each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import rules
from tuanzi.money.payments.contracts import Notification, Payment, PaymentId, PaymentState
from tuanzi.money.payments.errors import PaymentNotFound
from tuanzi.people.accounts.contracts import MemberId

COLUMNS = """id, subject, payer, method, amount_minor, currency, state, refunded_minor, return_url, created_at, expires_at, paid_at"""
INSERT = f"""
INSERT INTO payments_payment (id, subject, payer, method, amount_minor, currency, state, return_url, created_at, expires_at, paid_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE NOT EXISTS (
    SELECT FROM payments_payment WHERE subject = $2 AND state = 'paid' AND refunded_minor < amount_minor)
ON CONFLICT DO NOTHING RETURNING {COLUMNS}
"""
MARK_PAID = f"""
UPDATE payments_payment SET state = 'paid', transaction_ref = $5, paid_at = $6
WHERE id = $1 AND method = $2 AND amount_minor = $3 AND currency = $4 AND state = ANY($7) RETURNING {COLUMNS}
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """A payment that just became paid, and the open ones of the same subject that ended with it."""

    payment: Payment
    closed: tuple[PaymentId, ...]


def to_payment(row: Mapping[str, Any]) -> Payment:
    """A row as its contract."""
    currency = row["currency"]
    return Payment(
        PaymentId.of(row["id"]),
        row["subject"],
        MemberId.of(row["payer"]),
        row["method"],
        Money(row["amount_minor"], currency),
        PaymentState(row["state"]),
        Money(row["refunded_minor"], currency),
        row["return_url"],
        row["created_at"],
        row["expires_at"],
        row["paid_at"],
    )


async def lock_subject(tx: Tx, subject: str) -> None:
    """Keep all payments of a subject from changing, taken in one order. The next statement sees what those waited for have done."""
    await tx.fetch("SELECT FROM payments_payment WHERE subject = $1 ORDER BY id FOR UPDATE", subject)


async def lock_subject_of(tx: Tx, payment_id: PaymentId) -> None:
    """As ``lock_subject``, for the subject of this payment: which that is never changes."""
    await tx.fetch(
        "SELECT FROM payments_payment WHERE subject = (SELECT subject FROM payments_payment WHERE id = $1) ORDER BY id FOR UPDATE",
        payment_id,
    )


async def insert(
    tx: Tx, subject: str, payer: MemberId, method: str, amount: Money, state: PaymentState, return_url: str, expires_at: datetime
) -> Payment | None:
    """A new payment, or None when the subject is paid or has an open payment by this method."""
    now = clock.now()
    row = await tx.fetchrow(
        INSERT,
        PaymentId.new(),
        subject,
        payer,
        method,
        amount.minor,
        amount.currency,
        state,
        return_url,
        now,
        expires_at,
        now if state == PaymentState.PAID else None,
    )
    return to_payment(row) if row else None


async def standing(tx: Tx, subject: str, method: str) -> Payment | None:
    """What kept a new payment from being inserted: the paid one of the subject, else the open one of the method."""
    row = await tx.fetchrow(
        f"""SELECT {COLUMNS} FROM payments_payment WHERE subject = $1
            AND ((state = 'paid' AND refunded_minor < amount_minor) OR (state = 'awaiting' AND method = $2))
            ORDER BY (state = 'paid') DESC, (method = $2) DESC LIMIT 1""",
        subject,
        method,
    )
    return to_payment(row) if row else None


async def mark_paid(
    tx: Tx, payment_id: PaymentId, gateway: str, amount: Money, paid_at: datetime, transaction_ref: str | None
) -> Settled | None:
    """Awaiting, closed or mismatched becomes paid, for the exact amount only; the subject's other open payments close.

    Call under ``lock_subject_of``.
    """
    row = await tx.fetchrow(
        MARK_PAID,
        payment_id,
        gateway,
        amount.minor,
        amount.currency,
        transaction_ref,
        paid_at,
        rules.before(PaymentState.PAID),
    )
    if row is None:
        return None
    # A statement of its own: one that began before another payment of the subject was opened would not see it.
    closed = await _close_awaiting(tx, row["subject"])
    return Settled(to_payment(row), tuple(payment.id for payment in closed))


async def mark_mismatched(tx: Tx, payment_id: PaymentId, got: Money) -> bool:
    """Note that another amount was reported. False if that was known, or the payment is paid."""
    return bool(
        await tx.execute(
            "UPDATE payments_payment SET state = 'mismatch', reported_minor = $2 WHERE id = $1 AND state = ANY($3)",
            payment_id,
            got.minor,
            rules.before(PaymentState.MISMATCH),
        )
    )


async def mark_closed(tx: Tx, payment_id: PaymentId) -> Payment | None:
    """Awaiting becomes closed; None if it was not awaiting."""
    row = await tx.fetchrow(
        f"UPDATE payments_payment SET state = 'closed', closed_at = $2 WHERE id = $1 AND state = 'awaiting' RETURNING {COLUMNS}",
        payment_id,
        clock.now(),
    )
    return to_payment(row) if row else None


async def mark_closed_for(tx: Tx, subject: str) -> list[Payment]:
    """All open payments of a subject become closed."""
    await lock_subject(tx, subject)
    return await _close_awaiting(tx, subject)


async def _close_awaiting(tx: Tx, subject: str) -> list[Payment]:
    rows = await tx.fetch(
        f"UPDATE payments_payment SET state = 'closed', closed_at = $2 WHERE subject = $1 AND state = 'awaiting' RETURNING {COLUMNS}",
        subject,
        clock.now(),
    )
    return [to_payment(row) for row in rows]


async def remember(tx: Tx, gateway: str, notification: Notification) -> bool:
    """Put a message into the inbox. False if it lay there already."""
    return bool(
        await tx.fetchval(
            """INSERT INTO payments_inbox (gateway, external_id, payment_id, state, amount_minor, raw_hash, received_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING true""",
            gateway,
            notification.external_id,
            notification.payment_ref,
            notification.state,
            notification.amount.minor,
            notification.raw_hash,
            clock.now(),
        )
    )


async def find(tx: Tx, payment_id: PaymentId) -> Payment | None:
    """The payment or None."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM payments_payment WHERE id = $1", payment_id)
    return to_payment(row) if row else None


async def get(tx: Tx, payment_id: PaymentId) -> Payment:
    """One payment, whosever it is. Raises ``PaymentNotFound``."""
    payment = await find(tx, payment_id)
    if payment is None:
        raise PaymentNotFound
    return payment


async def get_for(tx: Tx, member_id: MemberId, payment_id: PaymentId) -> Payment:
    """One payment of this member. Raises ``PaymentNotFound``, also for somebody else's."""
    payment = await get(tx, payment_id)
    if payment.payer != member_id:
        raise PaymentNotFound
    return payment


async def get_many(tx: Tx, payment_ids: Sequence[PaymentId]) -> dict[PaymentId, Payment]:
    """Those of ``payment_ids`` that exist."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM payments_payment WHERE id = ANY($1)", list(payment_ids))
    payments = [to_payment(row) for row in rows]
    return {payment.id: payment for payment in payments}


async def search(
    tx: Tx, *, subject: str | None = None, state: PaymentState | None = None, before: UUID | None = None, limit: int = 20
) -> list[Payment]:
    """Payments, newest first, for the console."""
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM payments_payment WHERE ($1::text IS NULL OR subject = $1) AND ($2::text IS NULL OR state = $2)
            AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4""",
        subject,
        state,
        before,
        min(limit, 100),
    )
    return [to_payment(row) for row in rows]


async def paid_by_method(tx: Tx) -> list[asyncpg.Record]:
    """What came in, per method and currency, and what the providers paid out again."""
    return await tx.fetch(
        """SELECT method, currency, sum(amount_minor)::bigint AS paid,
                  (SELECT coalesce(sum(refund.amount_minor), 0)::bigint FROM payments_refund AS refund
                   JOIN payments_payment AS own ON own.id = refund.payment_id
                   WHERE own.method = payment.method AND own.currency = payment.currency
                     AND refund.target = 'gateway' AND refund.state = 'done') AS returned
           FROM payments_payment AS payment WHERE state = 'paid' GROUP BY method, currency"""
    )


async def forgotten(tx: Tx, since: datetime, limit: int) -> list[PaymentId]:
    """Open payments that expired before ``since``: the timetable should have closed them."""
    rows = await tx.fetch(
        "SELECT id FROM payments_payment WHERE state = 'awaiting' AND expires_at < $1 ORDER BY expires_at LIMIT $2", since, limit
    )
    return [PaymentId.of(row["id"]) for row in rows]


async def move_payer(tx: Tx, source: MemberId, target: MemberId) -> None:
    """What one account paid counts as the other's; a refund to the balance goes there."""
    await tx.execute("UPDATE payments_payment SET payer = $2 WHERE payer = $1", source, target)


async def paid_by(tx: Tx, member_id: MemberId) -> list[asyncpg.Record]:
    """Everything a member paid, the oldest first."""
    return await tx.fetch(
        """SELECT subject, method, amount_minor, currency, state, refunded_minor, created_at, paid_at FROM payments_payment
           WHERE payer = $1 ORDER BY id""",
        member_id,
    )
