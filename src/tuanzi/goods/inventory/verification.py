"""Does stock add up? Run nightly, on demand, and by tests."""

from __future__ import annotations

from tuanzi.goods.inventory.contracts import Orphan
from tuanzi.kernel.db import Tx


async def verify(tx: Tx) -> list[str]:
    """What does not add up, in words; empty when all is well."""
    raise NotImplementedError


async def orphans(tx: Tx) -> list[Orphan]:
    """Pending reservations that their owner forgot."""
    raise NotImplementedError
