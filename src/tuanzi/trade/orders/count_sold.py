"""How many pieces of a product were sold, for its card and page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository, repository_money
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.events import OrderPaid, OrderRefunded, OrderReinstated


async def count_sold(tx: Tx, told: Sequence[OrderPaid | OrderReinstated | OrderRefunded]) -> None:
    """Write down what these facts say about sales: paid pieces are sold, refunded ones are not.

    An order that was paid after it had closed counts only once it is reinstated; its late money going back takes nothing off.
    """
    revived: set[OrderId] = {fact.order_id for fact in told if isinstance(fact, OrderReinstated)}
    orders = await repository.get_many(tx, revived) if revived else {}
    refunded = [fact.order_id for fact in told if isinstance(fact, OrderRefunded)]
    unsold = await repository_money.only_paid_late(tx, refunded) if refunded else set()
    sold: Counter[ProductId] = Counter()
    for fact in told:
        if isinstance(fact, OrderPaid):
            for bought in fact.lines:
                sold[bought.product_id] += bought.quantity
        elif isinstance(fact, OrderReinstated):
            for line in orders[fact.order_id].lines:
                sold[line.product_id] += line.quantity
        elif fact.order_id not in unsold:
            for returned in fact.lines:
                sold[returned.product_id] -= returned.quantity
    # In the order of the ids, so that two who count never wait for each other in a ring.
    for product_id in sorted(sold):
        if sold[product_id]:
            await catalog.note_sold(tx, product_id, sold[product_id])
