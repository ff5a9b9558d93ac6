"""What coupons cost, in the books: granted to buyers, borne by the platform or the merchant.

A discount moves no money, so these entries stand beside those of payments: the cost of who bears it against ``platform:coupons_granted``, whose balance is
what coupons have taken off all orders that still stand.
"""

from __future__ import annotations

from tuanzi.deals.coupons.contracts import CouponId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import BPS, Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Leg
from tuanzi.trade.orders.contracts import OrderId

GRANTED = "platform:coupons_granted"
COSTS = {"platform": "platform:coupon_cost", "merchant": "platform:merchant_coupon_cost"}
REASON = "coupons.cost"


def _key(coupon_id: CouponId, order_id: OrderId) -> str:
    return f"coupons.cost:{coupon_id}:{order_id}"


async def spend(tx: Tx, coupon_id: CouponId, order_id: OrderId, saved: Money, merchant_bps: int) -> None:
    """Post what a coupon took off a paid order."""
    platform, merchant = saved.split([BPS - merchant_bps, merchant_bps])
    costs = [
        Leg(COSTS[bearer], part.currency, debit=part.minor) for bearer, part in (("platform", platform), ("merchant", merchant)) if part
    ]
    legs = [*costs, Leg(GRANTED, saved.currency, credit=saved.minor)]
    await ledger.post(tx, _key(coupon_id, order_id), REASON, str(order_id), legs)


async def take_back(tx: Tx, coupon_id: CouponId, order_id: OrderId) -> None:
    """The whole order was refunded and the coupon is its holder's again."""
    key = _key(coupon_id, order_id)
    await ledger.reverse(tx, key, f"{key}#back", "coupons.cost_back")
