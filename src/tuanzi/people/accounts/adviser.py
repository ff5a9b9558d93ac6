"""Who of the staff looks after which member."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tuanzi.kernel import facts
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import repository_life as life
from tuanzi.people.accounts.contracts import ADVISED_MAX, MemberId
from tuanzi.people.accounts.errors import AdviserFull
from tuanzi.people.accounts.events import AdviserChanged


async def set_adviser(tx: Tx, member_ids: Sequence[MemberId], staff_id: UUID | None) -> list[MemberId]:
    """Give members to an adviser, or to nobody; those whose adviser changed by it. Members who are gone are left alone.

    The caller has looked whether the staff member exists. Raises ``AdviserFull`` if somebody would look after more than
    ``ADVISED_MAX``.
    """
    changed = await life.set_adviser(tx, sorted(set(member_ids)), staff_id)
    if staff_id is not None and changed and len(await life.advised_by(tx, staff_id, ADVISED_MAX + 1)) > ADVISED_MAX:
        raise AdviserFull(most=ADVISED_MAX)
    for member_id in changed:
        facts.record(tx, AdviserChanged(member_id, staff_id))
    return changed


async def advised_by(tx: Tx, staff_id: UUID) -> list[MemberId]:
    """The members whom this staff member looks after; at most ``ADVISED_MAX``."""
    return await life.advised_by(tx, staff_id, ADVISED_MAX)


async def count_advised(tx: Tx) -> dict[UUID, int]:
    """How many members each adviser looks after; who looks after none is missing."""
    return await life.count_advised(tx)
