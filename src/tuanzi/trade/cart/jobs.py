"""Carts that nobody will come back for."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.kernel import clock, jobs
from tuanzi.kernel.db import Tx
from tuanzi.trade.cart import api
from tuanzi.trade.cart.contracts import VISITOR_DAYS


@jobs.cron("40 3 * * *")
@jobs.job(queue="bulk")
async def forget_visitors(tx: Tx) -> None:
    """Throw away visitors' carts that nobody touched for ``VISITOR_DAYS``."""
    await api.forget_visitors(tx, clock.now() - timedelta(days=VISITOR_DAYS))
