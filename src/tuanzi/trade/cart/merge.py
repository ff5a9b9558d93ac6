"""A visitor turns out to be a member."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import repository
from tuanzi.trade.cart.contracts import Owner


async def merge(tx: Tx, visitor_id: str, member_id: MemberId) -> int:
    """Move the visitor's lines into the member's cart, once; the number of lines moved. Of a sku in both the larger quantity stays."""
    await repository.lock_owner(tx, Owner(visitor_id=visitor_id))
    await repository.lock_owner(tx, Owner(member_id=member_id))
    return await repository.move_to_member(tx, visitor_id, member_id)
