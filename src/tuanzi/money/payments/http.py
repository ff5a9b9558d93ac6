"""Payments over HTTP: a member asks how a payment stands, finance looks after refunds, providers call back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tuanzi.kernel import ports
from tuanzi.kernel.errors import TooLarge
from tuanzi.kernel.http import Call, Router, Wire, member, staff
from tuanzi.kernel.http import outside as outside_access
from tuanzi.kernel.money import Money
from tuanzi.money.payments import api
from tuanzi.money.payments.contracts import Payment, PaymentId, PaymentState, Refund, RefundId, RefundState
from tuanzi.money.payments.errors import MethodUnknown, NotificationRefused, PaymentNotFound, RefundNotFailed, RefundNotFound
from tuanzi.money.payments.ports import Gateways
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts.contracts import MemberId

NOTIFICATION_BYTES_MAX = 64 * 1024

shop = Router(prefix="/payments", tags=["payments"])
console = Router(tags=["payments"])
outside = Router(tags=["payments"])


class PaymentOut(Wire):
    """How a payment stands."""

    id: PaymentId
    order_id: str
    state: Literal["awaiting", "paid", "closed", "failed"]
    amount: Money
    method: str


class RefundOut(Wire):
    """A refund as finance sees it."""

    id: RefundId
    payment_id: PaymentId
    order_id: str
    amount: Money
    reason: str
    to: Literal["gateway", "balance"]
    state: RefundState
    attempts: int
    error: str | None
    created_at: datetime
    done_at: datetime | None


class Received(Wire):
    """What a provider wants to hear."""

    code: Literal["SUCCESS"] = "SUCCESS"


def _state(payment: Payment) -> Literal["awaiting", "paid", "closed", "failed"]:
    states: dict[PaymentState, Literal["awaiting", "paid", "closed", "failed"]] = {
        PaymentState.AWAITING: "awaiting",
        PaymentState.PAID: "paid",
        PaymentState.CLOSED: "closed",
        PaymentState.MISMATCH: "failed",
    }
    return states[payment.state]


def refund_out(refund: Refund) -> RefundOut:
    """A refund for the console."""
    return RefundOut(
        id=refund.id,
        payment_id=refund.payment_id,
        order_id=refund.subject,
        amount=refund.amount,
        reason=refund.reason,
        to=refund.to,
        state=refund.state,
        attempts=refund.attempts,
        error=refund.error,
        created_at=refund.created_at,
        done_at=refund.done_at,
    )


@shop.get("/{payment_id}", access=member(), errors=[PaymentNotFound])
async def show_payment(call: Call, payment_id: PaymentId) -> PaymentOut:
    """How one of my payments stands; the page after paying asks until it is no longer awaiting."""
    payment = await api.get_for(call.tx, MemberId.of(call.member_id), payment_id)
    return PaymentOut(id=payment.id, order_id=payment.subject, state=_state(payment), amount=payment.amount, method=payment.method)


@console.post("/refunds/{refund_id}/retry", access=staff("payments.retry"), errors=[RefundNotFound, RefundNotFailed])
async def retry_refund(call: Call, refund_id: RefundId) -> RefundOut:
    """Send a failed refund out again."""
    refund = await api.retry_refund(call.tx, refund_id, StaffId.of(call.staff_id), ip=call.ip, request_id=call.request_id)
    return refund_out(refund)


@outside.post("/{gateway}", access=outside_access(), errors=[NotificationRefused, PaymentNotFound, MethodUnknown, TooLarge])
async def notify(call: Call, gateway: str) -> Received:
    """A provider's signed message about a payment."""
    found = ports.get(Gateways).find(gateway)
    if found is None:
        raise MethodUnknown(method=gateway)
    body = await call.request.body()
    if len(body) > NOTIFICATION_BYTES_MAX:
        raise TooLarge
    await api.accept_notification(call.tx, gateway, found.parse(call.request.headers, body))
    return Received()
