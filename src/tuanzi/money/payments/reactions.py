"""What payments does about its own facts."""

from __future__ import annotations

from tuanzi.kernel import jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on
from tuanzi.money.payments import rules
from tuanzi.money.payments.events import PaymentClosed
from tuanzi.money.payments.jobs import close_at_gateway


@on(PaymentClosed)
async def tell_gateway(tx: Tx, fact: PaymentClosed, _: Delivery[PaymentClosed]) -> None:
    """What is closed here must not be payable there; telling it twice does no harm."""
    jobs.enqueue(tx, close_at_gateway(fact.payment_id), key=rules.close_key(fact.payment_id))
