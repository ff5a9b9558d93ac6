"""The cart as it is now."""

from __future__ import annotations

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import SkuView
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Tx
from tuanzi.trade.cart import repository, rules
from tuanzi.trade.cart.contracts import Cart, CartLine, Owner
from tuanzi.trade.cart.repository import StoredLine


async def show(tx: Tx, owner: Owner) -> Cart:
    """All lines with live prices and stock, and what changed since they were added. Two queries whatever the size."""
    stored = await repository.lines_of(tx, owner)
    sku_ids = [line.sku_id for line in stored]
    skus, available = await tx.together(catalog.get_skus(tx, sku_ids), inventory.available(tx, sku_ids)) if stored else ({}, {})
    lines = tuple(_live(line, skus[line.sku_id], available.get(line.sku_id, 0)) for line in stored if line.sku_id in skus)
    return Cart(lines, rules.selected_total(lines), sum(line.quantity for line in lines))


def _live(line: StoredLine, sku: SkuView, available: int) -> CartLine:
    return CartLine(
        id=line.id,
        sku_id=line.sku_id,
        product_id=sku.product_id,
        title=sku.title,
        options=sku.options,
        picture_key=sku.picture_key,
        quantity=line.quantity,
        is_selected=line.is_selected,
        price=sku.price,
        added_price=line.added_price,
        available=available,
        state=rules.line_state(
            is_on_sale=sku.is_on_sale, available=available, quantity=line.quantity, price=sku.price, added_price=line.added_price
        ),
        delivery=line.delivery,
    )
