from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tuanzi.money.ledger.contracts import Kind
from tuanzi.money.ledger.rules import TRANSITIONS as LEDGER_TRANSITIONS
from tuanzi.money.payments import rules
from tuanzi.money.payments.contracts import PaymentState, RefundState

START = datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_every_state_can_be_reached_or_is_where_things_begin() -> None:
    assert {state for targets in rules.TRANSITIONS.values() for state in targets} | {PaymentState.AWAITING} == set(PaymentState)
    assert {state for targets in rules.REFUND_TRANSITIONS.values() for state in targets} | {RefundState.PENDING} == set(RefundState)
    assert set(LEDGER_TRANSITIONS) == set(Kind)


def test_money_that_arrived_leads_to_paid_from_everywhere() -> None:
    assert set(rules.before(PaymentState.PAID)) == set(PaymentState) - {PaymentState.PAID}
    assert rules.TRANSITIONS[PaymentState.PAID] == frozenset()


def test_questions_come_on_the_timetable_and_once_after_expiry() -> None:
    expires_at = START + timedelta(minutes=15)
    moments = [rules.poll_at(START, expires_at, step) for step in range(6)]
    assert [(moment - START).total_seconds() if moment else None for moment in moments] == [10, 30, 120, 600, 905, None]
    assert [rules.is_last_poll(START, expires_at, step) for step in range(5)] == [False, False, False, False, True]


def test_a_short_payment_is_asked_about_less() -> None:
    expires_at = START + timedelta(seconds=60)
    moments = [rules.poll_at(START, expires_at, step) for step in range(4)]
    assert [(moment - START).total_seconds() if moment else None for moment in moments] == [10, 30, 65, None]


def test_backoff_grows_and_is_bounded() -> None:
    assert [rules.refund_backoff_s(attempts) for attempts in (1, 2, 3, 4)] == [5, 10, 20, 40]
    assert rules.refund_backoff_s(50) == 3600
