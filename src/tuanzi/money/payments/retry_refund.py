"""Retry a refund: finance has looked and lets it try again."""

from __future__ import annotations

from tuanzi.kernel import jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import repository_refunds as repository
from tuanzi.money.payments import rules
from tuanzi.money.payments.contracts import Refund, RefundId
from tuanzi.money.payments.errors import RefundNotFailed
from tuanzi.money.payments.jobs import send_refund
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


async def retry_refund(tx: Tx, refund_id: RefundId, by: StaffId, *, ip: str = "", request_id: str = "") -> Refund:
    """Send a failed refund out again, audited. Raises ``RefundNotFound`` and ``RefundNotFailed``."""
    before = await repository.get_refund(tx, refund_id)
    if not await repository.mark_retried(tx, refund_id):
        raise RefundNotFailed(state=before.state)
    jobs.enqueue(tx, send_refund(refund_id), key=rules.refund_key(refund_id))
    after = await repository.get_refund(tx, refund_id)
    audit.record(
        tx,
        Entry(
            "staff",
            str(by),
            "payments.refund_retry",
            "refund",
            str(refund_id),
            {"state": before.state, "error": before.error},
            {"state": after.state},
            ip,
            request_id,
        ),
    )
    return after
