"""Money for an order has arrived."""

from __future__ import annotations

from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.trade.orders import repository_money, rules
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId, State
from tuanzi.trade.orders.events import OrderPaid, OrderPaidLate, OrderPreparing
from tuanzi.trade.orders.refund_late import refund_late, refund_late_key, refund_late_order


async def mark_paid(tx: Tx, order_id: OrderId, payment_id: PaymentId, amount: Money) -> None:
    """Count a payment, once however often it is told. Money is never kept in silence:

    an order in time is paid; a closed one is paid late (choice of its buyer, or back at once); a second payment, or one of
    another amount, goes back by itself.
    """
    now = clock.now()
    moved = await repository_money.pay(tx, order_id, payment_id, amount, now)
    if moved is not None:
        jobs.cancel(tx, rules.expire_key(order_id))
        facts.record(tx, OrderPaid(order_id, moved.member_id, amount, moved.holds if moved.holds_open else (), moved.lines))
        if moved.state == State.PREPARING:
            facts.record(tx, OrderPreparing(order_id, moved.member_id))
        return
    if await writes.lock_order(tx, order_id) is None or await repository_money.was_seen(tx, payment_id):
        return
    late = await repository_money.pay_late(tx, order_id, payment_id, amount, now)
    if late is None:
        await _give_back_extra(tx, order_id, payment_id, amount)
        return
    facts.record(tx, OrderPaidLate(order_id, late.member_id, payment_id, amount, late.holds, late.late_choice_until))
    if late.late_choice_until is None:
        await refund_late(tx, order_id)
    else:
        jobs.enqueue(tx, refund_late_order(order_id), due_at=late.late_choice_until, key=refund_late_key(order_id))


async def _give_back_extra(tx: Tx, order_id: OrderId, payment_id: PaymentId, amount: Money) -> None:
    now = clock.now()
    if not await repository_money.note_extra_payment(tx, order_id, payment_id, amount, now):
        return
    key = f"{order_id}:extra:{payment_id}"
    refund_id = await payments.refund(tx, key, str(order_id), amount, "paid_twice", "gateway", payment_id=payment_id)
    await repository_money.note_refund(
        tx, order_id, key, refund_id, amount, to="gateway", reason="paid_twice", lines=[], at=now, is_extra=True
    )
