"""How an order's money moves once payments has brought it into ``order:<id>:received``.

Payments debits that account when it refunds; so earnings move out of it when the after-sale window has passed, and come back
into it first if a refund is granted after that.
"""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Leg
from tuanzi.trade.orders.contracts import OrderId

SALES = "platform:sales"
FREIGHT = "platform:freight"


def received(order_id: OrderId) -> str:
    """The account that holds the customer's money for one order."""
    return f"order:{order_id}:received"


async def earn(tx: Tx, order_id: OrderId, *, goods: Money, freight: Money) -> None:
    """What is left of the customer's money becomes sales and freight."""
    parts = [Leg(account, part.currency, credit=part.minor) for account, part in ((SALES, goods), (FREIGHT, freight)) if part]
    if parts:
        whole = goods + freight
        await ledger.post(
            tx,
            f"orders.complete:{order_id}",
            "orders.complete",
            str(order_id),
            [Leg(received(order_id), whole.currency, debit=whole.minor), *parts],
        )


async def bring_back(tx: Tx, order_id: OrderId, key: str, *, goods: Money, freight: Money) -> None:
    """Take earnings back for the refund ``key`` of a completed order."""
    parts = [Leg(account, part.currency, debit=part.minor) for account, part in ((SALES, goods), (FREIGHT, freight)) if part]
    whole = goods + freight
    await ledger.post(
        tx, f"orders.refund:{key}", "orders.refund", str(order_id), [*parts, Leg(received(order_id), whole.currency, credit=whole.minor)]
    )


async def held(tx: Tx, order_ids: Sequence[OrderId]) -> dict[OrderId, int]:
    """What stands in the accounts of these orders now, in minor units."""
    found = await ledger.balances(tx, [received(order_id) for order_id in order_ids])
    return {order_id: found[received(order_id)].posted for order_id in order_ids}
