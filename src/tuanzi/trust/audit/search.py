"""Looking into the log."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.trust.audit import repository
from tuanzi.trust.audit.contracts import Sealed, Search


async def search(tx: Tx, wanted: Search, *, before: int | None = None, limit: int = 20) -> list[Sealed]:
    """The newest fitting entries first, older than position ``before``; at most ``limit`` (≤ 101, one more than a page)."""
    return await repository.search(tx, wanted, before, min(limit, 101))
