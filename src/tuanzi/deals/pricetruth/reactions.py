"""Price truth listens to what is paid, what is given back, and to prices."""

from __future__ import annotations

from tuanzi.deals.pricetruth import api
from tuanzi.goods.catalog.events import SkuPriceChanged
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on
from tuanzi.trade.orders.events import OrderPaid, OrderRefunded


@on(OrderPaid)
async def note_deals(tx: Tx, fact: OrderPaid, delivery: Delivery[OrderPaid]) -> None:
    """What one piece cost is a deal price from now on."""
    await api.note_deals(tx, fact.order_id, fact.lines, delivery.recorded_at)


@on(OrderRefunded)
async def forget_deals(tx: Tx, fact: OrderRefunded, delivery: Delivery[OrderRefunded]) -> None:
    """What was given back was no deal."""
    await api.forget_deals(tx, fact.order_id, delivery.recorded_at)


@on(SkuPriceChanged)
async def refresh(tx: Tx, fact: SkuPriceChanged, _: Delivery[SkuPriceChanged]) -> None:
    """A new price is compared with what was paid before it."""
    await api.refresh_references(tx, [fact.sku_id])
