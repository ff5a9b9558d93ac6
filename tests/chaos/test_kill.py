"""Nothing lost: whatever dies while people shop, what was acknowledged is there afterwards, once, and the books add up."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.chaos.mortals import Mortals, mortals, murder
from tests.factories import deals, goods, shop
from tests.factories.money import misbehave
from tests.factories.shop import Shopper
from tuanzi.apps import verify
from tuanzi.deals.groupbuy.contracts import Activity
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel import clock
from tuanzi.kernel.clock_store import write_shift
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.facts.dispatcher import undelivered
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet
from tuanzi.trade.orders.contracts import OrderId

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
CHAOS_S = float(os.environ.get("TUANZI_CHAOS_S", "20"))
SEED = int(os.environ.get("TUANZI_CHAOS_SEED", random.SystemRandom().randrange(10**6)))
PEOPLE = 8
WALLET = 10_000_000
SETTLE_S = 120


@dataclass
class Diary:
    """What the shop has said to its customers."""

    orders: dict[str, str] = field(default_factory=dict)
    """Acknowledged order ids, with the Idempotency-Key that made them."""
    paid: set[str] = field(default_factory=set)
    """Orders whose payment from the balance was acknowledged."""
    charged: set[str] = field(default_factory=set)
    """Orders for which the provider took the money."""
    answers: Counter[str] = field(default_factory=Counter)


class Customer:
    """Shops without end, and asks again with the same key until there is an answer."""

    def __init__(self, who: Shopper, diary: Diary, dice: random.Random, activity: Activity, skus: list[SkuId]) -> None:
        self.who, self.diary, self.dice, self.activity, self.skus = who, diary, dice, activity, skus
        self.bought: set[str] = set()
        self.is_open = True

    async def shop(self) -> None:
        while self.is_open:
            await self.buy()

    async def until_answered(self, ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        while True:
            try:
                answer = await ask()
            except httpx.HTTPError as error:
                self.diary.answers[type(error).__name__] += 1
            else:
                self.diary.answers[str(answer.status_code)] += 1
                if answer.status_code < 500:
                    return answer
            await asyncio.sleep(0.05)

    async def buy(self) -> None:
        who, dice = self.who, self.dice
        in_team = dice.random() < 0.4
        sku_id = deals.sku_of(self.activity) if in_team else dice.choice(self.skus)
        wish = who.wish(sku_id, quantity=dice.randint(1, 2), activity=self.activity if in_team else None)
        quote = await self.until_answered(lambda: who.post("/quotes", wish))
        if quote.status_code != 200:
            return
        key = shop.fresh_key()
        placed = await self.until_answered(lambda: who.order(wish, key=key, quote_hash=quote.json()["hash"]))
        if placed.status_code != 201:
            assert placed.status_code == 409, placed.text
            return
        order_id = placed.json()["order"]["id"]
        assert order_id not in self.diary.orders
        self.diary.orders[order_id] = key
        self.bought.add(order_id)
        await self.settle(order_id)

    async def settle(self, order_id: str) -> None:
        chance = self.dice.random()
        if chance < 0.15:
            return
        if chance < 0.25:
            key = shop.fresh_key()
            await self.until_answered(lambda: self.who.post(f"/orders/{order_id}/cancel", {}, key=key))
        elif chance < 0.75:
            key = shop.fresh_key()
            paid = await self.until_answered(lambda: self.who.pay(order_id, key=key))
            if paid.status_code == 201:
                assert paid.json()["state"] == "paid"
                self.diary.paid.add(order_id)
        else:
            await self.pay_at_the_provider(order_id)

    async def pay_at_the_provider(self, order_id: str) -> None:
        key = shop.fresh_key()
        started = await self.until_answered(lambda: self.who.pay(order_id, "sandbox", key=key))
        if started.status_code != 201:
            return
        page = await self.until_answered(lambda: self.who.http.get(started.json()["redirect_url"]))
        if page.status_code == 303:
            pressed = await self.until_answered(lambda: self.who.http.post(page.headers["location"] + "/confirm"))
            if pressed.status_code == 303:
                self.diary.charged.add(order_id)


async def settled(db: Database) -> None:
    """Wait until no fact is undelivered and no job is left that could run now."""
    sql = "SELECT count(*) FROM jobs_job WHERE state <> 'waiting' OR error IS NOT NULL OR due_at <= now() + $1::interval"
    for _ in range(SETTLE_S * 2):
        facts, jobs = await undelivered(db.reader), await db.reader.fetchval(sql, clock.shift())
        if not facts and not jobs:
            return
        await asyncio.sleep(0.5)
    rows = await db.reader.fetch("SELECT name, state, attempts, error, due_at FROM jobs_job ORDER BY due_at LIMIT 20")
    raise AssertionError(f"not settled: {await undelivered(db.reader)} {[dict(row) for row in rows]}")


async def test_kill_anything_at_random_and_nothing_is_lost(config: Config, tmp_path_factory: pytest.TempPathFactory) -> None:
    print(f"TUANZI_CHAOS_SEED={SEED}")  # noqa: T201 - how to repeat this run
    dice = random.Random(SEED)
    async with mortals(tmp_path_factory.mktemp("chaos"), config) as victims:
        db = await Database.connect(victims.url, size_max=4)
        try:
            await storm(victims, db, dice)
        finally:
            await db.close()


async def storm(victims: Mortals, db: Database, dice: random.Random) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((2, deals.GROUP_PRICE),), goods_stock=60, stock=50)
        skus = [await goods.one_sku(tx, stock=stock) for stock in (25, 400, 400)]
    await misbehave(db, duplicate=1)
    diary = Diary()
    async with httpx.AsyncClient(base_url=victims.base_url, timeout=10, limits=httpx.Limits(max_keepalive_connections=0)) as http:
        people = await shop.shoppers(db, http, PEOPLE, wallet=WALLET)
        customers = [Customer(who, diary, random.Random(dice.random()), activity, skus) for who in people]
        shopping = [asyncio.create_task(each.shop()) for each in customers]
        await murder(victims, dice, CHAOS_S)
        for each in customers:
            each.is_open = False
        await asyncio.wait_for(asyncio.gather(*shopping), 90)
        await victims.ready()
        print(f"killed {dict(victims.killed)}; {len(diary.orders)} orders; answers {dict(diary.answers)}")  # noqa: T201 - what was survived
        await calm(db)
        await judge(db, diary, customers)
    said = await asyncio.to_thread(victims.run, "verify")
    assert said.returncode == 0, said.stdout + said.stderr


async def calm(db: Database) -> None:
    """Let time pass: leases of the dead run out, polls are due, what nobody paid expires, late choices end without an answer."""
    await db.pool.execute("UPDATE jobs_job SET lease_until = now() WHERE state = 'running'")
    try:
        for ahead in (timedelta(minutes=20), timedelta(hours=3)):
            async with db.transaction() as tx:
                await write_shift(tx, ahead)
            clock.set_shift(ahead)
            await settled(db)
        assert await verify.run(db) == []
    finally:
        clock.set_shift(timedelta(0))


async def judge(db: Database, diary: Diary, customers: list[Customer]) -> None:
    """Compare what was said with what is there."""
    assert "500" not in diary.answers, diary.answers
    assert len(diary.orders) >= PEOPLE, "hardly anybody could buy"
    rows: dict[str, Any] = {
        str(OrderId.of(row["id"])): row
        for row in await db.reader.fetch("SELECT id, member_id, state, paid_minor, refunded_minor, payable_minor FROM orders_order")
    }
    assert set(rows) == set(diary.orders), "every acknowledged order is there, and no repeated key made another"
    money = "SELECT subject, method, state, amount_minor, refunded_minor FROM payments_payment"
    payments = {(row["subject"], row["method"]): row for row in await db.reader.fetch(money)}
    for order_id in diary.paid:
        assert payments[order_id, "balance"]["state"] == "paid", order_id
    for order_id in diary.charged:
        assert payments[order_id, "sandbox"]["state"] == "paid", order_id
    for order_id in diary.paid | diary.charged:
        row = rows[order_id]
        assert row["paid_minor"] == row["payable_minor"], dict(row)
        is_kept = row["state"] in {"waiting", "preparing"}
        assert row["refunded_minor"] == (0 if is_kept else row["paid_minor"]), dict(row)
    for order_id in set(rows) - diary.paid - diary.charged:
        assert rows[order_id]["state"] == "closed", "what nobody paid has ended"
    for each in customers:
        spent = sum(
            row["amount_minor"] - row["refunded_minor"] for (s, method), row in payments.items() if s in each.bought and method == "balance"
        )
        assert (await wallet.wallet(db.reader, each.who.member_id)).balance == Money(WALLET - spent), "charged once"
