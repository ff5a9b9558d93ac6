"""The shop and the provider, talking signed HTTP to each other; the provider in all its moods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.factories.money import misbehave, pay_on_page, start_payment
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import Payment, PaymentState, RefundState

Drain = Callable[[], Awaitable[None]]
Shift = Callable[[timedelta], None]


@pytest.fixture
async def payment(db: Database, app: Any) -> Payment:
    async with db.transaction() as tx:
        return await start_payment(tx)


async def pay(client: httpx.AsyncClient, payment: Payment) -> httpx.Response:
    assert payment.redirect_url is not None
    return await pay_on_page(client, payment.redirect_url + "&return_url=%2F%23%2Fresult")


async def state(db: Database, payment: Payment) -> PaymentState:
    return (await payments.get(db.reader, payment.id)).state


async def facts(db: Database, name: str) -> int:
    counted: int = await db.reader.fetchval("SELECT count(*) FROM facts_outbox WHERE name = $1", name)
    return counted


async def all_is_well(db: Database) -> None:
    assert await payments.verify(db.reader) == []
    assert await ledger.verify(db.reader) == []


async def test_the_page_asks_for_the_money_and_sends_the_shopper_back(client: httpx.AsyncClient, payment: Payment) -> None:
    assert payment.redirect_url is not None
    opened = await client.get(payment.redirect_url + "&return_url=%2F%23%2Fresult")
    page = await client.get(opened.headers["location"])
    assert page.status_code == 200
    for wanted in (
        "确认支付",
        "取消",
        'data-testid="pay-confirm"',
        'data-testid="pay-cancel"',
        "49.90",
        "ord_1",
        "团子商城订单",
        '<html lang="zh-CN">',
    ):
        assert wanted in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    english = await client.get(opened.headers["location"], headers={"Accept-Language": "en"})
    assert "Pay now" in english.text
    assert "Your order at 团子" in english.text
    cancelled = await client.post(opened.headers["location"] + "/cancel")
    assert (cancelled.status_code, cancelled.headers["location"]) == (303, "/#/result")
    paid = await client.post(opened.headers["location"] + "/confirm")
    assert (paid.status_code, paid.headers["location"]) == (303, "/#/result")
    assert "支付成功" in (await client.get(opened.headers["location"])).text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_the_shopper_is_never_sent_to_a_stranger(client: httpx.AsyncClient, payment: Payment, target: str) -> None:
    assert payment.redirect_url is not None
    opened = await client.get(payment.redirect_url, params={**httpx.URL(payment.redirect_url).params, "return_url": target})
    assert (await client.post(opened.headers["location"] + "/cancel")).headers["location"] == "/"


async def test_paying_is_heard_by_notification(db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain) -> None:
    await pay(client, payment)
    assert await state(db, payment) == PaymentState.AWAITING
    await drain()
    assert await state(db, payment) == PaymentState.PAID
    assert await facts(db, "payments.PaymentSucceeded") == 1
    assert (await ledger.balance(db.reader, "order:ord_1:received")).posted == 4990
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job WHERE name = 'payments.poll_payment'") == 0
    await all_is_well(db)


async def test_pressing_the_button_again_pays_once(db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain) -> None:
    for _ in range(3):
        await pay(client, payment)
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM sandbox_pay_charge") == 1
    assert await db.reader.fetchval("SELECT count(*) FROM sandbox_pay_notice") == 1
    assert await facts(db, "payments.PaymentSucceeded") == 1


async def test_a_doubled_notification_counts_once(db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain) -> None:
    await misbehave(db, duplicate=3)
    await pay(client, payment)
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM sandbox_pay_notice WHERE delivered_at IS NOT NULL") == 4
    assert await db.reader.fetchval("SELECT count(*) FROM payments_inbox") == 1
    assert await facts(db, "payments.PaymentSucceeded") == 1
    await all_is_well(db)


async def test_a_lost_notification_is_healed_by_asking(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain, shift_clock: Shift
) -> None:
    await misbehave(db, lose=True)
    await pay(client, payment)
    await drain()
    assert await state(db, payment) == PaymentState.AWAITING
    shift_clock(timedelta(seconds=11))
    await drain()
    assert await state(db, payment) == PaymentState.PAID
    assert await facts(db, "payments.PaymentSucceeded") == 1
    await all_is_well(db)


async def test_a_delayed_notification_after_the_poll_changes_nothing(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain, shift_clock: Shift
) -> None:
    await misbehave(db, delay_s=60)
    await pay(client, payment)
    shift_clock(timedelta(seconds=11))
    await drain()
    assert await state(db, payment) == PaymentState.PAID
    shift_clock(timedelta(seconds=60))
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM payments_inbox") == 1
    assert await facts(db, "payments.PaymentSucceeded") == 1
    await all_is_well(db)


async def test_messages_out_of_order_end_paid_once(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain, shift_clock: Shift
) -> None:
    await misbehave(db, out_of_order=True)
    await pay(client, payment)
    for _ in range(4):
        await drain()
        shift_clock(timedelta(seconds=2))
    assert await state(db, payment) == PaymentState.PAID
    assert await facts(db, "payments.PaymentSucceeded") == 1
    assert await facts(db, "payments.PaymentClosed") == 1
    await all_is_well(db)


async def test_a_wrong_amount_pays_nothing(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain, shift_clock: Shift
) -> None:
    await misbehave(db, wrong_amount=True)
    await pay(client, payment)
    for _ in range(4):
        await drain()
        shift_clock(timedelta(minutes=6))
    assert await state(db, payment) == PaymentState.MISMATCH
    assert await facts(db, "payments.PaymentSucceeded") == 0
    assert await facts(db, "payments.PaymentMismatched") == 1
    assert (await ledger.balance(db.reader, "order:ord_1:received")).posted == 0


async def test_faults_for_the_next_charges_only(db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain) -> None:
    await misbehave(db, lose=True, next_n=1)
    await pay(client, payment)
    async with db.transaction() as tx:
        second = await start_payment(tx, "ord_2")
    await pay(client, second)
    await drain()
    assert (await state(db, payment), await state(db, second)) == (PaymentState.AWAITING, PaymentState.PAID)


async def test_nobody_pays_and_it_closes_by_itself(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain, shift_clock: Shift
) -> None:
    for seconds in (11, 20, 95, 500, 300):
        shift_clock(timedelta(seconds=seconds))
        await drain()
    assert await state(db, payment) == PaymentState.CLOSED
    assert await facts(db, "payments.PaymentClosed") == 1
    await pay(client, payment)
    await drain()
    assert await state(db, payment) == PaymentState.CLOSED
    assert await db.reader.fetchval("SELECT count(*) FROM jobs_job WHERE name LIKE 'payments.%'") == 0


async def test_a_payment_closed_before_its_page_was_opened_cannot_be_paid(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain
) -> None:
    async with db.transaction() as tx:
        await payments.close(tx, payment.id)
    await drain()
    assert payment.redirect_url is not None
    opened = await client.get(payment.redirect_url)
    assert "已经结束" in (await client.get(opened.headers["location"])).text
    await client.post(opened.headers["location"] + "/confirm")
    await drain()
    assert await state(db, payment) == PaymentState.CLOSED


async def test_money_on_its_way_when_we_closed_is_taken_in(db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain) -> None:
    await misbehave(db, lose=True)
    await pay(client, payment)
    async with db.transaction() as tx:
        await payments.close(tx, payment.id)
    await drain()
    assert await state(db, payment) == PaymentState.PAID
    assert await facts(db, "payments.PaymentSucceeded") == 1
    await all_is_well(db)


async def refund(db: Database, amount: int, key: str = "r1") -> Any:
    async with db.transaction() as tx:
        return await payments.refund(tx, key, "ord_1", Money(amount), "test")


async def test_refunds_in_parts_come_back(db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain) -> None:
    await pay(client, payment)
    await drain()
    ids = [await refund(db, amount, f"r{amount}") for amount in (1000, 3990)]
    await drain()
    found = await payments.get_refunds(db.reader, ids)
    assert [found[each].state for each in ids] == [RefundState.DONE, RefundState.DONE]
    assert await facts(db, "payments.RefundSucceeded") == 2
    assert (await ledger.balance(db.reader, "gateway:sandbox:clearing")).posted == 0
    assert (await ledger.balance(db.reader, "platform:refund_clearing")).posted == 0
    await all_is_well(db)


async def test_a_provider_that_stumbles_is_asked_again_under_the_same_name(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain, shift_clock: Shift
) -> None:
    await misbehave(db, refund_fails_times=3)
    await pay(client, payment)
    await drain()
    refund_id = await refund(db, 4990)
    await drain()
    pending = await payments.get_refund(db.reader, refund_id)
    assert (pending.state, pending.attempts) == (RefundState.PENDING, 1)
    for _ in range(4):
        shift_clock(timedelta(seconds=60))
        await drain()
    assert (await payments.get_refund(db.reader, refund_id)).state == RefundState.DONE
    assert await db.reader.fetchval("SELECT count(*) FROM sandbox_pay_refund") == 1
    assert await facts(db, "payments.RefundSucceeded") == 1
    await all_is_well(db)


async def test_a_refund_refused_for_good_waits_for_finance_and_can_be_retried(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain
) -> None:
    await misbehave(db, refund_fails_for_good=True)
    await pay(client, payment)
    await drain()
    refund_id = await refund(db, 4990)
    await drain()
    failed = await payments.get_refund(db.reader, refund_id)
    assert failed.state == RefundState.FAILED
    queue, _ = await payments.list_refunds(
        db.reader, payments.RefundListing(states=(RefundState.FAILED,)), payments.REFUND_SORTING.place(None, None), 20
    )
    assert [each.id for each in queue] == [refund_id]
    assert await facts(db, "payments.RefundFailed") == 1
    assert (await ledger.balance(db.reader, "platform:refund_clearing")).posted == 4990
    await all_is_well(db)
    await db.pool.execute("UPDATE sandbox_pay_charge SET faults = '{}'")
    await misbehave(db)
    await retry(db, refund_id)
    await drain()
    assert (await payments.get_refund(db.reader, refund_id)).state == RefundState.DONE
    assert await db.reader.fetchval("SELECT array_agg(state ORDER BY state) FROM sandbox_pay_refund") == ["done", "failed"]
    assert await facts(db, "payments.RefundSucceeded") == 1
    await all_is_well(db)


async def retry(db: Database, refund_id: Any) -> None:
    from tuanzi.people.access.contracts import StaffId

    async with db.transaction() as tx:
        await payments.retry_refund(tx, refund_id, StaffId.new())


async def test_a_provider_that_never_answers_sends_the_refund_to_finance(
    db: Database, client: httpx.AsyncClient, payment: Payment, drain: Drain, shift_clock: Shift
) -> None:
    await misbehave(db, refund_fails_times=50)
    await pay(client, payment)
    await drain()
    refund_id = await refund(db, 4990)
    for _ in range(13):
        await drain()
        shift_clock(timedelta(hours=1))
    failed = await payments.get_refund(db.reader, refund_id)
    assert (failed.state, failed.attempts) == (RefundState.FAILED, 12)
    await db.pool.execute("UPDATE sandbox_pay_refund SET failures_left = 0")
    await retry(db, refund_id)
    await drain()
    assert (await payments.get_refund(db.reader, refund_id)).state == RefundState.DONE
    assert await db.reader.fetchval("SELECT count(*) FROM sandbox_pay_refund") == 1
    await all_is_well(db)
