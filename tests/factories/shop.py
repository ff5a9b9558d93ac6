"""Shoppers and clerks at the door: everything over HTTP, as an app on a phone does it."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from tests.conftest import Drain
from tests.factories import deals, goods, people
from tests.factories.money import fill_wallet, pay_on_page
from tuanzi.apps import verify
from tuanzi.deals.groupbuy.contracts import KIND, Activity
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import FreightRule, FreightTemplate

SHOP, CONSOLE = "/api/v1/shop", "/api/v1/console"
"""Where the two doors are."""
BUSY_MAX = 20

_keys = itertools.count(1)
_run = secrets.token_hex(4)


def fresh_key() -> str:
    """An Idempotency-Key of its own."""
    return f"key-{_run}-{next(_keys)}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What many requests at once came to."""

    all: list[httpx.Response]

    @property
    def counted(self) -> Counter[str]:
        """How often each came out: the status, and the code of a refusal."""
        return Counter(f"{each.status_code} {each.json().get('code', '') if each.content else ''}".strip() for each in self.all)

    def with_status(self, status: int) -> list[Any]:
        """The bodies that came with a status."""
        return [each.json() for each in self.all if each.status_code == status]


@dataclass(frozen=True, slots=True)
class Shopper:
    """Somebody with a phone, signed in, with an address."""

    http: httpx.AsyncClient
    member_id: MemberId
    address_id: str
    headers: dict[str, str]

    def wish(self, *sku_ids: SkuId, quantity: int = 1, activity: Activity | None = None, team_id: str | None = None) -> dict[str, Any]:
        """What they want, as the checkout page says it."""
        deal = {"kind": KIND, "activity_id": str(activity.id), "team_id": team_id} if activity else None
        lines = [{"sku_id": str(sku_id), "quantity": quantity} for sku_id in sku_ids]
        return {"lines": lines, "deal": deal, "delivery": "ship", "address_id": self.address_id, "pickup_point_id": None}

    async def get(self, path: str) -> httpx.Response:
        """Look at something."""
        return await self.http.get(SHOP + path, headers=dict(self.headers))

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        """Do something, once."""
        return await self.http.post(SHOP + path, json=body, headers={**self.headers, "Idempotency-Key": key or fresh_key()})

    async def quote(self, wish: Mapping[str, Any]) -> Any:
        """The price of a wish."""
        answer = await self.post("/quotes", wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def order(self, wish: Mapping[str, Any], *, key: str | None = None, quote_hash: str | None = None) -> httpx.Response:
        """Quote and order."""
        shown = quote_hash or (await self.quote(wish))["hash"]
        return await self.post("/orders", {**wish, "quote_hash": shown}, key=key)

    async def bought(self, wish: Mapping[str, Any]) -> Any:
        """Quote, order and pay from the balance: the order as it was placed."""
        answer = await self.order(wish)
        assert answer.status_code == 201, answer.text
        order = answer.json()["order"]
        paid = await self.pay(order["id"])
        assert paid.status_code == 201, paid.text
        return order

    async def pay(self, order_id: str, method: str = "balance", *, key: str | None = None) -> httpx.Response:
        """Start paying; with the balance that is all."""
        return await self.post(f"/orders/{order_id}/payments", {"method": method}, key=key)

    async def pay_at_the_provider(self, started: Mapping[str, Any]) -> None:
        """Press the button on the provider's page."""
        answer = await pay_on_page(self.http, started["redirect_url"])
        assert answer.status_code == 303, answer.text

    async def see(self, order_id: str) -> Any:
        """The order's page now."""
        answer = await self.get(f"/orders/{order_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()


async def shoppers(db: Database, http: httpx.AsyncClient, count: int, *, wallet: int = 0) -> list[Shopper]:
    """So many people who have just signed in, each with ``wallet`` minor units."""
    async with db.transaction() as tx:
        found = []
        for _ in range(count):
            member_id = await people.member(tx)
            address = await people.address(tx, member_id)
            if wallet:
                await fill_wallet(tx, member_id, wallet)
            tokens = await people.session(tx, member_id)
            found.append(Shopper(http, member_id, str(address.id), {"Authorization": f"Bearer {tokens.access_token}"}))
    return found


async def sign_in_again(db: Database, *who: Shopper) -> None:
    """After a while: access tokens live ten minutes of business time."""
    for each in who:
        each.headers.update(await people.as_member(db, each.member_id))


async def shopper(db: Database, http: httpx.AsyncClient, *, wallet: int = 0) -> Shopper:
    """One of them."""
    return (await shoppers(db, http, 1, wallet=wallet))[0]


async def team_with_one_seat(db: Database, http: httpx.AsyncClient, drain: Drain, *, size: int = 2, **said: Any) -> tuple[Activity, str]:
    """A team that lacks one member: its activity and its id. Who is in it has paid from the balance."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((size, deals.GROUP_PRICE),), **{"goods_stock": 1000, **said})
    leader, *others = await shoppers(db, http, size - 1, wallet=100_000)
    team_id: str = (await leader.bought(leader.wish(deals.sku_of(activity), activity=activity)))["team_id"]
    await drain()
    for each in others:
        await each.bought(each.wish(deals.sku_of(activity), activity=activity, team_id=team_id))
    await drain()
    return activity, team_id


async def charge_freight(db: Database, fee: int = 600) -> None:
    """Every parcel costs something."""
    async with db.transaction() as tx:
        rule = FreightRule((), 1, Money(fee), 100, Money(0), None)
        await fulfilment.save_template(tx, FreightTemplate("default", "test", "count", (rule,), ()))


async def patient(ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Ask, and come back when the shop says that it is busy, as an app does: on a slow machine the queue for a connection is long."""
    for _ in range(BUSY_MAX):
        answer = await ask()
        if answer.status_code != 503:
            return answer
        assert answer.json()["code"] == "kernel.unavailable", answer.text
        await asyncio.sleep(float(answer.headers["retry-after"]))
    raise AssertionError("always busy")


async def on_shelf(db: Database, *, stock: int, price: int = 4990) -> SkuId:
    """A sku on sale."""
    async with db.transaction() as tx:
        return await goods.one_sku(tx, price=price, stock=stock)


async def left(db: Database, sku_id: SkuId) -> int:
    """How many pieces may still be sold."""
    return (await inventory.available(db.reader, [sku_id]))[sku_id]


async def together(attempts: Iterable[Awaitable[httpx.Response]]) -> Answers:
    """All at once."""
    return Answers(list(await asyncio.gather(*attempts)))


async def sound(db: Database) -> None:
    """Everything that must always hold, holds; no job is dead and no fact undelivered."""
    assert await verify.run(db) == []


async def count(db: Database, table: str, where: str = "true") -> int:
    """Rows of a table."""
    found: int = await db.reader.fetchval(f"SELECT count(*) FROM {table} WHERE {where}")
    return found
