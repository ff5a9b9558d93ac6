"""What was ordered leaves the cart."""

from __future__ import annotations

from collections.abc import Iterable

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import repository
from tuanzi.trade.cart.contracts import Owner


async def take_out(tx: Tx, member_id: MemberId, sku_ids: Iterable[SkuId]) -> None:
    """Remove these skus from the member's cart, if they are in it. Called by the checkout."""
    await repository.delete_skus(tx, Owner(member_id=member_id), list(sku_ids))
