"""Reverse: the only way to undo."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository, rules
from tuanzi.money.ledger.contracts import EntryId, Kind
from tuanzi.money.ledger.errors import EntryResolved


async def reverse(tx: Tx, key: str, new_key: str, reason: str) -> EntryId:
    """Post the opposite of what was posted under ``key`` (for a confirmed announcement: ``<key>#confirm``). Once, idempotent.

    Raises ``EntryNotFound``, ``EntryResolved`` if it was reversed under another key or never posted, ``InsufficientFunds``.
    """
    entry = await repository.entry_by_key(tx, key)
    if Kind.REVERSE not in rules.TRANSITIONS[Kind(entry["kind"])]:
        raise EntryResolved(by=entry["kind"])
    entry_id = EntryId.of(entry["id"])
    legs = rules.swapped(await repository.legs_of(tx, entry_id, "posted"))
    rules.check(new_key, legs)
    draft = rules.EntryDraft(new_key, Kind.REVERSE, reason, entry["reference"], rules.layered("posted", legs))
    return await repository.write(tx, draft, answers=entry_id)
