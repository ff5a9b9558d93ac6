"""What a refund would do, before anybody does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders import repository, rules
from tuanzi.trade.orders.contracts import OrderId, OrderLineId, RefundLine
from tuanzi.trade.orders.errors import MoveRefused


@dataclass(frozen=True, slots=True)
class RefundShare:
    """What a refund would take back from one line."""

    line_id: OrderLineId
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """What a refund would do: how it divides, whether nothing is left afterwards, and whether that closes the order and frees its stock."""

    shares: tuple[RefundShare, ...]
    freight: Money
    amount: Money
    left: Money
    is_whole: bool
    closes: bool


async def preview_refund(tx: Tx, order_id: OrderId, lines: Sequence[RefundLine] | None, amount: Money | None) -> RefundPreview:
    """The very division that ``refund`` would make now. Raises what ``refund`` raises."""
    order = await repository.get(tx, order_id)
    unsent = order.state in rules.UNSENT
    if not order.paid:
        raise MoveRefused(move="refund", state=order.state)
    money = [rules.LineMoney(line.id, line.quantity, line.payable, line.refunded, line.refunded_quantity) for line in order.lines]
    plan = rules.plan_refund(money, order.freight - order.freight_refunded, lines, amount, unsent=unsent)
    shares = tuple(RefundShare(share.line_id, share.quantity, share.amount) for share in plan.lines)
    left = order.paid - order.refunded - plan.amount
    return RefundPreview(shares, plan.freight, plan.amount, left, plan.is_whole, plan.is_whole and unsent)
