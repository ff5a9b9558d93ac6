"""Do the books of savings add up? Run nightly, on demand, and at the end of tests."""

from __future__ import annotations

from tuanzi.deals.savings import repository_uses as repository
from tuanzi.deals.savings.contracts import UseState
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import State

PAGE = 500


async def verify(tx: Tx) -> list[str]:
    """What does not add up, in words: counters equal what orders took, and every use that counts has an order that is not paid yet (held) or was
    paid (used). Run it when no facts are under way.
    """
    problems = [f"savings: {what}" for what in await repository.contradictions(tx)]
    last = None
    while page := await repository.living(tx, last, PAGE):
        found = await orders.get_many(tx, [order_id for order_id, _ in page])
        for order_id, state in page:
            order = found.get(order_id)
            if order is None:
                problems.append(f"savings: order {order_id} does not exist")
            elif order.state is State.CLOSED or (state is UseState.HELD) != (order.paid_at is None):
                problems.append(f"savings: {state.value} by order {order.number}, which is {order.state.value}")
        last = page[-1][0]
    return problems
