"""Proving that nobody touched the log."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.trust.audit import repository, rules
from tuanzi.trust.audit.contracts import GENESIS, VERIFY_BATCH

PROBLEMS_MAX = 100


async def verify_chain(tx: Tx) -> list[str]:
    """Walk the chain from its start; one sentence per break, at most 100. Empty means that every entry is as it was written.

    The head is read first: entries that are added while we walk are beyond it and are not judged.
    """
    top = await repository.head(tx)
    if top is None:
        return ["audit: there are entries, but the head of the chain is missing"] if await repository.batch(tx, 0, 1) else []
    problems: list[str] = []
    number, previous = 0, GENESIS
    while len(problems) < PROBLEMS_MAX and number < top[0]:
        entries = [sealed for sealed in await repository.batch(tx, number, VERIFY_BATCH) if sealed.position <= top[0]]
        if not entries:
            break
        for sealed in entries:
            if sealed.position != number + 1:
                problems.append(f"audit: entries {number + 1} to {sealed.position - 1} are missing")
            elif rules.digest(previous, sealed.position, sealed.at, sealed.entry).hex() != sealed.hash:
                problems.append(f"audit: entry {sealed.position} is not what was written")
            number, previous = sealed.position, bytes.fromhex(sealed.hash)
    if not problems and (number, previous) != top:
        problems.append(f"audit: the chain ends at {number}, its head says {top[0]}")
    return problems[:PROBLEMS_MAX]
