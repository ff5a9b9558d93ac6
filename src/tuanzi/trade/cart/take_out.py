"""What was ordered leaves the cart."""

from __future__ import annotations

from collections.abc import Mapping

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import repository
from tuanzi.trade.cart.contracts import Owner


async def take_out(tx: Tx, member_id: MemberId, bought: Mapping[SkuId, int]) -> None:
    """Take as many pieces as were ordered out of the member's cart; a line of which nothing is left goes. Called by the checkout."""
    owner = Owner(member_id=member_id)
    held = await repository.lock_lines(tx, owner, sorted(bought))
    emptied = [line.id for line in held if line.quantity <= bought[line.sku_id]]
    smaller = {line.id: line.quantity - bought[line.sku_id] for line in held if line.id not in emptied}
    if emptied:
        await repository.delete_lines(tx, owner, emptied)
    if smaller:
        await repository.set_quantities(tx, owner, smaller)
