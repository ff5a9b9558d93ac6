"""What coupons do in the background."""

from __future__ import annotations

from tuanzi.deals.coupons import repository_coupons as repository
from tuanzi.deals.coupons.events import CouponExpiring
from tuanzi.deals.coupons.give_many import give_many
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.jobs import cron, job

__all__ = ["give_many", "remind"]
REMINDED_AT_ONCE = 500


@cron("*/5 * * * *")
@job()
async def remind(tx: Tx) -> None:
    """Tell members of coupons that end soon, each once."""
    for coupon, name in await repository.remind_due(tx, clock.now(), REMINDED_AT_ONCE):
        facts.record(tx, CouponExpiring(coupon.id, coupon.template_id, coupon.member_id, name, coupon.valid_until))
