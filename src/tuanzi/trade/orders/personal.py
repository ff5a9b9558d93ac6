"""What orders keep about a member.

The E-Commerce Law (art. 31) asks for records of goods and transactions for three years after they are completed, and PIPL (art. 47) to
delete the rest: goods, amounts, times and payments stay with an id that leads to nobody, receiver, remark and notes go at once.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.kernel import codec, personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Obstacle, Person
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import repository_person
from tuanzi.trade.orders.contracts import Order, OrderId
from tuanzi.trade.orders.keep_figures import keep_figures

NAMED_MAX = 5
PAGE = 200


async def obstacles(tx: Tx, member_id: UUID) -> list[Obstacle]:
    """Orders under way, and refunds that have not arrived."""
    rows = await repository_person.running(tx, MemberId.of(member_id), 100)
    codes = {"awaiting_payment": "orders.erase_unpaid", "refunding": "orders.erase_refunding"}
    numbers: dict[str, list[str]] = {}
    for row in rows:
        numbers.setdefault(codes.get(row["state"], "orders.erase_running"), []).append(row["number"])
    return [Obstacle(code, {"count": len(found), "numbers": ", ".join(found[:NAMED_MAX])}) for code, found in sorted(numbers.items())]


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every order with its lines and where it went."""
    told: list[dict[str, Any]] = []
    last: OrderId | None = None
    while page := await repository_person.orders_of(tx, MemberId.of(member_id), last, PAGE):
        told += [_told(order) for order in page]
        last = page[-1].id
    return told


def _told(order: Order) -> dict[str, Any]:
    plain: dict[str, Any] = codec.dump(Order, order)
    hidden = {"id", "member_id", "quote_hash", "stock_location_id", "payment_id", "attribution", "flag"}
    return {"id": str(order.id)} | {name: value for name, value in plain.items() if name not in hidden}


async def erase(tx: Tx, person: Person) -> None:
    """See the module."""
    await repository_person.forget_receivers(tx, MemberId.of(person.id))


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Orders change hands."""
    old, new = MemberId.of(source), MemberId.of(target)
    await repository_person.move(tx, old, new)
    await keep_figures(tx, [old, new])


personal.bring("orders", export=export, erase=erase, merge=merge, obstacles=obstacles)
