"""A paid order has earned coupons."""

from __future__ import annotations

from tuanzi.deals.coupons import api as coupons
from tuanzi.deals.coupons.contracts import Channel, TemplateId
from tuanzi.deals.coupons.errors import TemplateNotFound
from tuanzi.deals.savings.contracts import SavingId
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId


def key_of(saving_id: SavingId, order_id: OrderId, number: int) -> str:
    """What makes a gift happen once."""
    return f"saving:{saving_id}:{order_id}:{number}"


async def give_gift(tx: Tx, member_id: MemberId, saving_id: SavingId, order_id: OrderId, template_id: str, count: int) -> None:
    """Give so many coupons of a template. Again is harmless; a template that is gone, ended, or given out to the last gives none."""
    try:
        template = await coupons.get(tx, TemplateId.parse(template_id))
    except (ValueError, TemplateNotFound):
        return
    for number in range(count):
        await coupons.give_if_possible(tx, member_id, template, Channel.AFTER_ORDER, key_of(saving_id, order_id, number))
