"""The kept answers of a person's requests go with the person."""

from __future__ import annotations

from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person


async def erase(tx: Tx, person: Person) -> None:
    """Forget every kept answer; it holds what was ordered and where it went."""
    await tx.execute("DELETE FROM idempotency_record WHERE scope = $1 AND status IS NOT NULL", str(person.id))


personal.bring("answers", erase=erase)
