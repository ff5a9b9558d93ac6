import asyncio
from typing import Any

from tests.factories.trade import place, problems
from tuanzi.kernel.db import Database
from tuanzi.kernel.facts.dispatcher import Dispatcher, undelivered
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet
from tuanzi.trade.orders import api
from tuanzi.trade.orders.contracts import State


async def deliver(db: Database, dispatcher: Dispatcher) -> None:
    """Until every reactor has seen everything; transactions of other test databases delay a fact for a moment."""
    for _ in range(1000):
        await dispatcher.run_once()
        if not [problem for problem in await undelivered(db.reader) if "orders." in problem or "payments." in problem]:
            return
        await asyncio.sleep(0.01)


async def test_a_payment_reaches_its_order_and_the_open_page(db: Database) -> None:
    said: list[tuple[str, str, dict[str, Any]]] = []

    async def publish(messages: list[Any]) -> None:
        said.extend(messages)

    async with db.transaction() as tx:
        order = await place(tx)
        await wallet.credit(tx, "fill", order.member_id, order.payable, "test", "")
        await wallet.pay_from_balance(tx, order.member_id, str(order.id), order.payable)
    dispatcher = Dispatcher(db, publish)
    await deliver(db, dispatcher)
    assert (await api.get(db.reader, order.id)).state is State.PREPARING
    topic = f"member:{order.member_id}"
    assert (topic, "order", {"id": str(order.id), "state": "preparing"}) in said
    async with db.transaction() as tx:
        await api.refund(tx, order.id, None, "regret", "gateway", "k")
    said.clear()
    await deliver(db, dispatcher)
    now = await api.get(db.reader, order.id)
    assert [(refund.amount, refund.state) for refund in now.refunds] == [(Money(1000), "done")]
    assert [entry.event for entry in await api.timeline(db.reader, order.id)][-3:] == ["refund_asked", "closed", "refund_done"]
    assert (topic, "order", {"id": str(order.id), "state": "closed"}) in said
    assert await problems(db.reader) == []
