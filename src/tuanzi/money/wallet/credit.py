"""Credit: the house puts money into a wallet."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger.contracts import EntryId
from tuanzi.money.wallet import postings
from tuanzi.money.wallet.contracts import REASON_LENGTH_MAX
from tuanzi.people.accounts.contracts import MemberId


async def credit(tx: Tx, key: str, member_id: MemberId, amount: Money, reason: str, reference: str) -> EntryId:
    """Give a member ``amount`` as goodwill, once per ``key``. Raises ``LedgerKeyConflict``."""
    return await postings.give(tx, key, member_id, amount, reason[:REASON_LENGTH_MAX], reference)
