"""Does stock add up? Run nightly, on demand, and by tests."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import repository
from tuanzi.goods.inventory.contracts import ORPHAN_AFTER_S, Orphan
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx


async def verify(tx: Tx) -> list[str]:
    """What does not add up, in words; empty when all is well."""
    return [
        f"inventory: {SkuId.of(row['sku_id'])} has {row['on_hand']} on hand where movements say {row['moved']},"
        f" and {row['reserved']} reserved where reservations say {row['held']}"
        for row in await repository.unbalanced(tx)
    ]


async def orphans(tx: Tx) -> list[Orphan]:
    """Pending reservations that their owner forgot: long past the time at which its timer should have let them go."""
    return await repository.orphans(tx, clock.now() - timedelta(seconds=ORPHAN_AFTER_S))
