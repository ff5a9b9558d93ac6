"""Finance's lists: what was paid, and what goes back, with the order and the person it belongs to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import Field

from tuanzi.apps.console.books import gateway_label
from tuanzi.apps.console.orders import MemberBrief
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Moment, Router, Wire, staff
from tuanzi.kernel.http.page import BadCursor
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.kernel.money import MINOR_MAX, Money
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentId, PaymentState, RefundState, RefundTo
from tuanzi.money.payments.http import RefundOut, refund_out
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, OrderId

console = Router(tags=["payments"])
STUCK_AFTER_H = 2
"""A refund that a provider has not settled after so many hours deserves a look."""
ORDERS_MAX = 200


class Piece(Wire):
    """Where in which order the reader stands, and what both lists are narrowed by. ``number``: of the order, from its beginning."""

    number: str | None = Field(None, pattern=r"^\d{1,18}$")
    order_id: OrderId | None = None
    created_since: Moment | None = None
    created_until: Moment | None = None
    amount_min: int | None = Field(None, ge=0, le=MINOR_MAX)
    amount_max: int | None = Field(None, ge=0, le=MINOR_MAX)
    sort: str | None = Field(None, max_length=40)
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(20, ge=1, le=100)


class PaymentQuery(Piece):
    """Which payments."""

    state: list[PaymentState] = Field(default_factory=list, max_length=4)
    method: str | None = Field(None, max_length=40)
    payer: MemberId | None = None
    refunded: bool | None = None


class RefundQuery(Piece):
    """Which refunds. ``stuck``: the provider has had hours and not settled it."""

    state: list[RefundState] = Field(default_factory=list, max_length=3)
    to: RefundTo | None = None
    stuck: bool = False


class PaymentRow(Wire):
    """A payment as finance sees it. ``mismatch``: the provider reported another amount, and a person has to look."""

    id: PaymentId
    order_id: str
    order_number: str | None
    buyer: MemberBrief | None
    state: PaymentState
    amount: Money
    refunded: Money
    method: str
    method_label: str
    payer: MemberId
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None


class RefundRow(RefundOut):
    """A refund as finance sees it."""

    order_number: str | None
    buyer: MemberBrief | None
    reason_label: str
    is_stuck: bool


async def _subjects(tx: Tx, wish: Piece) -> tuple[str, ...] | None:
    """The orders that the wish names, as payments calls them; None if it names none."""
    if wish.order_id is not None:
        return (str(wish.order_id),)
    if wish.number is None:
        return None
    return tuple(str(order_id) for order_id, _ in await orders.find_ids(tx, orders.OrderListing(number=wish.number), ORDERS_MAX))


async def _of_orders(tx: Tx, subjects: list[str]) -> dict[str, Order]:
    ids = []
    for subject in subjects:
        try:
            ids.append(OrderId.parse(subject))
        except ValueError:
            continue
    return {str(order_id): order for order_id, order in (await orders.get_many(tx, ids)).items()}


async def _buyers(tx: Tx, ids: list[MemberId]) -> dict[MemberId, MemberBrief]:
    return {member_id: MemberBrief.of(member) for member_id, member in (await accounts.get_many(tx, list(set(ids)))).items()}


@console.get("/payments", access=staff("payments.read", "own"), errors=[BadCursor, BadSort])
async def list_payments(call: Call, wish: Annotated[PaymentQuery, Query()]) -> Listed[PaymentRow]:
    """Payments within the reader's scope. Sorts: ``created``, ``amount``."""
    listing = payments.PaymentListing(
        states=tuple(wish.state),
        method=wish.method,
        payer=wish.payer,
        subjects=await _subjects(call.tx, wish),
        payers=call.scope.asked_members(),
        created_since=wish.created_since,
        created_until=wish.created_until,
        amount_min=wish.amount_min,
        amount_max=wish.amount_max,
        is_refunded=wish.refunded,
    )
    place = payments.PAYMENT_SORTING.place(wish.sort, wish.cursor)
    (found, following), count = await call.tx.together(
        payments.list_payments(call.tx, listing, place, wish.limit), payments.count_payments(call.tx, listing)
    )
    known, buyers = await call.tx.together(
        _of_orders(call.tx, [each.subject for each in found]), _buyers(call.tx, [each.payer for each in found])
    )
    rows = [
        PaymentRow(
            id=each.id,
            order_id=each.subject,
            order_number=known[each.subject].number if each.subject in known else None,
            buyer=buyers.get(each.payer),
            state=each.state,
            amount=each.amount,
            refunded=each.refunded,
            method=each.method,
            method_label=gateway_label(each.method, call.language),
            payer=each.payer,
            created_at=each.created_at,
            expires_at=each.expires_at,
            paid_at=each.paid_at,
        )
        for each in found
    ]
    return Listed[PaymentRow].of(rows, following, count)


@console.get("/refunds", access=staff("payments.read", "own"), errors=[BadCursor, BadSort])
async def list_refunds(call: Call, wish: Annotated[RefundQuery, Query()]) -> Listed[RefundRow]:
    """Refunds within the reader's scope; ``state=failed`` is the finance queue. Sorts: ``created``, ``amount``."""
    since = clock.now() - timedelta(hours=STUCK_AFTER_H)
    listing = payments.RefundListing(
        states=tuple(wish.state),
        to=wish.to,
        subjects=await _subjects(call.tx, wish),
        payers=call.scope.asked_members(),
        created_since=wish.created_since,
        created_until=wish.created_until,
        amount_min=wish.amount_min,
        amount_max=wish.amount_max,
        waits_since=since if wish.stuck else None,
    )
    place = payments.REFUND_SORTING.place(wish.sort, wish.cursor)
    (found, following), count = await call.tx.together(
        payments.list_refunds(call.tx, listing, place, wish.limit), payments.count_refunds(call.tx, listing)
    )
    known = await _of_orders(call.tx, [each.subject for each in found])
    buyers = await _buyers(call.tx, [order.member_id for order in known.values()])
    rows = []
    for each in found:
        order = known.get(each.subject)
        rows.append(
            RefundRow(
                **dict(refund_out(each)),
                order_number=order.number if order else None,
                buyer=buyers.get(order.member_id) if order else None,
                reason_label=orders.refund_label(each.reason, call.language),
                is_stuck=each.state is RefundState.PENDING and each.created_at < since,
            )
        )
    return Listed[RefundRow].of(rows, following, count)
