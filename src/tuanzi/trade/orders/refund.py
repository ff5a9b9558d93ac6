"""Give money back: all of it, some units, or a sum."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import api as payments
from tuanzi.trade.orders import postings, repository_money, rules
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import OrderId, OrderLineId, Refunded, RefundedLine, RefundLine, RefundTo, State
from tuanzi.trade.orders.errors import MoveRefused, OrderNotFound, RefundTooLarge
from tuanzi.trade.orders.events import OrderClosed, OrderRefunded


async def refund(
    tx: Tx,
    order_id: OrderId,
    lines: Sequence[RefundLine] | None,
    reason: str,
    to: RefundTo = "gateway",
    key: str = "",
    *,
    amount: Money | None = None,
    close_reason: str | None = None,
) -> Refunded:
    """Decide a refund and hand the money to payments; the same ``key`` again is the same refund.

    ``lines`` None and ``amount`` None: everything that is left, with the freight. Before the goods are sent that closes the
    order and frees its stock, once; afterwards the order goes on and only money moves. Lines give back exactly what they
    cost; ``amount`` is spread over what is left. Raises ``OrderNotFound``, ``MoveRefused`` for an order without money,
    ``RefundEmpty``, ``RefundTooLarge``.
    """
    if not key:
        raise ValueError("a refund needs a key")
    order = await writes.lock_order(tx, order_id)
    if order is None:
        raise OrderNotFound
    earlier = await repository_money.find_refund(tx, key)
    if earlier is not None:
        if earlier["order_id"] != order_id:
            raise ValueError("the key of a refund belongs to another order")
        return Refunded(order_id, Money(earlier["amount_minor"], order.currency), order.refunded == order.paid, order.state == State.CLOSED)
    unsent = order.state in rules.UNSENT
    if not order.paid:
        if not unsent or lines is not None or amount is not None:
            raise MoveRefused(move="refund", state=order.state)
        await _close(tx, order, close_reason or reason)
        return Refunded(order_id, order.paid, is_whole=True, closed=True)
    rows = await repository_money.lock_line_money(tx, order_id)
    plan = rules.plan_refund([_line_money(row, order.currency) for row in rows], order.freight_left, lines, amount, unsent=unsent)
    await _give_back(tx, order, plan, reason, to, key)
    goods = {OrderLineId.of(row["id"]): (SkuId.of(row["sku_id"]), ProductId.of(row["product_id"])) for row in rows}
    shares = tuple(RefundedLine(*goods[share.line_id], share.quantity, share.amount) for share in plan.lines)
    facts.record(tx, OrderRefunded(order_id, order.member_id, key, plan.amount, plan.is_whole, reason, shares))
    closes = plan.is_whole and unsent
    if closes:
        await _close(tx, order, close_reason or reason)
    return Refunded(order_id, plan.amount, plan.is_whole, closes)


def _line_money(row: asyncpg.Record, currency: str) -> rules.LineMoney:
    return rules.LineMoney(
        OrderLineId.of(row["id"]),
        row["quantity"],
        Money(row["payable_minor"], currency),
        Money(row["refunded_minor"], currency),
        row["refunded_quantity"],
    )


async def _give_back(tx: Tx, order: writes.Moved, plan: rules.RefundPlan, reason: str, to: RefundTo, key: str) -> None:
    order_id = order.order_id
    if not await repository_money.take_back(tx, order_id, plan.lines, plan.freight, plan.amount):
        raise RefundTooLarge(left=order.paid - order.refunded)
    if order.state == State.COMPLETED:
        await postings.bring_back(tx, order_id, key, goods=plan.amount - plan.freight, freight=plan.freight)
    refund_id = await payments.refund(tx, key, str(order_id), plan.amount, reason, to, payment_id=order.payment_id)
    told = [{"line_id": str(share.line_id), "quantity": share.quantity, "amount_minor": share.amount.minor} for share in plan.lines]
    await repository_money.note_refund(
        tx, order_id, key, refund_id, plan.amount, to=to, reason=reason, lines=told, at=clock.now(), is_extra=False
    )


async def _close(tx: Tx, order: writes.Moved, reason: str) -> None:
    moved = await writes.move(tx, order.order_id, "refund_whole", clock.now(), close_reason=reason)
    assert moved is not None, "the order was locked in a state that may close"
    await inventory.release(tx, moved.stock_key, "voided")
    facts.record(tx, OrderClosed(order.order_id, order.member_id, reason, was_paid=True, holds=moved.holds))
