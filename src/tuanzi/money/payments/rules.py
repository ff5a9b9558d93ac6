"""Which moves a payment and a refund may make, and what a provider's word means. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.money.payments.contracts import POLL_AFTER_EXPIRY_S, POLL_AFTER_S, PaymentId, PaymentState, RefundId, RefundState

TRANSITIONS: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.AWAITING: frozenset({PaymentState.PAID, PaymentState.CLOSED, PaymentState.MISMATCH}),
    PaymentState.CLOSED: frozenset({PaymentState.PAID, PaymentState.MISMATCH}),
    PaymentState.MISMATCH: frozenset({PaymentState.PAID}),
    PaymentState.PAID: frozenset(),
}
"""Money that arrives is money that arrived, whatever we thought of the payment before: every state but paid leads to paid."""

REFUND_TRANSITIONS: dict[RefundState, frozenset[RefundState]] = {
    RefundState.PENDING: frozenset({RefundState.DONE, RefundState.FAILED}),
    RefundState.FAILED: frozenset({RefundState.PENDING}),
    RefundState.DONE: frozenset(),
}

REFUND_BACKOFF_S_FIRST = 5
REFUND_BACKOFF_S_MAX = 3600


def before(target: PaymentState) -> list[PaymentState]:
    """The states from which a payment may become ``target``."""
    return [state for state, targets in TRANSITIONS.items() if target in targets]


def poll_at(created_at: datetime, expires_at: datetime, step: int) -> datetime | None:
    """When the question number ``step`` is asked: on the timetable while the payment lives, once after it expired, then never."""
    moments = [created_at + timedelta(seconds=seconds) for seconds in POLL_AFTER_S]
    moments = [moment for moment in moments if moment < expires_at]
    moments.append(expires_at + timedelta(seconds=POLL_AFTER_EXPIRY_S))
    return moments[step] if step < len(moments) else None


def is_last_poll(created_at: datetime, expires_at: datetime, step: int) -> bool:
    """Whether this question is the one after the payment expired."""
    return poll_at(created_at, expires_at, step + 1) is None


def refund_backoff_s(attempts: int) -> int:
    """How long to wait after so many attempts that came to nothing: 5 s, 10 s, 20 s … at most an hour."""
    return int(min(REFUND_BACKOFF_S_FIRST * 2 ** max(0, attempts - 1), REFUND_BACKOFF_S_MAX))


def poll_key(payment_id: PaymentId) -> str:
    """The name of the next question about a payment."""
    return f"payments.poll:{payment_id}"


def close_key(payment_id: PaymentId) -> str:
    """The name of telling a provider that a payment closed."""
    return f"payments.close:{payment_id}"


def refund_key(refund_id: RefundId) -> str:
    """The name of the next attempt at a refund."""
    return f"payments.refund:{refund_id}"
