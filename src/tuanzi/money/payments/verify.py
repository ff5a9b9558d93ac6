"""Verify: payments, refunds and the ledger tell the same story."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import postings, repository, repository_refunds
from tuanzi.money.payments.contracts import BALANCE

PROBLEMS_MAX = 100
FORGOTTEN_AFTER = timedelta(hours=1)
STUCK_AFTER = timedelta(days=1)


async def verify(tx: Tx) -> list[str]:
    """What is wrong, in words: sums that differ from the ledger, refunds that do not add up, payments nobody closed."""
    problems = []
    for row in await repository.paid_by_method(tx):
        if row["method"] == BALANCE:
            continue
        held = await postings.held_by(tx, row["method"], row["currency"])
        if held != row["paid"] - row["returned"]:
            problems.append(f"payments: {row['method']} took {row['paid']} and returned {row['returned']}, the ledger says it holds {held}")
    owed = {row["currency"]: row["amount"] for row in await repository_refunds.owed(tx)}
    for currency in {"CNY", *owed}:
        booked = await postings.owed_back(tx, currency)
        if booked != owed.get(currency, 0):
            problems.append(f"payments: refunds on their way sum to {owed.get(currency, 0)} {currency}, the ledger says {booked}")
    problems += [
        f"payments: {row['id']} counts {row['refunded_minor']} refunded, its refunds sum to {row['refunds_say']}"
        for row in await repository_refunds.miscounted(tx, PROBLEMS_MAX)
    ]
    now = clock.now()
    problems += [
        f"payments: {payment_id} expired and is still open"
        for payment_id in await repository.forgotten(tx, now - FORGOTTEN_AFTER, PROBLEMS_MAX)
    ]
    problems += [
        f"payments: refund {refund_id} waits for too long"
        for refund_id in await repository_refunds.stuck(tx, now - STUCK_AFTER, PROBLEMS_MAX)
    ]
    return problems
