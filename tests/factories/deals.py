"""Group-buys for tests: activities on, buyers who check out and pay as they would at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from tests.factories import goods, people
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import KIND, Activity, ActivityDraft, TeamId, Tier
from tuanzi.deals.pricing.contracts import DealChoice, Wanted
from tuanzi.flows import checkout as flow
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock, ports
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import GatewayPayment, GatewayRefund, Notification, Payment, PaymentId
from tuanzi.money.payments.ports import Gateways
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, OrderId

Shift = Callable[[timedelta], None]
PRICE = 4990
GROUP_PRICE = 3990


async def draft(
    tx: Tx, *, sizes: Sequence[tuple[int, int]] = ((3, GROUP_PRICE),), price: int = PRICE, goods_stock: int = 100, **said: Any
) -> ActivityDraft:
    """An activity on a new product of one sku; ``sizes`` are team sizes with their price."""
    product = await goods.product(tx, goods.sku(str(SkuId.new()), price=price), stock=goods_stock)
    tiers = tuple(Tier(size, ((product.sku_ids[0], Money(minor)),)) for size, minor in sizes)
    now = clock.now()
    window = {"starts_at": now - timedelta(minutes=1), "ends_at": now + timedelta(days=7)}
    return ActivityDraft(**{"product_id": product.id, "title": "三人团", "tiers": tiers, **window, **said})


async def activity(tx: Tx, **said: Any) -> Activity:
    """A published activity; what is said goes to ``draft``."""
    made = await groupbuy.create(tx, await draft(tx, **said))
    return await groupbuy.publish(tx, made.id)


def sku_of(of: Activity) -> SkuId:
    """The one sku of a test activity."""
    return of.draft.tiers[0].prices[0][0]


async def buyer(tx: Tx) -> MemberId:
    """A member with an address."""
    member_id = await people.member(tx)
    await people.address(tx, member_id)
    return member_id


async def buyers(db: Database, count: int) -> list[MemberId]:
    """So many members with addresses."""
    async with db.transaction() as tx:
        return [await buyer(tx) for _ in range(count)]


async def check_out(
    tx: Tx, member_id: MemberId, of: Activity, team_id: TeamId | None = None, *, quantity: int = 1, alone: bool = False
) -> Order:
    """Quote and order at once, as a client that shows the quote it got."""
    deal = None if alone else DealChoice(KIND, str(of.id), str(team_id) if team_id else None)
    address = (await accounts.addresses(tx, member_id))[0]
    intent = flow.Intent((Wanted(sku_of(of), quantity),), deal, "ship", address.id)
    priced = await flow.price(tx, member_id, intent)
    return await flow.checkout(tx, member_id, priced, priced.quoted.quote.hash, lambda quoted: quoted.quote.hash)


async def order(db: Database, member_id: MemberId, of: Activity, team_id: TeamId | None = None, *, quantity: int = 1) -> Order:
    """Check out in a transaction of its own."""
    async with db.transaction() as tx:
        return await check_out(tx, member_id, of, team_id, quantity=quantity)


async def pay(db: Database, placed: Order) -> None:
    """Pay from a wallet filled for it. What follows from it happens when facts are delivered."""
    async with db.transaction() as tx:
        await wallet.credit(tx, f"test.fill:{placed.id}", placed.member_id, placed.payable, "test", str(placed.id))
        await wallet.pay_from_balance(tx, placed.member_id, str(placed.id), placed.payable)


def team_of(placed: Order) -> TeamId:
    """The team for which an order waits."""
    hold = placed.hold("groupbuy")
    assert hold is not None
    return TeamId.parse(hold.reference)


async def now(db: Database, order_id: OrderId) -> Order:
    """The order as it is now."""
    return await orders.get(db.reader, order_id)


async def problems(db: Database) -> list[str]:
    """Everything that does not add up in teams, orders, stock and money."""
    tx = db.reader
    checks = (groupbuy.verify, orders.verify, inventory.verify, payments.verify, ledger.verify)
    return [problem for check in checks for problem in await check(tx)]


class Till:
    """A provider that agrees with everything at once: for tests in which money only has to come and go."""

    name = "sandbox"

    def redirect_url(self, payment: Payment, label: str) -> str:
        return f"/till/{payment.id}"

    async def query(self, ref: PaymentId) -> GatewayPayment:
        return GatewayPayment("open")

    async def close(self, ref: PaymentId) -> None:
        return

    async def refund(self, ref: PaymentId, refund_ref: str, amount: Money, total: Money) -> GatewayRefund:
        return GatewayRefund("done")

    async def query_refund(self, refund_ref: str) -> GatewayRefund:
        return GatewayRefund("done")

    def parse(self, headers: Mapping[str, str], body: bytes) -> Notification:
        raise NotImplementedError


@contextmanager
def till() -> Iterator[None]:
    """Let ``Till`` be the provider."""
    before = ports.get(Gateways)
    ports.provide(Gateways, Gateways(Till()))
    yield
    ports.provide(Gateways, before)


async def go_to_till(db: Database, placed: Order) -> Payment:
    """Start paying at the provider."""
    async with db.transaction() as tx:
        return await payments.start(tx, str(placed.id), placed.payable, Till.name, "/", placed.pay_before, placed.member_id)


async def till_says_paid(db: Database, payment: Payment) -> None:
    """The provider's message that the money is there."""
    async with db.transaction() as tx:
        told = Notification(f"test.{payment.id}", payment.id, payment.amount, "paid", clock.now(), f"t.{payment.id}", bytes(32))
        await payments.accept_notification(tx, Till.name, told)
