"""What the outbox of a sandbox keeps about a person: the messages to their phone."""

from __future__ import annotations

from tuanzi.adapters.sms import repository
from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person


async def erase(tx: Tx, person: Person) -> None:
    """Delete them."""
    if person.phone:
        await repository.delete_to(tx, person.phone)


personal.bring("sms", erase=erase)
