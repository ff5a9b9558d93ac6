"""Links and touches with defaults."""

from __future__ import annotations

from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.growth.sharing import api
from tuanzi.growth.sharing.contracts import Channel, Link, Scene
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId


async def product_link(
    tx: Tx, sharer_id: MemberId | None = None, product_id: ProductId | None = None, channel: Channel = Channel.LINK, campaign: str = ""
) -> Link:
    """A member shares a product."""
    return await api.link(tx, sharer_id or MemberId.new(), Scene.PRODUCT, str(product_id or ProductId.new()), channel, campaign)
