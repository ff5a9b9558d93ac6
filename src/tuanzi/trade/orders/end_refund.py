"""The provider answered about a refund."""

from __future__ import annotations

from typing import Literal

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import repository_money


async def end_refund(tx: Tx, key: str, state: Literal["done", "failed"]) -> bool:
    """Write the outcome beside the refund and into the timeline. False if it is not ours or stood so before."""
    return await repository_money.end_refund(tx, key, state, clock.now()) is not None
