"""Refund: money goes back to who paid it, never more than came."""

from __future__ import annotations

from tuanzi.kernel import facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import postings, rules
from tuanzi.money.payments import repository_refunds as repository
from tuanzi.money.payments.contracts import REASON_LENGTH_MAX, REFUND_KEY_LENGTH_MAX, PaymentId, RefundId, RefundTo
from tuanzi.money.payments.errors import RefundExceedsPaid, RefundKeyConflict
from tuanzi.money.payments.events import RefundSucceeded
from tuanzi.money.payments.jobs import send_refund


async def refund(
    tx: Tx, key: str, subject: str, amount: Money, reason: str, to: RefundTo = "gateway", *, payment_id: PaymentId | None = None
) -> RefundId:
    """Give ``amount`` of what was paid for ``subject`` back, once per ``key``; ``payment_id`` says which payment if there are two.

    ``to="gateway"``: the way it came, through the provider, by and by (what was paid from a wallet goes back into it at once).
    ``to="balance"``: into the payer's wallet, at once. Raises ``RefundExceedsPaid`` and ``RefundKeyConflict``.
    """
    if amount.minor <= 0 or not 0 < len(key) <= REFUND_KEY_LENGTH_MAX:
        raise ValueError("a refund has a key and a positive amount")
    refund_id = RefundId.new()
    taken = await repository.lock_and_take(tx, refund_id, key, subject, amount, reason[:REASON_LENGTH_MAX], to, payment_id)
    if taken is None:
        return await _asked_before(tx, key, subject, amount)
    if taken.target == "balance":
        await postings.refund_to_wallet(tx, key, subject, taken.payer, amount)
        facts.record(tx, RefundSucceeded(refund_id, key, subject, amount, "balance"))
    else:
        await postings.refund_owed(tx, key, subject, amount)
        jobs.enqueue(tx, send_refund(refund_id), key=rules.refund_key(refund_id))
    return refund_id


async def _asked_before(tx: Tx, key: str, subject: str, amount: Money) -> RefundId:
    existing = await repository.by_key(tx, key)
    if existing is None:
        raise RefundExceedsPaid(left=await repository.left(tx, subject, amount.currency))
    if (existing.subject, existing.amount) != (subject, amount):
        raise RefundKeyConflict(key=key)
    return existing.id
