"""What becomes of coupons that an order uses: held when it is placed, used when it is paid, given back when it closes."""

from __future__ import annotations

from collections.abc import Mapping

from tuanzi.deals.coupons import postings
from tuanzi.deals.coupons import repository_coupons as repository
from tuanzi.deals.coupons.contracts import CouponId
from tuanzi.deals.coupons.errors import CouponGone
from tuanzi.deals.coupons.events import CouponReturned, CouponUsed
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId


async def hold(tx: Tx, member_id: MemberId, order_id: OrderId, saved: Mapping[CouponId, int]) -> None:
    """Keep these coupons for an order, with what each takes off it in minor units: all or none, in one conditional statement.

    Raises ``CouponGone``.
    """
    held = await repository.hold(tx, member_id, order_id, saved, clock.now())
    for coupon_id in saved:
        if coupon_id not in held:
            raise CouponGone(coupon_id=coupon_id)


async def use(tx: Tx, order_id: OrderId) -> None:
    """The order was paid. What its coupons took off becomes cost of who bears it. Again is harmless."""
    for used in await repository.use(tx, order_id, clock.now()):
        saved = Money(used.saved_minor)
        await postings.spend(tx, used.id, order_id, saved, used.merchant_bps)
        facts.record(tx, CouponUsed(used.id, used.template_id, used.member_id, order_id, saved))


async def give_back(tx: Tx, order_id: OrderId) -> None:
    """The order closed. Coupons that were only held are free again; used ones come back where their template says so and their time is not
    over, and their cost is taken back. Again is harmless.
    """
    now = clock.now()
    for freed in await repository.free(tx, order_id):
        facts.record(tx, CouponReturned(freed.id, freed.template_id, freed.member_id, order_id))
    for returned in await repository.take_back(tx, order_id, now):
        await postings.take_back(tx, returned.id, order_id)
        facts.record(tx, CouponReturned(returned.id, returned.template_id, returned.member_id, order_id))
