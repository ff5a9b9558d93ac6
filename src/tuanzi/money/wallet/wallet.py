"""Wallet: what a member has."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import postings
from tuanzi.money.wallet.contracts import Wallet
from tuanzi.people.accounts.contracts import MemberId


async def wallet(tx: Tx, member_id: MemberId) -> Wallet:
    """What the member may spend, and what is on its way in."""
    balance = await postings.stands(tx, member_id)
    return Wallet(Money(balance.available), Money(balance.pending_in))
