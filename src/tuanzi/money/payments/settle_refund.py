"""Settle a refund: what a provider answered, or that it did not."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import postings, rules
from tuanzi.money.payments import repository_refunds as repository
from tuanzi.money.payments.contracts import REFUND_ATTEMPTS_MAX, GatewayRefund, RefundId
from tuanzi.money.payments.events import RefundFailed, RefundSucceeded
from tuanzi.money.payments.jobs import refund_key, send_refund


async def settle_refund(tx: Tx, refund_id: RefundId, answer: GatewayRefund) -> None:
    """Finish a refund, give it up into the finance queue, or ask again later. ``unknown`` stands for no sensible answer."""
    sending = await repository.sending(tx, refund_id)
    refund = sending.refund
    if answer.state == "done":
        if await repository.mark_done(tx, refund_id):
            await postings.refund_done(tx, refund, sending.method)
            facts.record(tx, RefundSucceeded(refund_id, refund.key, refund.subject, refund.amount, "gateway"))
        return
    error = answer.reason or answer.state
    if answer.state != "failed":
        attempts = await repository.mark_tried(tx, refund_id, error)
        if attempts is None:
            return
        if attempts < REFUND_ATTEMPTS_MAX:
            due_at = clock.now() + timedelta(seconds=rules.refund_backoff_s(attempts))
            jobs.enqueue(tx, send_refund(refund_id), due_at=due_at, key=refund_key(refund_id))
            return
    if await repository.mark_failed(tx, refund_id, error, is_refused=answer.state == "failed"):
        facts.record(tx, RefundFailed(refund_id, refund.key, refund.subject, refund.amount, error))
