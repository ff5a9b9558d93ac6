"""Who paid too late chooses: a team of their own, or the money back. Without an answer the money goes back by itself."""

from __future__ import annotations

from typing import Literal

from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import HOLD
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId, RefundTo, State
from tuanzi.trade.orders.errors import NotLate

Choice = Literal["new_team", "refund"]


async def late_choice(tx: Tx, member_id: MemberId, order_id: OrderId, choice: Choice, refund_to: RefundTo = "gateway") -> None:
    """Carry the choice out, once.

    Raises ``OrderNotFound``, ``NotLate`` when there is nothing to choose, and for a new team ``ActivityOver``,
    ``LimitReached``, ``ActivitySoldOut`` and ``inventory.SoldOut``: the member can still take the money.
    """
    order = await orders.get_for(tx, member_id, order_id)
    if order.state is not State.CLOSED or order.late_choice_until is None:
        raise NotLate
    if choice == "refund":
        await orders.refund_late(tx, order_id, refund_to)
        return
    team_id = await groupbuy.lead_late(tx, order_id)
    await orders.reinstate(tx, order_id, HOLD, str(team_id))
