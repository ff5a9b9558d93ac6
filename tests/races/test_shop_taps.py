"""Impatient fingers and two devices: one intention, one effect."""

from __future__ import annotations

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, shop
from tests.factories.money import pay_on_page
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]
TAPS = 20


@pytest.mark.parametrize("same_key", [True, False])
async def test_double_tap_on_pay(db: Database, client: httpx.AsyncClient, drain: Drain, same_key: bool) -> None:
    sku_id = await shop.on_shelf(db, stock=5)
    buyer = await shop.shopper(db, client, wallet=100_000)
    order = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    keys = [shop.fresh_key()] * TAPS if same_key else [shop.fresh_key() for _ in range(TAPS)]

    answers = await shop.together(buyer.pay(order["id"], key=key) for key in keys)
    assert set(answers.counted) <= {"201", "409 payments.already_paid"}
    assert len({each["payment_id"] for each in answers.with_status(201)}) == 1
    if same_key:
        assert answers.counted == {"201": TAPS}
        assert sum("idempotency-replayed" in each.headers for each in answers.all) == TAPS - 1
    await drain()
    assert (await wallet.wallet(db.reader, buyer.member_id)).balance == Money(100_000 - 4990), "charged once"
    assert await shop.count(db, "facts_outbox", "name = 'payments.PaymentSucceeded'") == 1
    assert (await buyer.see(order["id"]))["paid"]["amount"] == 4990
    await shop.sound(db)


async def test_double_tap_on_pay_at_the_provider(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    sku_id = await shop.on_shelf(db, stock=5)
    buyer = await shop.shopper(db, client)
    order = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    answers = await shop.together(buyer.pay(order["id"], "sandbox") for _ in range(TAPS))
    assert answers.counted == {"201": TAPS}
    assert len({each["payment_id"] for each in answers.with_status(201)}) == 1
    urls = [each["redirect_url"] for each in answers.with_status(201)]
    await shop.together(pay_on_page(client, url) for url in urls)
    await drain()
    assert await shop.count(db, "sandbox_pay_charge", "state = 'paid' AND paid_minor = 4990") == 1
    assert await shop.count(db, "payments_payment", "state = 'paid'") == 1
    assert (await buyer.see(order["id"]))["state"] == "preparing"
    await shop.sound(db)


async def test_double_tap_on_order(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    sku_id = await shop.on_shelf(db, stock=5)
    buyer = await shop.shopper(db, client)
    wish, key = buyer.wish(sku_id), shop.fresh_key()
    shown = (await buyer.quote(wish))["hash"]
    answers = await shop.together(buyer.order(wish, quote_hash=shown, key=key) for _ in range(TAPS))
    assert answers.counted == {"201": TAPS}
    assert len({each["order"]["id"] for each in answers.with_status(201)}) == 1
    assert len({each.content for each in answers.all}) == 1, "every tap gets the same answer"
    assert (await shop.count(db, "orders_order"), await shop.left(db, sku_id)) == (1, 4)
    await drain()
    await shop.sound(db)


async def test_two_devices_make_two_lawful_orders_or_are_politely_refused(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    sku_id = await shop.on_shelf(db, stock=3)
    buyer = await shop.shopper(db, client)
    wish = buyer.wish(sku_id)
    answers = await shop.together(buyer.order(wish) for _ in range(5))
    assert answers.counted == {"201": 3, "409 inventory.sold_out": 2}
    assert len({each["order"]["id"] for each in answers.with_status(201)}) == 3
    await drain()
    await shop.sound(db)


async def test_two_devices_in_one_team_get_one_seat(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    activity, team_id = await shop.team_with_one_seat(db, client, drain, size=5)
    buyer = await shop.shopper(db, client)
    wish = buyer.wish(deals.sku_of(activity), activity=activity, team_id=team_id)
    answers = await shop.together(buyer.order(wish) for _ in range(TAPS))
    assert set(answers.counted) <= {"201", "409 groupbuy.already_in_team", "409 groupbuy.team_full"}
    assert len(answers.with_status(201)) == 1
    await drain()
    await shop.sound(db)
