"""SQL of what sold: figures per SKU, over what was paid in a period."""

from __future__ import annotations

from datetime import datetime

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


async def sold_by_sku(tx: Tx, since: datetime, until: datetime) -> dict[SkuId, tuple[int, Money]]:
    """Of each SKU in orders paid from ``since`` until before ``until``: pieces and what they brought, less what was refunded."""
    rows = await tx.fetch(
        """SELECT l.sku_id, sum(l.quantity - l.refunded_quantity)::bigint AS pieces, sum(l.payable_minor - l.refunded_minor)::bigint AS brought
           FROM orders_order o JOIN orders_line l ON l.order_id = o.id
           WHERE coalesce(o.paid_at, to_timestamp(0::double precision)) >= $1
             AND coalesce(o.paid_at, to_timestamp(0::double precision)) < $2
           GROUP BY l.sku_id""",
        since,
        until,
    )
    return {SkuId.of(row["sku_id"]): (row["pieces"], Money(row["brought"])) for row in rows}
