"""Do the books of all orders add up? Run nightly, on demand, and at the end of tests."""

from __future__ import annotations

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders import postings, repository_verify
from tuanzi.trade.orders.contracts import OrderId

PAGE = 500


async def verify(tx: Tx) -> list[str]:
    """What does not add up, in words: states, sums, refunds, the ledger, reservations. Empty when all is well."""
    problems = [f"orders: {order_id} {what}" for order_id, what in await repository_verify.contradictions(tx, clock.now())]
    problems += await _money(tx)
    return problems + await _stock(tx)


async def _stock(tx: Tx) -> list[str]:
    """Every order whose goods lie with us holds its stock, and no other does. Keys of other kinds are not ours to judge."""
    wanted = await repository_verify.stock_keys_held(tx)
    held = {key for key in await inventory.pending_keys(tx) if key.startswith(f"{OrderId.prefix}_")}
    forgotten = [f"orders: the reservation {key} outlived its order" for key in sorted(held - wanted.keys())]
    return forgotten + [f"orders: {wanted[key]} lost its reservation {key}" for key in sorted(wanted.keys() - held)]


async def _money(tx: Tx) -> list[str]:
    problems: list[str] = []
    last: OrderId | None = None
    while page := await repository_verify.money_page(tx, last, PAGE):
        held = await postings.held(tx, [order_id for order_id, _ in page])
        problems += [
            f"orders: {order_id} has {held[order_id]} in the ledger where {expected} should stand"
            for order_id, expected in page
            if held[order_id] != expected
        ]
        last = page[-1][0]
    return problems
