"""Pay: an order meets a way to pay. Payments knows no orders and orders knows no methods; here both are in one transaction."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import BALANCE, Payment
from tuanzi.money.payments.errors import AlreadyPaid, MethodUnknown, PaymentOver
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import PAID_STATES, OrderId, State


async def start_payment(tx: Tx, member_id: MemberId, order_id: OrderId, method: str, return_url: str = "/") -> Payment:
    """Start paying for one's own order, or pay it at once from the balance; a second tap finds the first payment.

    Raises ``OrderNotFound``, ``AlreadyPaid``, ``PaymentOver`` for an order that closed, ``MethodUnknown``, ``InsufficientFunds``.
    """
    if method not in payments.methods():
        raise MethodUnknown(method=method)
    bill = await orders.bill_for(tx, member_id, order_id)
    if bill.state in PAID_STATES:
        raise AlreadyPaid
    if bill.state != State.AWAITING_PAYMENT or bill.pay_before <= clock.now():
        raise PaymentOver
    if method == BALANCE:
        return await wallet.pay_from_balance(tx, member_id, str(order_id), bill.payable)
    return await payments.start(tx, str(order_id), bill.payable, method, return_url, bill.pay_before, member_id, bill.number)
