"""Which files show whose face: a poster must be found when the person on it goes."""

from __future__ import annotations

from tuanzi.growth.sharing import repository
from tuanzi.growth.sharing.contracts import Link
from tuanzi.kernel.db import Tx


async def keep_poster(tx: Tx, link: Link, key: str) -> None:
    """Remember that the file ``key`` is a poster of this link. May be repeated."""
    await repository.keep_poster(tx, link.id, key)
