"""The order that had earned coupons closed."""

from __future__ import annotations

from tuanzi.deals.coupons import api as coupons
from tuanzi.deals.coupons.contracts import TemplateId
from tuanzi.deals.coupons.errors import CouponInUse
from tuanzi.deals.savings.contracts import SavingId
from tuanzi.growth.rewards.give_gift import key_of
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders.contracts import OrderId


async def take_back(tx: Tx, saving_id: SavingId, order_id: OrderId, gift: str) -> None:
    """Void what a gift (``coupon:cpt_…:2``) brought and lies unused. Again is harmless."""
    _, template, count = gift.split(":")
    try:
        template_id = TemplateId.parse(template)
    except ValueError:
        return
    for number in range(int(count)):
        coupon = await coupons.by_key(tx, template_id, key_of(saving_id, order_id, number))
        if coupon is None:
            continue
        try:
            await coupons.void(tx, coupon.id)
        except CouponInUse:
            continue
