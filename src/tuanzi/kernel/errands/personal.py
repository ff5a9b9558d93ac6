"""What staff asked for by somebody's phone or name."""

from __future__ import annotations

from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import repository
from tuanzi.kernel.personal import Person


async def erase(tx: Tx, person: Person) -> None:
    """Blank the wishes and failures of ended errands that name the person."""
    if person.words:
        await repository.forget_words(tx, list(person.words))


personal.bring("errands", erase=erase)
