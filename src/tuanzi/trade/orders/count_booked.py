"""Money that is booked counts, also while the news of it is still on its way."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentState
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.mark_paid import mark_paid


async def count_booked(tx: Tx, order_id: OrderId) -> bool:
    """Count what payments has booked for this order, as its fact would a moment later. Whether there is anything booked."""
    booked = await payments.search(tx, subject=str(order_id), state=PaymentState.PAID)
    for payment in booked:
        await mark_paid(tx, order_id, payment.id, payment.amount)
    return bool(booked)
