"""What the provider does with a merchant's refund."""

from __future__ import annotations

from dataclasses import replace

from tuanzi.adapters.sandbox_pay import repository
from tuanzi.adapters.sandbox_pay.contracts import MERCHANT_ID, Charge, Mode
from tuanzi.adapters.sandbox_pay.repository import RefundRow
from tuanzi.kernel.db import Tx

Answer = dict[str, str | None]
BUSY: Answer = {"state": "busy", "reason": "SYSTEM_ERROR"}
"""Told with status 500: nothing was accepted, ask again with the same reference."""


async def refund(tx: Tx, out_ref: str, out_refund_ref: str, amount_minor: int) -> Answer | None:
    """Give money back, once per reference, never more than was paid. None if there is no such charge."""
    charge = await repository.lock_charge(tx, MERCHANT_ID, out_ref)
    if charge is None:
        return None
    existing = await repository.refund(tx, MERCHANT_ID, out_refund_ref)
    row = existing or await _new(tx, charge, amount_minor)
    if (row.amount_minor, row.charge_id) != (amount_minor, charge.id):
        return {"state": "failed", "reason": "the reference was used for another refund"}
    if row.failures_left > 0:
        await repository.save_refund(tx, MERCHANT_ID, out_refund_ref, replace(row, failures_left=row.failures_left - 1))
        return BUSY
    row = replace(row, state="done") if row.state == "processing" else row
    await repository.save_refund(tx, MERCHANT_ID, out_refund_ref, row)
    return _answer(row)


async def query(tx: Tx, out_refund_ref: str) -> Answer | None:
    """How a refund stands; one that was only answered with BUSY so far was never accepted."""
    row = await repository.refund(tx, MERCHANT_ID, out_refund_ref)
    return _answer(row) if row and row.state != "processing" else None


async def _new(tx: Tx, charge: Charge, amount_minor: int) -> RefundRow:
    faults = _faults(charge.faults, await repository.mode(tx))
    paid = charge.paid.minor if charge.paid else 0
    too_much = await repository.refunded_minor(tx, charge.id) + amount_minor > paid
    if charge.state != "paid" or too_much or faults.refund_fails_for_good:
        return RefundRow("failed", 0, amount_minor, charge.id)
    return RefundRow("processing", faults.refund_fails_times, amount_minor, charge.id)


def _faults(of_charge: Mode, of_now: Mode) -> Mode:
    """A charge keeps the faults it was paid under; a mode chosen afterwards counts too."""
    return of_charge if of_charge.refund_fails_times or of_charge.refund_fails_for_good else of_now


def _answer(row: RefundRow) -> Answer:
    return {"state": row.state, "reason": "the account that paid no longer takes money" if row.state == "failed" else None}
