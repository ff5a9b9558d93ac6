"""The state in which the demo is found: unpaid orders, something sold out, a refund that its bank refuses, colleagues at their desks."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.adapters.sandbox_pay import repository as provider
from tuanzi.adapters.sandbox_pay.contracts import Mode
from tuanzi.apps.seed import coupons, desks
from tuanzi.apps.seed.buying import GATEWAY, Wish
from tuanzi.apps.seed.story import Story
from tuanzi.deals.pricing.contracts import Wanted

UNPAID = 5
LOW = (("VEG-PEPPER", 2, 6), ("FRU-KIWI", 1, 4), ("PAN-NOODLE", 4, 8), ("BAB-BODYSUIT", 3, 3), ("HOM-CANDLE", 2, 5), ("CAR-MIRROR", 1, 0))
"""What runs out: product, which SKU, pieces left."""


async def arrange(story: Story) -> None:
    """Called at the end of the story, under its clock."""
    for code, sku, left in LOW:
        await story.house.count_down(story.shop.goods[code].sku_ids[sku], left)
    buyers = [person for person in story.people if person.member_id is not None]
    for number in range(min(UNPAID, len(buyers))):
        story.work.at(story.ends_at - timedelta(minutes=8) + timedelta(minutes=1.4 * number))
        person = buyers[-1 - number * 3]
        goods = story.shop.goods[("VEG-TOMATO", "FRU-ORANGE", "PAN-EGG", "HOM-TOWEL", "PET-CAN")[number]]
        await story.buying.order(person, Wish((Wanted(goods.sku_ids[0], 1),)), [], pays=False)
    story.work.at(story.ends_at)
    await _refused_refund(story)
    members = [person.member_id for person in buyers if person.member_id is not None]
    await coupons.claim(story.db, members)
    await desks.furnish(story.db, members)
    await story.work.settle()


async def _refused_refund(story: Story) -> None:
    """One refund that the provider refuses for good: it waits for a person in the finance queue."""
    if story.buying.method != GATEWAY or not story.packed:
        return
    async with story.db.transaction() as tx:
        await provider.set_mode(tx, Mode(refund_fails_for_good=True))
    for order in reversed(story.packed):
        if await story.house.refund(order.id, "地址写错，重新下单", share=None):
            break
    await story.work.timers()
    async with story.db.transaction() as tx:
        await provider.set_mode(tx, Mode())
