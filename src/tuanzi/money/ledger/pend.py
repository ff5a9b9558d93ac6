"""Pend: value is announced, and already promised away where it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuanzi.kernel import jobs
from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository, rules
from tuanzi.money.ledger.contracts import EntryId, Kind, Leg
from tuanzi.money.ledger.jobs import expire_pending


async def pend(tx: Tx, key: str, reason: str, reference: str, legs: Sequence[Leg], expires_at: datetime | None = None) -> EntryId:
    """Announce a movement, to be confirmed or voided under the same ``key``; it expires by itself at ``expires_at``.

    A guarded account that is to pay must already have the money: raises ``InsufficientFunds``, else as ``post``.
    """
    rules.check(key, legs)
    draft = rules.EntryDraft(key, Kind.PEND, reason, reference, rules.layered("pended", legs))
    entry_id = await repository.write(tx, draft, expires_at=expires_at)
    if expires_at is not None:
        jobs.enqueue(tx, expire_pending(key), due_at=expires_at, key=f"ledger.expire:{key}")
    return entry_id
