"""Staff take a coupon back."""

from __future__ import annotations

from tuanzi.deals.coupons import repository_coupons as repository
from tuanzi.deals.coupons.contracts import Coupon, CouponId
from tuanzi.deals.coupons.errors import CouponInUse, CouponNotFound
from tuanzi.deals.coupons.events import CouponVoided
from tuanzi.kernel import facts
from tuanzi.kernel.db import Tx


async def void(tx: Tx, coupon_id: CouponId) -> Coupon:
    """Make an unused coupon worthless; its place in the template's total stays taken. Raises ``CouponNotFound`` and, once an order uses it,
    ``CouponInUse``.
    """
    found = await repository.coupon(tx, coupon_id)
    if found is None:
        raise CouponNotFound
    if not await repository.void(tx, coupon_id):
        raise CouponInUse
    facts.record(tx, CouponVoided(coupon_id, found.template_id, found.member_id))
    return found
