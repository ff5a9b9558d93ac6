"""Do the books of coupons add up? Run nightly, on demand, and at the end of tests."""

from __future__ import annotations

from collections.abc import Mapping

from tuanzi.deals.coupons import repository_coupons as repository
from tuanzi.deals.coupons.contracts import Coupon, CouponState
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, OrderId, State

PAGE = 500


async def verify(tx: Tx) -> list[str]:
    """What does not add up, in words: counters equal their coupons, and every coupon in use has an order that is not paid yet (held) or was
    paid (used). Run it when no facts are under way.
    """
    problems = [f"coupons: {what}" for what in await repository.contradictions(tx)]
    last = None
    while page := await repository.orders_of_living(tx, last, PAGE):
        found = await orders.get_many(tx, [coupon.order_id for coupon in page if coupon.order_id])
        problems += [f"coupons: coupon {coupon.id} {what}" for coupon in page if (what := _contradiction(coupon, found))]
        last = page[-1].id
    return problems


def _contradiction(coupon: Coupon, found: Mapping[OrderId, Order]) -> str | None:
    order = found.get(coupon.order_id) if coupon.order_id else None
    if order is None:
        return "is used by no order"
    is_paid = order.paid_at is not None
    if coupon.state is CouponState.HELD and (is_paid or order.state is State.CLOSED):
        return f"is held by order {order.number}, which is {order.state.value}"
    if coupon.state is CouponState.USED and not is_paid:
        return f"is used by order {order.number}, which was never paid"
    return None
