"""The provider's SQL."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuanzi.adapters.sandbox_pay.contracts import Charge, ChargeId, Mode, NoticeId, Request
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification on its way: what it says, about which charge."""

    id: NoticeId
    external_id: str
    state: str
    attempts: int
    is_delivered: bool
    charge: Charge


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund as the provider keeps it."""

    state: str
    failures_left: int
    amount_minor: int
    charge_id: ChargeId


def _charge(row: Mapping[str, Any]) -> Charge:
    currency = row["currency"]
    request = Request(
        row["merchant_id"],
        row["out_ref"],
        Money(row["amount_minor"], currency),
        row["title"],
        row["subject"],
        row["notify_url"],
        row["return_url"],
        row["expires_at"],
    )
    paid = Money(row["paid_minor"], currency) if row["paid_minor"] is not None else None
    return Charge(ChargeId.of(row["id"]), row["token"], request, row["state"], paid, row["paid_at"], Mode.model_validate(row["faults"]))


async def open_charge(tx: Tx, request: Request, state: str = "open") -> Charge:
    """The charge of this request, made if it is new."""
    await tx.execute(
        """INSERT INTO sandbox_pay_charge (id, token, merchant_id, out_ref, amount_minor, currency, title, subject, notify_url,
               return_url, state, faults, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
           ON CONFLICT (merchant_id, out_ref) DO UPDATE SET return_url = EXCLUDED.return_url
           WHERE sandbox_pay_charge.state = 'open' AND EXCLUDED.state = 'open'""",
        ChargeId.new(),
        secrets.token_urlsafe(18),
        request.merchant_id,
        request.out_ref,
        request.amount.minor,
        request.amount.currency,
        request.title,
        request.subject,
        request.notify_url,
        request.return_url,
        state,
        {},
        clock.now(),
        request.expires_at,
    )
    charge = await by_ref(tx, request.merchant_id, request.out_ref)
    if charge is None:
        raise AssertionError("the charge was just written")
    return charge


async def by_ref(tx: Tx, merchant_id: str, out_ref: str) -> Charge | None:
    """The charge with the merchant's reference."""
    row = await tx.fetchrow("SELECT * FROM sandbox_pay_charge WHERE merchant_id = $1 AND out_ref = $2", merchant_id, out_ref)
    return _charge(row) if row else None


async def by_token(tx: Tx, token: str) -> Charge | None:
    """The charge of a payment page."""
    row = await tx.fetchrow("SELECT * FROM sandbox_pay_charge WHERE token = $1", token)
    return _charge(row) if row else None


async def mark_paid(tx: Tx, token: str, paid_minor: int, faults: Mode) -> Charge | None:
    """Open becomes paid; None if it was not open or its time is over."""
    row = await tx.fetchrow(
        """UPDATE sandbox_pay_charge SET state = 'paid', paid_minor = $2, paid_at = $3, faults = $4
           WHERE token = $1 AND state = 'open' AND expires_at > $3 RETURNING *""",
        token,
        paid_minor,
        clock.now(),
        faults.model_dump(),
    )
    return _charge(row) if row else None


async def mark_closed(tx: Tx, merchant_id: str, out_ref: str) -> bool:
    """Open becomes closed. False if it was paid, closed or never seen."""
    return bool(
        await tx.execute(
            "UPDATE sandbox_pay_charge SET state = 'closed' WHERE merchant_id = $1 AND out_ref = $2 AND state = 'open'",
            merchant_id,
            out_ref,
        )
    )


async def add_notice(tx: Tx, charge_id: ChargeId, external_id: str, state: str) -> NoticeId:
    """A notification to be sent; copies of one notification share their ``external_id``."""
    notice_id = NoticeId.new()
    await tx.execute(
        "INSERT INTO sandbox_pay_notice (id, charge_id, external_id, state, created_at) VALUES ($1, $2, $3, $4, $5)",
        notice_id,
        charge_id,
        external_id,
        state,
        clock.now(),
    )
    return notice_id


async def notice(tx: Tx, notice_id: NoticeId) -> Notice | None:
    """A notification with its charge."""
    row = await tx.fetchrow(
        """SELECT charge.*, notice.external_id, notice.state AS notice_state, notice.attempts, notice.delivered_at
           FROM sandbox_pay_notice AS notice JOIN sandbox_pay_charge AS charge ON charge.id = notice.charge_id WHERE notice.id = $1""",
        notice_id,
    )
    if row is None:
        return None
    return Notice(notice_id, row["external_id"], row["notice_state"], row["attempts"], row["delivered_at"] is not None, _charge(row))


async def note_answer(tx: Tx, notice_id: NoticeId, answer: str, *, is_delivered: bool) -> int:
    """Count an attempt to send; the number of attempts so far."""
    attempts: int = await tx.fetchval(
        """UPDATE sandbox_pay_notice SET attempts = attempts + 1, answer = $2, delivered_at = CASE WHEN $3 THEN $4::timestamptz END
           WHERE id = $1 RETURNING attempts""",
        notice_id,
        answer[:200],
        is_delivered,
        clock.now(),
    )
    return attempts


async def lock_charge(tx: Tx, merchant_id: str, out_ref: str) -> Charge | None:
    """The charge, held against another refund of it at the same time."""
    row = await tx.fetchrow("SELECT * FROM sandbox_pay_charge WHERE merchant_id = $1 AND out_ref = $2 FOR UPDATE", merchant_id, out_ref)
    return _charge(row) if row else None


async def refund(tx: Tx, merchant_id: str, out_refund_ref: str) -> RefundRow | None:
    """The refund with the merchant's reference."""
    row = await tx.fetchrow("SELECT * FROM sandbox_pay_refund WHERE merchant_id = $1 AND out_refund_ref = $2", merchant_id, out_refund_ref)
    return RefundRow(row["state"], row["failures_left"], row["amount_minor"], ChargeId.of(row["charge_id"])) if row else None


async def refunded_minor(tx: Tx, charge_id: ChargeId) -> int:
    """What was given back of a charge, or is about to be."""
    minor: int = await tx.fetchval(
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM sandbox_pay_refund WHERE charge_id = $1 AND state <> 'failed'", charge_id
    )
    return minor


async def save_refund(tx: Tx, merchant_id: str, out_refund_ref: str, row: RefundRow) -> None:
    """Keep how a refund stands."""
    await tx.execute(
        """INSERT INTO sandbox_pay_refund (merchant_id, out_refund_ref, charge_id, amount_minor, state, failures_left, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (merchant_id, out_refund_ref) DO UPDATE SET state = EXCLUDED.state, failures_left = EXCLUDED.failures_left""",
        merchant_id,
        out_refund_ref,
        row.charge_id,
        row.amount_minor,
        row.state,
        row.failures_left,
        clock.now(),
    )


async def mode(tx: Tx) -> Mode:
    """How the provider behaves now; ``next_n`` counts what is left."""
    row = await tx.fetchrow('SELECT mode, "left" FROM sandbox_pay_mode WHERE id = 1')
    return Mode.model_validate({**row["mode"], "next_n": row["left"]}) if row and row["left"] != 0 else Mode()


async def set_mode(tx: Tx, mode: Mode) -> None:
    """Choose how the provider behaves from now on."""
    await tx.execute(
        """INSERT INTO sandbox_pay_mode (id, mode, "left") VALUES (1, $1, $2)
           ON CONFLICT (id) DO UPDATE SET mode = EXCLUDED.mode, "left" = EXCLUDED."left" """,
        mode.model_dump(exclude={"next_n"}),
        mode.next_n,
    )


async def use_mode(tx: Tx) -> Mode:
    """How the provider behaves for one charge, which counts against ``next_n``."""
    row = await tx.fetchrow(
        """UPDATE sandbox_pay_mode SET "left" = CASE WHEN "left" IS NULL THEN NULL ELSE "left" - 1 END
           WHERE id = 1 AND ("left" IS NULL OR "left" > 0) RETURNING mode"""
    )
    return Mode.model_validate(row["mode"]) if row else Mode()
