"""Walking the chain and keeping what was found."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trust.audit import repository
from tuanzi.trust.audit.contracts import Check
from tuanzi.trust.audit.verify_chain import verify_chain

BY_CLOCK = "clock"


async def check_chain(tx: Tx, asked_by: str = BY_CLOCK) -> Check:
    """As ``verify_chain``, and remember when it was done and what came out."""
    head = await repository.head(tx)
    check = Check(clock.now(), head[0] if head else 0, tuple(await verify_chain(tx)), asked_by)
    await repository.keep_check(tx, check)
    return check
