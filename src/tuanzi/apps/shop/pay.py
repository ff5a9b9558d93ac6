"""Paying for an order, from the shopper's side."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tuanzi.flows.pay import start_payment
from tuanzi.kernel.http import Call, Router, Wire, member
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.money.ledger.errors import InsufficientFunds
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import BALANCE, PaymentId, PaymentState
from tuanzi.money.payments.errors import AlreadyPaid, MethodUnknown, PaymentOver
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.errors import OrderNotFound

shop = Router(tags=["payments"])


class StartIn(Wire):
    """Which way to pay; ``GET /payment-methods`` lists them."""

    method: Annotated[str, Field(min_length=1, max_length=40)]


class StartOut(Wire):
    """Go to ``redirect_url`` if there is one; with the balance it is paid already."""

    payment_id: PaymentId
    state: Literal["awaiting", "paid"]
    redirect_url: str | None


class MethodOut(Wire):
    """A way to pay; ``balance`` is what the wallet holds, for the method that uses it."""

    method: str
    label: str
    balance: Money | None


class Methods(Wire):
    """All ways to pay here."""

    items: list[MethodOut]


@shop.post(
    "/orders/{order_id}/payments",
    access=member(),
    idempotent=True,
    status_code=201,
    errors=[OrderNotFound, AlreadyPaid, PaymentOver, MethodUnknown, InsufficientFunds],
)
async def start(call: Call, order_id: OrderId, body: StartIn) -> StartOut:
    """Start paying for my order."""
    payment = await start_payment(call.tx, MemberId.of(call.member_id), order_id, body.method)
    state: Literal["awaiting", "paid"] = "paid" if payment.state == PaymentState.PAID else "awaiting"
    return StartOut(payment_id=payment.id, state=state, redirect_url=payment.redirect_url)


@shop.get("/payment-methods", access=member())
async def list_methods(call: Call) -> Methods:
    """How I may pay."""
    mine = await wallet.wallet(call.tx, MemberId.of(call.member_id))
    return Methods(
        items=[
            MethodOut(
                method=method,
                label=text(f"payments.method.{method}", call.language),
                balance=mine.balance if method == BALANCE else None,
            )
            for method in payments.methods()
        ]
    )
