"""Writing into the chain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx, flusher
from tuanzi.trust.audit import repository, rules
from tuanzi.trust.audit.contracts import Entry

BUFFER = "audit"


def record(tx: Tx, entry: Entry) -> None:
    """Say who did what. Sealed into the chain as the last thing before COMMIT, so that the head is locked for a moment only."""
    tx.buffer(BUFFER).append(replace(entry, before=_plain(entry.before), after=_plain(entry.after)))


@flusher(BUFFER)
async def _seal(tx: Tx, entries: list[Any]) -> None:
    number, previous = await repository.lock_head(tx)
    at = clock.now()
    sealed = []
    for entry in entries:
        number += 1
        previous = rules.digest(previous, number, at, entry)
        sealed.append((number, at, entry, previous))
    await repository.append(tx, sealed)


def _plain(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """As the database gives it back: ids, money and times in their wire form."""
    if value is None:
        return None
    plain: dict[str, Any] = orjson.loads(orjson.dumps(value, default=str))
    return plain
