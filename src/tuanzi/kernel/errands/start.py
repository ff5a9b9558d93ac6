"""A person starts an errand, or no longer wants it."""

from __future__ import annotations

from uuid import UUID

from tuanzi.kernel import clock, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import repository
from tuanzi.kernel.errands.catalogue import Work
from tuanzi.kernel.errands.contracts import ALIVE_MAX, ITEMS_MAX, Errand, ErrandId
from tuanzi.kernel.errands.errors import NothingToDo, TooManyItems, TooManyRunning
from tuanzi.kernel.errands.runner import run_errand


async def start(tx: Tx, work: Work, *, staff_id: UUID, language: str) -> ErrandId:
    """Have this done for a staff member soon; what a file says is in ``language``.

    Raises ``NothingToDo``, ``TooManyItems``, ``TooManyRunning``.
    """
    if work.items is not None and not work.items:
        raise NothingToDo
    if work.items is not None and len(work.items) > ITEMS_MAX:
        raise TooManyItems(most=ITEMS_MAX)
    if await repository.count_alive(tx, staff_id) >= ALIVE_MAX:
        raise TooManyRunning(most=ALIVE_MAX)
    errand = Errand(
        id=ErrandId.new(),
        kind=work.kind,
        staff_id=staff_id,
        language=language,
        arguments=work.arguments,
        state="waiting",
        total=None if work.items is None else len(work.items),
        done=0,
        failed=0,
        failures=(),
        counts={},
        error=None,
        file_name=None,
        file_key=None,
        created_at=clock.now(),
        started_at=None,
        moved_at=None,
        ended_at=None,
    )
    await repository.insert(tx, errand, work.items)
    jobs.enqueue(tx, run_errand(errand.id), key=f"errand:{errand.id}")
    return errand.id


async def cancel(tx: Tx, staff_id: UUID, errand_id: ErrandId) -> Errand:
    """Stop after the batch that is under way; what is done stays done. An errand that has ended stays as it is. Raises ``NoErrand``."""
    await repository.find(tx, staff_id, errand_id)
    await repository.end(tx, errand_id, "cancelled")
    return await repository.find(tx, staff_id, errand_id)
