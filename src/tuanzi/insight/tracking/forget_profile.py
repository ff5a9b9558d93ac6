"""A member no longer wants to be known by what they do."""

from __future__ import annotations

from tuanzi.insight.tracking import repository
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId


async def forget_profile(tx: Tx, member_id: MemberId) -> None:
    """Untie everything recorded from the member and from their browsers."""
    await repository.forget_person(tx, member_id)
