"""Expire: the time of an announcement has passed."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository, rules
from tuanzi.money.ledger.contracts import EntryId, Kind
from tuanzi.money.ledger.errors import EntryResolved


async def expire(tx: Tx, key: str) -> EntryId | None:
    """Let an announcement lapse if its time has come and nobody answered it. None if there was nothing to do.

    Raises ``EntryNotFound``.
    """
    entry = await repository.entry_by_key(tx, key)
    due = entry["expires_at"] is not None and entry["expires_at"] <= clock.now()
    if Kind.EXPIRE not in rules.TRANSITIONS[Kind(entry["kind"])] or not due:
        return None
    pending_id = EntryId.of(entry["id"])
    announced = await repository.legs_of(tx, pending_id, "pended")
    draft = rules.EntryDraft(f"{key}#expire", Kind.EXPIRE, entry["reason"], entry["reference"], rules.layered("released", announced))
    try:
        return await repository.write(tx, draft, answers=pending_id)
    except EntryResolved:
        return None
