"""Visitors come and go."""

from __future__ import annotations

from datetime import datetime

from tuanzi.kernel.db import Tx
from tuanzi.trade.cart import repository


async def forget_visitors(tx: Tx, before: datetime) -> int:
    """Delete the lines of visitors that nobody touched since ``before``; how many there were."""
    return await repository.delete_visitors(tx, before)
