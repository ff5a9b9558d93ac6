"""A person of the house decides a refund."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId, Refunded, RefundLine, RefundTo, StaffActor
from tuanzi.trade.orders.refund import refund
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


async def refund_by_staff(
    tx: Tx, order_id: OrderId, lines: Sequence[RefundLine] | None, amount: Money | None, reason: str, to: RefundTo, key: str, by: StaffActor
) -> Refunded:
    """``refund``, with the name of who granted it in the audit log. Raises what ``refund`` raises."""
    done = await refund(tx, order_id, lines, reason, to, key, amount=amount)
    after = {"amount": done.amount.minor, "to": to, "reason": reason, "is_whole": done.is_whole, "closed": done.closed, "key": key}
    audit.record(tx, Entry("staff", str(by.staff_id), "orders.refund", "order", str(order_id), None, after, by.ip, by.request_id))
    return done
