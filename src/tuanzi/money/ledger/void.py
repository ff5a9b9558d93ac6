"""Void: what was announced will not happen."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository, rules
from tuanzi.money.ledger.contracts import EntryId, Kind
from tuanzi.money.ledger.errors import EntryResolved


async def void(tx: Tx, key: str, reason: str) -> EntryId:
    """Take an announcement back. Idempotent. Raises ``EntryNotFound``, ``EntryResolved`` if it was confirmed or has expired."""
    entry = await repository.entry_by_key(tx, key)
    if Kind.VOID not in rules.TRANSITIONS[Kind(entry["kind"])]:
        raise EntryResolved(by=entry["kind"])
    pending_id = EntryId.of(entry["id"])
    announced = await repository.legs_of(tx, pending_id, "pended")
    draft = rules.EntryDraft(f"{key}#void", Kind.VOID, reason, entry["reference"], rules.layered("released", announced))
    return await repository.write(tx, draft, answers=pending_id)
