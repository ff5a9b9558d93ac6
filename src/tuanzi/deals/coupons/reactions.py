"""What brings coupons by itself: a new member, a paid order."""

from __future__ import annotations

from tuanzi.deals.coupons import repository
from tuanzi.deals.coupons.claim import give_if_possible
from tuanzi.deals.coupons.contracts import Channel
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on
from tuanzi.people.accounts.events import MemberSignedUp
from tuanzi.trade.orders.events import OrderPaid

GIVEN_AT_ONCE_MAX = 20


@on(MemberSignedUp)
async def welcome(tx: Tx, fact: MemberSignedUp, _: Delivery[MemberSignedUp]) -> None:
    """Every template for new members gives one."""
    for template in await repository.open_for(tx, Channel.NEW_MEMBER, clock.now(), GIVEN_AT_ONCE_MAX):
        await give_if_possible(tx, fact.member_id, template, Channel.NEW_MEMBER, f"sign_up:{fact.member_id}")


@on(OrderPaid)
async def thank(tx: Tx, fact: OrderPaid, _: Delivery[OrderPaid]) -> None:
    """Every template that thanks for an order gives one, if the order came to enough."""
    for template in await repository.open_for(tx, Channel.AFTER_ORDER, clock.now(), GIVEN_AT_ONCE_MAX):
        least = template.draft.issue.after_order_min
        if least is None or fact.paid >= least:
            await give_if_possible(tx, fact.member_id, template, Channel.AFTER_ORDER, f"order:{fact.order_id}")
