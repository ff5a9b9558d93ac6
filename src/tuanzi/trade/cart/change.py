"""Put something in, change it, take it out."""

from __future__ import annotations

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import SkuId, SkuView
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.cart import repository
from tuanzi.trade.cart.contracts import LINES_MAX, QUANTITY_MAX, CartLineId, Delivery, Owner
from tuanzi.trade.cart.errors import BadQuantity, CartFull, LineNotFound, NotForSale


def _check(quantity: int) -> None:
    if not 1 <= quantity <= QUANTITY_MAX:
        raise BadQuantity(max=QUANTITY_MAX)


async def _sku(tx: Tx, sku_id: SkuId) -> SkuView:
    sku = (await catalog.get_skus(tx, [sku_id])).get(sku_id)
    if sku is None or not sku.is_on_sale:
        raise NotForSale(sku_id=sku_id)
    return sku


async def add(tx: Tx, owner: Owner, sku_id: SkuId, quantity: int, delivery: Delivery = "ship") -> None:
    """Put ``quantity`` more of a sku into the cart, at today's price. Raises ``BadQuantity``, ``NotForSale``, ``CartFull``."""
    _check(quantity)
    sku, _ = await tx.together(_sku(tx, sku_id), repository.lock_owner(tx, owner))
    if not await repository.put(tx, owner, sku_id, quantity, sku.price, delivery, clock.now()):
        raise CartFull(max=LINES_MAX)


async def change(tx: Tx, owner: Owner, line_id: CartLineId, *, quantity: int | None = None, is_selected: bool | None = None) -> None:
    """Set the quantity (which accepts today's price) or the tick. Raises ``BadQuantity``, ``LineNotFound``."""
    price = None
    if quantity is not None:
        _check(quantity)
        line = await repository.find(tx, owner, line_id)
        if line is None:
            raise LineNotFound
        found = (await catalog.get_skus(tx, [line.sku_id])).get(line.sku_id)
        price = found.price if found else None
    if not await repository.update(tx, owner, line_id, quantity, price, is_selected=is_selected):
        raise LineNotFound


async def remove(tx: Tx, owner: Owner, line_id: CartLineId) -> None:
    """Take a line out. Raises ``LineNotFound``."""
    if not await repository.delete(tx, owner, line_id):
        raise LineNotFound
