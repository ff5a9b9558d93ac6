"""What was really paid, and what was given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuanzi.deals.pricetruth import repository
from tuanzi.deals.pricetruth.refresh_references import refresh_references
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderedLine, OrderId


async def note_deals(tx: Tx, order_id: OrderId, lines: Sequence[OrderedLine], at: datetime) -> None:
    """Keep what one piece of each line cost, rounded down to the cent: a cent too high would be a cent too much to compare with."""
    paid: dict[SkuId, Money] = {}
    for line in lines:
        each = Money(line.payable.minor // line.quantity, line.payable.currency)
        if each.minor > 0 and (line.sku_id not in paid or each.minor < paid[line.sku_id].minor):
            paid[line.sku_id] = each
    if paid:
        await repository.keep(tx, order_id, paid, at)
        # A price that began after this deal was compared without it.
        await refresh_references(tx, list(paid), after=at)


async def forget_deals(tx: Tx, order_id: OrderId, at: datetime) -> None:
    """What was given back to the last piece was no deal."""
    order = (await orders.get_many(tx, [order_id]))[order_id]
    kept = {line.sku_id for line in order.lines if line.refunded_quantity < line.quantity}
    undone = await repository.undo(tx, order_id, sorted({line.sku_id for line in order.lines} - kept), at)
    await refresh_references(tx, undone)
