"""What earns a reward, and what loses it."""

from __future__ import annotations

from tuanzi.deals.savings.events import SavingGiftDue, SavingReturned
from tuanzi.growth.rewards import api
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on


@on(SavingGiftDue)
async def earn(tx: Tx, fact: SavingGiftDue, _: Delivery[SavingGiftDue]) -> None:
    """The order is paid."""
    await api.give_gift(tx, fact.member_id, fact.saving_id, fact.order_id, fact.coupon_template_id, fact.count)


@on(SavingReturned)
async def lose(tx: Tx, fact: SavingReturned, _: Delivery[SavingReturned]) -> None:
    """The order closed."""
    for gift in fact.gifts:
        await api.take_back(tx, fact.saving_id, fact.order_id, gift)
