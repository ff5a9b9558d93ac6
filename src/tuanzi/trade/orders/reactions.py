"""What orders hears from payments, and what it tells to open pages and writes down about its products."""

from __future__ import annotations

from typing import Any

from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on, on_many
from tuanzi.money.payments.events import PaymentSucceeded, RefundFailed, RefundSucceeded
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.events import (
    OrderClosed,
    OrderCompleted,
    OrderPaid,
    OrderPaidLate,
    OrderPreparing,
    OrderReadyForPickup,
    OrderReceived,
    OrderRefunded,
    OrderReinstated,
    OrderShipped,
)


def _order_of(subject: str) -> OrderId | None:
    """Payments knows subjects only by name; those of other kinds are not ours."""
    try:
        return OrderId.parse(subject)
    except ValueError:
        return None


CONSOLE_TODAY = "console:today"
"""The topic of the console's first page, and that something happened is all it says: what, each reader asks with their own permissions."""


@on(PaymentSucceeded)
async def mark_order_paid(tx: Tx, fact: PaymentSucceeded, _: Delivery[PaymentSucceeded]) -> None:
    """Money arrived, in time or too late."""
    order_id = _order_of(fact.subject)
    if order_id is not None:
        await api.mark_paid(tx, order_id, fact.payment_id, fact.amount)


@on(RefundSucceeded)
async def note_refund_done(tx: Tx, fact: RefundSucceeded, _: Delivery[RefundSucceeded]) -> None:
    """The payer has the money back."""
    await api.end_refund(tx, fact.key, "done")


@on(RefundFailed)
async def note_refund_failed(tx: Tx, fact: RefundFailed, _: Delivery[RefundFailed]) -> None:
    """The money is stuck; finance sees it in the queue, the order says so."""
    await api.end_refund(tx, fact.key, "failed")


@on_many(OrderPaid, OrderReinstated, OrderRefunded)
async def note_sales(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    """Count the pieces sold on the cards of their products, a batch at a time: a rush on one product is one change of its card."""
    await api.count_sold(tx, [delivery.fact for delivery in deliveries])


@on_many(OrderPaid, OrderPaidLate, OrderReinstated, OrderRefunded)
async def note_buyers(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    """What the buyers of a batch have paid so far, for the list of members."""
    await api.keep_figures(tx, {delivery.fact.member_id for delivery in deliveries})


@on_many(
    OrderPaid,
    OrderPaidLate,
    OrderPreparing,
    OrderReinstated,
    OrderShipped,
    OrderReadyForPickup,
    OrderReceived,
    OrderCompleted,
    OrderClosed,
    OrderRefunded,
)
async def show_change(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    """Tell the buyer's open pages how the order stands now, once per order and batch; and the console that it may ask again."""
    last: dict[OrderId, Delivery[Any]] = {delivery.fact.order_id: delivery for delivery in deliveries}
    for order_id, state in (await api.states(tx, last)).items():
        last[order_id].publish(f"member:{last[order_id].fact.member_id}", "order", {"id": str(order_id), "state": state.value})
    deliveries[-1].publish(CONSOLE_TODAY, "orders", {})
