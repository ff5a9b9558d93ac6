"""Timers, payments, refunds and clerks in the same instant: one of them wins, and the money and the goods agree with the winner."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.deals import Shift
from tests.factories.money import misbehave
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]


@pytest.mark.parametrize("round_", range(3))
async def test_expiry_against_payment_in_the_same_instant(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Shift, round_: int
) -> None:
    sku_id = await shop.on_shelf(db, stock=20)
    buyers = await shop.shoppers(db, client, 12, wallet=10_000)
    orders = [(await each.order(each.wish(sku_id))).json()["order"] for each in buyers]
    started = [(await each.pay(order["id"], "sandbox")).json() for each, order in zip(buyers[:6], orders, strict=False)]
    due = max(datetime.fromisoformat(order["pay_before"]) for order in orders)
    shift_clock(due - clock.now() - timedelta(milliseconds=400))
    await shop.sign_in_again(db, *buyers)
    shift_clock(due - clock.now() - timedelta(milliseconds=40 + 30 * round_))

    async def pay(number: int) -> str:
        """The first half at the provider, the others from the balance, each at its own moment around the end of the time to pay."""
        await asyncio.sleep(0.012 * number)
        if number < len(started):
            await buyers[number].pay_at_the_provider(started[number])
            return "provider"
        answer = await buyers[number].pay(orders[number]["id"])
        return f"{answer.status_code} {answer.json().get('code', '')}".strip()

    async def tick() -> None:
        for _ in range(12):
            await drain()
            await asyncio.sleep(0.01)

    results = Counter((await asyncio.gather(*(pay(number) for number in range(12)), tick()))[:12])
    assert set(results) <= {"provider", "201", "409 payments.over"}, results
    shift_clock(timedelta(minutes=5))
    await drain()

    await shop.sign_in_again(db, *buyers)
    kept = 0
    for buyer, order in zip(buyers, orders, strict=True):
        page = await buyer.see(order["id"])
        money = page["paid"]["amount"], page["refunded"]["amount"], [each["state"] for each in page["refunds"]]
        if page["state"] == "preparing":
            kept += 1
            assert money == (4990, 0, [])
        else:
            assert page["state"] == "closed"
            assert money in [(0, 0, []), (4990, 4990, ["done"])]
    assert await shop.left(db, sku_id) == 20 - kept
    await shop.sound(db)


@pytest.mark.parametrize("first", ["refund", "ship"])
async def test_refund_against_shipment(db: Database, client: httpx.AsyncClient, drain: Drain, first: str) -> None:
    sku_id = await shop.on_shelf(db, stock=20)
    buyers = await shop.shoppers(db, client, 8, wallet=10_000)
    orders = [await each.bought(each.wish(sku_id)) for each in buyers]
    await drain()
    owner = await people.as_staff(db)

    async def refund(order: Any) -> httpx.Response:
        body = {"reason": "regret", "to": "balance"}
        headers = {**owner, "Idempotency-Key": shop.fresh_key()}
        return await client.post(f"{shop.CONSOLE}/orders/{order['id']}/refunds", json=body, headers=headers)

    async def ship(order: Any) -> httpx.Response:
        body = {"carrier": "sf", "waybill": f"SF{order['number'][-12:]}"}
        return await client.post(f"{shop.CONSOLE}/orders/{order['id']}/ship", json=body, headers=owner)

    deeds = (refund, ship) if first == "refund" else (ship, refund)
    answers = await shop.together(deed(order) for order in orders for deed in deeds)
    assert set(answers.counted) <= {"200", "201", "409 orders.move_refused"}
    await drain()
    shipped = 0
    for buyer, order in zip(buyers, orders, strict=True):
        page = await buyer.see(order["id"])
        assert page["refunded"]["amount"] == 4990, "staff may refund what is on its way too; it is given back once"
        assert len(page["refunds"]) == 1
        assert (page["state"], len(page["parcels"])) in {("closed", 0), ("shipped", 1)}
        shipped += page["state"] == "shipped"
        assert (await wallet.wallet(db.reader, buyer.member_id)).balance == Money(10_000)
    assert await shop.left(db, sku_id) == 20 - shipped
    await shop.sound(db)


async def test_late_payment_after_close_is_refunded_exactly_once(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Shift
) -> None:
    sku_id = await shop.on_shelf(db, stock=10)
    buyers = await shop.shoppers(db, client, 6)
    orders = [(await each.order(each.wish(sku_id))).json()["order"] for each in buyers]
    await misbehave(db, delay_s=1200, duplicate=3, out_of_order=True)
    for buyer, order in zip(buyers, orders, strict=True):
        await buyer.pay_at_the_provider((await buyer.pay(order["id"], "sandbox")).json())
    async with db.transaction() as tx:
        # The provider has the money and tells nobody yet, also when asked.
        await tx.execute("DELETE FROM jobs_job WHERE name = 'payments.poll_payment'")
    shift_clock(timedelta(minutes=15, seconds=1))
    await asyncio.gather(drain(), drain(), drain())
    assert await shop.count(db, "orders_order", "state = 'closed'") == 6
    shift_clock(timedelta(minutes=10))
    await asyncio.gather(drain(), drain(), drain())
    await drain()
    assert await shop.count(db, "sandbox_pay_notice", "delivered_at IS NOT NULL") == 6 * 3 * 4
    await shop.sign_in_again(db, *buyers)
    for buyer, order in zip(buyers, orders, strict=True):
        page = await buyer.see(order["id"])
        assert (page["state"], page["paid"]["amount"], page["refunded"]["amount"]) == ("closed", 4990, 4990)
        assert [(each["amount"]["amount"], each["state"], each["to"]) for each in page["refunds"]] == [(4990, "done", "gateway")]
    assert await shop.count(db, "sandbox_pay_refund", "state = 'done' AND amount_minor = 4990") == 6
    assert await shop.count(db, "sandbox_pay_refund") == await shop.count(db, "payments_refund") == 6
    assert await shop.left(db, sku_id) == 10
    await shop.sound(db)
