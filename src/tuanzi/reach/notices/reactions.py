"""The facts that members hear of; what each of them gives is written in ``rules``."""

from __future__ import annotations

from typing import Any

from tuanzi.deals.coupons import events as coupons
from tuanzi.deals.groupbuy import events as groupbuy
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on_many
from tuanzi.money.payments import events as payments
from tuanzi.reach.notices.api import tell
from tuanzi.trade.orders import events as orders


@on_many(
    orders.OrderPaid,
    orders.OrderPaidLate,
    orders.OrderClosed,
    orders.OrderShipped,
    orders.OrderReadyForPickup,
    payments.RefundSucceeded,
    payments.RefundFailed,
    groupbuy.TeamOpened,
    groupbuy.SeatPaid,
    groupbuy.TeamSucceeded,
    groupbuy.TeamFailed,
    groupbuy.LeaderChanged,
    groupbuy.DifferenceRefunded,
    groupbuy.PlaceRegained,
    groupbuy.PlaceLost,
    groupbuy.LeaderRewardFrozen,
    groupbuy.LeaderRewardReleased,
    groupbuy.LeaderRewardVoided,
    coupons.CouponClaimed,
    coupons.CouponExpiring,
)
async def write_messages(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    """A batch of facts becomes a batch of messages."""
    await tell(tx, deliveries)
