"""SQL of what was really paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tuanzi.deals.pricetruth.contracts import DEAL_WINDOW, DealPrice
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId

# The window before a moment, and the last before that moment: all that a reference is made from.
NEAR = """
SELECT n.sku_id, d.unit_minor, d.paid_at FROM unnest($1::uuid[], $2::timestamptz[]) AS n(sku_id, began), LATERAL (
    (SELECT unit_minor, paid_at FROM pricetruth_deal WHERE sku_id = n.sku_id AND undone_at IS NULL AND paid_at >= n.began - $3::interval
     AND paid_at < n.began ORDER BY unit_minor LIMIT 1)
    UNION ALL
    (SELECT unit_minor, paid_at FROM pricetruth_deal WHERE sku_id = n.sku_id AND undone_at IS NULL AND paid_at < n.began
     ORDER BY paid_at DESC, unit_minor LIMIT 1)) AS d
"""


async def keep(tx: Tx, order_id: OrderId, paid: Mapping[SkuId, Money], at: datetime) -> None:
    """Write down what one piece of each SKU cost; again is harmless."""
    await tx.execute(
        """INSERT INTO pricetruth_deal (order_id, sku_id, currency, unit_minor, paid_at)
        SELECT $1, n.sku_id, n.currency, n.unit_minor, $5 FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS n(sku_id, currency, unit_minor)
        ON CONFLICT DO NOTHING""",
        order_id,
        list(paid),
        [each.currency for each in paid.values()],
        [each.minor for each in paid.values()],
        at,
    )


async def undo(tx: Tx, order_id: OrderId, sku_ids: Iterable[SkuId], at: datetime) -> list[SkuId]:
    """These were given back; which of them counted until now."""
    rows = await tx.fetch(
        """UPDATE pricetruth_deal SET undone_at = $3 WHERE order_id = $1 AND sku_id = ANY($2::uuid[]) AND undone_at IS NULL
        RETURNING sku_id""",
        order_id,
        list(sku_ids),
        at,
    )
    return [SkuId.of(row["sku_id"]) for row in rows]


async def deals_before(tx: Tx, began: Mapping[SkuId, datetime]) -> dict[SkuId, list[DealPrice]]:
    """The deals that decide about each SKU's reference at its moment."""
    found: dict[SkuId, list[DealPrice]] = {sku_id: [] for sku_id in began}
    for row in await tx.fetch(NEAR, list(began), list(began.values()), DEAL_WINDOW):
        found[SkuId.of(row["sku_id"])].append(DealPrice(row["paid_at"], row["unit_minor"]))
    return found
