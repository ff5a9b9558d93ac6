"""What operators do with savings: write, change, publish, end."""

from __future__ import annotations

from tuanzi.deals.savings import repository, rules
from tuanzi.deals.savings.contracts import LIVE_MAX, Saving, SavingDraft, SavingId, SavingState
from tuanzi.deals.savings.errors import BadSaving, SavingNotFound, SavingStatus, SavingVersion, TooManySavings
from tuanzi.deals.savings.events import SavingEnded, SavingPublished
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx


def _check(draft: SavingDraft) -> None:
    found = rules.flaws(draft, clock.now())
    if found:
        raise BadSaving(errors=found)


async def create(tx: Tx, draft: SavingDraft) -> Saving:
    """Write a draft down. Raises ``BadSaving`` with every flaw it has."""
    _check(draft)
    saving_id = SavingId.new()
    await repository.insert(tx, saving_id, draft, clock.now())
    return await get(tx, saving_id)


async def change(tx: Tx, saving_id: SavingId, version: int, draft: SavingDraft) -> Saving:
    """Replace a draft. What is published stands, so that what shoppers were promised is what they get.

    Raises ``SavingNotFound``, ``SavingVersion``, ``SavingStatus``, ``BadSaving``.
    """
    found = await _locked(tx, saving_id)
    if found.version != version:
        raise SavingVersion(version=found.version)
    if found.status is not SavingState.DRAFT:
        raise SavingStatus(status=found.status.value)
    _check(draft)
    await repository.update(tx, saving_id, draft, clock.now())
    return await get(tx, saving_id)


async def publish(tx: Tx, saving_id: SavingId) -> Saving:
    """Let it count from the beginning of its time on. Again is harmless. Raises ``SavingNotFound``, ``SavingStatus``, ``BadSaving``,
    ``TooManySavings``.
    """
    found = await _locked(tx, saving_id)
    if found.status is SavingState.PUBLISHED:
        return found
    _move(found, SavingState.PUBLISHED)
    _check(found.draft)
    if await repository.count_published(tx, clock.now()) >= LIVE_MAX:
        raise TooManySavings(most=LIVE_MAX)
    await repository.set_status(tx, saving_id, SavingState.PUBLISHED, clock.now())
    facts.record(tx, SavingPublished(saving_id))
    return await get(tx, saving_id)


async def end(tx: Tx, saving_id: SavingId) -> Saving:
    """Let it count no more; orders keep what they have. Again is harmless. Raises ``SavingNotFound``, ``SavingStatus``."""
    found = await _locked(tx, saving_id)
    if found.status is SavingState.ENDED:
        return found
    _move(found, SavingState.ENDED)
    await repository.set_status(tx, saving_id, SavingState.ENDED, clock.now())
    facts.record(tx, SavingEnded(saving_id))
    return await get(tx, saving_id)


async def get(tx: Tx, saving_id: SavingId) -> Saving:
    """One saving. Raises ``SavingNotFound``."""
    found = await repository.saving(tx, saving_id)
    if found is None:
        raise SavingNotFound
    return found


async def _locked(tx: Tx, saving_id: SavingId) -> Saving:
    found = await repository.lock_saving(tx, saving_id)
    if found is None:
        raise SavingNotFound
    return found


def _move(found: Saving, to: SavingState) -> None:
    if to not in rules.TRANSITIONS[found.status]:
        raise SavingStatus(status=found.status.value)
