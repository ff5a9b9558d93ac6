"""Settle a refund: what a provider answered, or that it did not."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import postings, rules
from tuanzi.money.payments import repository_refunds as repository
from tuanzi.money.payments.contracts import REFUND_ATTEMPTS_MAX, GatewayRefund, RefundId
from tuanzi.money.payments.events import RefundFailed, RefundSucceeded


async def settle_refund(tx: Tx, refund_id: RefundId, answer: GatewayRefund) -> datetime | None:
    """Finish a refund or give it up into the finance queue; or say when to ask again. ``unknown``: no sensible answer."""
    sending = await repository.sending(tx, refund_id)
    refund = sending.refund
    if answer.state == "done":
        if await repository.mark_done(tx, refund_id):
            await postings.refund_done(tx, refund, sending.method)
            facts.record(tx, RefundSucceeded(refund_id, refund.key, refund.subject, refund.amount, "gateway"))
        return None
    error = answer.reason or answer.state
    if answer.state != "failed":
        attempts = await repository.mark_tried(tx, refund_id, error)
        if attempts is None:
            return None
        if attempts < REFUND_ATTEMPTS_MAX:
            return clock.now() + timedelta(seconds=rules.refund_backoff_s(attempts))
    if await repository.mark_failed(tx, refund_id, error, is_refused=answer.state == "failed"):
        facts.record(tx, RefundFailed(refund_id, refund.key, refund.subject, refund.amount, error))
    return None
