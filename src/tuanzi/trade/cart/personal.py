"""What the cart keeps about a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import repository
from tuanzi.trade.cart.contracts import Owner


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """The lines."""
    lines = await repository.lines_of(tx, Owner(member_id=MemberId.of(member_id)))
    return [{"sku_id": str(line.sku_id), "quantity": line.quantity, "delivery": line.delivery} for line in lines]


async def erase(tx: Tx, person: Person) -> None:
    """The cart is emptied."""
    await repository.delete_of(tx, MemberId.of(person.id))


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Both carts become one."""
    await repository.move_between_members(tx, MemberId.of(source), MemberId.of(target))


personal.bring("cart", export=export, erase=erase, merge=merge)
