"""Stock tells the catalogue whether a product can still be had, for its cards."""

from __future__ import annotations

from tuanzi.goods.inventory import api
from tuanzi.goods.inventory.events import StockCameBack, StockRanOut
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on


@on(StockRanOut)
async def show_sold_out(tx: Tx, fact: StockRanOut, _: Delivery[StockRanOut]) -> None:
    """The last piece of one SKU went: perhaps the last of its product."""
    await api.tell_catalogue(tx, fact.sku_id)


@on(StockCameBack)
async def show_in_stock(tx: Tx, fact: StockCameBack, _: Delivery[StockCameBack]) -> None:
    """A SKU can be had again, and so can its product."""
    await api.tell_catalogue(tx, fact.sku_id)
