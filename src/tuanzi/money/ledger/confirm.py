"""Confirm: what was announced happens."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import repository, rules
from tuanzi.money.ledger.contracts import EntryId, Kind, Leg
from tuanzi.money.ledger.errors import EntryResolved


async def confirm(tx: Tx, key: str, legs: Sequence[Leg] | None = None) -> EntryId:
    """Post what was announced under ``key``, or only ``legs`` of it (never more); the rest of the announcement is gone.

    Idempotent. Raises ``EntryNotFound``, ``EntryResolved`` if it was voided or has expired, ``LedgerKeyConflict`` if it was
    confirmed with other legs.
    """
    entry = await repository.entry_by_key(tx, key)
    if Kind.CONFIRM not in rules.TRANSITIONS[Kind(entry["kind"])]:
        raise EntryResolved(by=entry["kind"])
    pending_id = EntryId.of(entry["id"])
    announced = await repository.legs_of(tx, pending_id, "pended")
    taken = list(legs) if legs is not None else announced
    rules.check(key, taken)
    rules.check_part(announced, taken)
    layered = rules.layered("released", announced) + rules.layered("posted", taken)
    draft = rules.EntryDraft(f"{key}#confirm", Kind.CONFIRM, entry["reason"], entry["reference"], layered)
    return await repository.write(tx, draft, answers=pending_id)
