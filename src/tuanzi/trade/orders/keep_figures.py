"""Orders tell accounts what their members have bought, for the console's list of members."""

from __future__ import annotations

from collections.abc import Iterable

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import repository_person


async def keep_figures(tx: Tx, member_ids: Iterable[MemberId]) -> None:
    """Count these members' paid orders anew and write it down with them. Repeating it changes nothing."""
    found = await repository_person.figures(tx, sorted(set(member_ids)))
    await accounts.keep_figures(tx, found)
