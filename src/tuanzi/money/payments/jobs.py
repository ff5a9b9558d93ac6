"""What payments asks of providers, outside any transaction; each answer is taken in by a verb."""

from __future__ import annotations

from tuanzi.kernel import jobs, ports
from tuanzi.kernel.db import Database, Tx
from tuanzi.money.payments import repository, repository_refunds, rules
from tuanzi.money.payments.close import close
from tuanzi.money.payments.contracts import BALANCE, GatewayPayment, GatewayRefund, Payment, PaymentId, PaymentState, RefundId, RefundState
from tuanzi.money.payments.errors import GatewayTrouble
from tuanzi.money.payments.ports import Gateway, Gateways
from tuanzi.money.payments.settle import settle
from tuanzi.money.payments.settle_refund import settle_refund


def _gateway(method: str) -> Gateway:
    gateway = ports.get(Gateways).find(method)
    if gateway is None:
        raise LookupError(f"the gateway {method} is no longer configured")
    return gateway


@jobs.outside_job(queue="payments", attempts_max=12)
async def poll_payment(db: Database, payment_id: PaymentId, step: int) -> None:
    """Ask about a payment that nobody has told us about, and plan the next question."""
    payment = await repository.get(db.reader, payment_id)
    if payment.state != PaymentState.AWAITING:
        return
    is_last = rules.is_last_poll(payment.created_at, payment.expires_at, step)
    try:
        answer = await _gateway(payment.method).query(payment_id)
    except GatewayTrouble:
        if is_last:
            raise
        answer = GatewayPayment("unknown")
    async with db.transaction() as tx:
        await _take_in(tx, payment, answer, close_open=is_last)
        due_at = rules.poll_at(payment.created_at, payment.expires_at, step + 1)
        if due_at is not None and answer.state in {"open", "unknown"}:
            jobs.enqueue(tx, poll_payment(payment_id, step + 1), due_at=due_at, key=rules.poll_key(payment_id))


@jobs.outside_job(queue="payments", attempts_max=12)
async def close_at_gateway(db: Database, payment_id: PaymentId) -> None:
    """Make a closed payment impossible at its provider; take it in if it was paid before that."""
    payment = await repository.get(db.reader, payment_id)
    if payment.method == BALANCE:
        return
    gateway = _gateway(payment.method)
    await gateway.close(payment_id)
    answer = await gateway.query(payment_id)
    async with db.transaction() as tx:
        await _take_in(tx, payment, answer, close_open=False)


async def _take_in(tx: Tx, payment: Payment, answer: GatewayPayment, *, close_open: bool) -> None:
    if answer.state == "paid" and answer.amount is not None:
        await repository.lock_subject_of(tx, payment.id)
        await settle(tx, payment.id, payment.method, answer.amount, answer.paid_at, answer.transaction_ref)
    elif answer.state == "closed" or close_open:
        await close(tx, payment.id)


@jobs.outside_job(queue="payments", attempts_max=12)
async def send_refund(db: Database, refund_id: RefundId) -> None:
    """Ask the provider to pay back, or what became of it; the same reference is the same refund however often we ask."""
    sending = await repository_refunds.sending(db.reader, refund_id)
    refund = sending.refund
    if refund.state != RefundState.PENDING:
        return
    gateway = _gateway(sending.method)
    try:
        answer = await gateway.query_refund(sending.gateway_ref) if refund.attempts else GatewayRefund("unknown")
        if answer.state == "unknown":
            answer = await gateway.refund(refund.payment_id, sending.gateway_ref, refund.amount, sending.paid)
    except GatewayTrouble as trouble:
        answer = GatewayRefund("unknown", str(trouble))
    async with db.transaction() as tx:
        again_at = await settle_refund(tx, refund_id, answer)
        if again_at is not None:
            jobs.enqueue(tx, send_refund(refund_id), due_at=again_at, key=rules.refund_key(refund_id))
