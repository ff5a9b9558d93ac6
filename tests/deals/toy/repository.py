"""All SQL of welcome."""

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId


async def take(tx: Tx, member_id: MemberId, order_id: OrderId) -> bool:
    """Take the member's one welcome; the primary key is the limit. False if it is taken."""
    return bool(await tx.execute("INSERT INTO welcome_gift VALUES ($1, $2) ON CONFLICT DO NOTHING", member_id, order_id))


async def give_back(tx: Tx, order_id: OrderId) -> None:
    """The order closed: the member may use it again."""
    await tx.execute("DELETE FROM welcome_gift WHERE order_id = $1", order_id)
