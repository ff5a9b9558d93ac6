"""Scarce: what was paid, and the right to pay once. Real connections, real locks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.factories.money import fill_wallet, notification, pay_for, pay_on_page, start_payment
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentState, RefundId
from tuanzi.money.payments.errors import AlreadyPaid, RefundExceedsPaid
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts.contracts import MemberId

pytestmark = pytest.mark.race


async def succeeded(db: Database) -> int:
    counted: int = await db.reader.fetchval("SELECT count(*) FROM facts_outbox WHERE name = 'payments.PaymentSucceeded'")
    return counted


async def sound(db: Database) -> None:
    assert await payments.verify(db.reader) == []
    assert await ledger.verify(db.reader) == []


async def test_twenty_taps_are_one_payment(db: Database) -> None:
    member = MemberId.new()

    async def tap() -> Any:
        async with db.transaction() as tx:
            return (await start_payment(tx, payer=member)).id

    assert len(set(await asyncio.gather(*(tap() for _ in range(20))))) == 1
    assert await db.reader.fetchval("SELECT count(*) FROM payments_payment") == 1


async def test_the_same_and_different_notifications_at_once_succeed_once(db: Database) -> None:
    async with db.transaction() as tx:
        payment = await start_payment(tx)

    async def hear(number: int) -> bool:
        async with db.transaction() as tx:
            return await payments.accept_notification(tx, "sandbox", notification(payment, f"EV-{number % 5}"))

    assert sum(await asyncio.gather(*(hear(number) for number in range(40)))) == 1
    assert await succeeded(db) == 1
    assert (await ledger.balance(db.reader, "order:ord_1:received")).posted == 4990
    await sound(db)


async def test_closing_and_paying_at_once_never_loses_the_money(db: Database) -> None:
    async with db.transaction() as tx:
        started = [await start_payment(tx, f"ord_{number}") for number in range(15)]

    async def close(subject: str) -> None:
        async with db.transaction() as tx:
            await payments.close_for(tx, subject)

    async def hear(index: int) -> None:
        async with db.transaction() as tx:
            await payments.accept_notification(tx, "sandbox", notification(started[index], f"EV-{index}"))

    await asyncio.gather(*(call for index in range(15) for call in (close(f"ord_{index}"), hear(index))))
    found = await payments.get_many(db.reader, [payment.id for payment in started])
    assert {payment.state for payment in found.values()} == {PaymentState.PAID}
    assert await succeeded(db) == 15
    await sound(db)


async def test_a_wallet_pays_one_order_once_and_only_what_it_holds(db: Database) -> None:
    member = MemberId.new()
    async with db.transaction() as tx:
        await fill_wallet(tx, member, 10_000)

    async def pay(number: int) -> bool:
        from tuanzi.money.ledger.errors import InsufficientFunds

        try:
            async with db.transaction() as tx:
                await wallet.pay_from_balance(tx, member, f"ord_{number % 4}", Money(3000))
        except InsufficientFunds:
            return False
        return True

    await asyncio.gather(*(pay(number) for number in range(40)))
    assert await db.reader.fetchval("SELECT count(*) FROM payments_payment WHERE state = 'paid'") == 3
    assert await succeeded(db) == 3
    assert (await wallet.wallet(db.reader, member)).balance == Money(1000)
    await sound(db)


async def test_balance_and_gateway_at_once_both_count_and_nothing_is_lost(db: Database) -> None:
    member = MemberId.new()
    async with db.transaction() as tx:
        await fill_wallet(tx, member, 100_000)
        started = [await start_payment(tx, f"ord_{number}", payer=member) for number in range(10)]

    async def from_balance(index: int) -> bool:
        try:
            async with db.transaction() as tx:
                await wallet.pay_from_balance(tx, member, f"ord_{index}", Money(4990))
        except AlreadyPaid:
            return False
        return True

    async def hear(index: int) -> bool:
        async with db.transaction() as tx:
            return await payments.accept_notification(tx, "sandbox", notification(started[index], f"EV-{index}"))

    results = await asyncio.gather(*(call for index in range(10) for call in (from_balance(index), hear(index))))
    assert await succeeded(db) == sum(results)
    for index in range(10):
        paid = 4990 * (results[2 * index] + results[2 * index + 1])
        assert paid >= 4990
        assert (await ledger.balance(db.reader, f"order:ord_{index}:received")).posted == paid
    await sound(db)


async def test_refunds_at_once_never_exceed_what_was_paid(db: Database) -> None:
    async with db.transaction() as tx:
        payment = await pay_for(tx)

    async def refund(number: int) -> bool:
        try:
            async with db.transaction() as tx:
                await payments.refund(tx, f"r{number}", "ord_1", Money(1000), "test", "balance" if number % 2 else "gateway")
        except RefundExceedsPaid:
            return False
        return True

    assert sum(await asyncio.gather(*(refund(number) for number in range(20)))) == 4
    assert (await payments.get(db.reader, payment.id)).refunded == Money(4000)
    await sound(db)


async def test_one_refund_key_asked_by_twenty(db: Database) -> None:
    async with db.transaction() as tx:
        payment = await pay_for(tx)

    async def refund() -> RefundId:
        async with db.transaction() as tx:
            return await payments.refund(tx, "same", "ord_1", Money(2000), "test", "balance")

    assert len(set(await asyncio.gather(*(refund() for _ in range(20))))) == 1
    assert (await payments.get(db.reader, payment.id)).refunded == Money(2000)
    assert (await wallet.wallet(db.reader, payment.payer)).balance == Money(2000)
    await sound(db)


async def test_the_button_pressed_by_many_hands_pays_once(
    db: Database, client: httpx.AsyncClient, drain: Callable[[], Awaitable[None]]
) -> None:
    async with db.transaction() as tx:
        payment = await start_payment(tx)
    url = payment.redirect_url or ""
    await asyncio.gather(*(pay_on_page(client, url) for _ in range(10)))
    await drain()
    assert await db.reader.fetchval("SELECT count(*) FROM sandbox_pay_notice") == 1
    assert await succeeded(db) == 1
    await sound(db)


async def test_no_payment_stays_open_beside_the_one_that_was_paid(db: Database) -> None:
    """Opened while a notification for another payment of the subject is taken in, one after the other has the last word."""
    member = MemberId.new()
    async with db.transaction() as tx:
        await fill_wallet(tx, member, 100_000)
        first = [await start_payment(tx, f"ord_{number}", payer=member) for number in range(8)]

    async def hear(index: int) -> None:
        async with db.transaction() as tx:
            await payments.accept_notification(tx, "sandbox", notification(first[index], f"EV-{index}"))
            await asyncio.sleep(0.02)

    async def reopen(index: int) -> None:
        try:
            async with db.transaction() as tx:
                # Another amount: the open payment is closed and a new one takes its place.
                await start_payment(tx, f"ord_{index}", amount=5000, payer=member)
        except AlreadyPaid:
            return

    await asyncio.gather(*(call for index in range(8) for call in (hear(index), reopen(index))))
    paid_and_open = await db.reader.fetch(
        """SELECT subject FROM payments_payment GROUP BY subject
           HAVING bool_or(state = 'paid') AND bool_or(state = 'awaiting')"""
    )
    assert paid_and_open == []
    await sound(db)


async def test_a_refund_that_waits_takes_from_the_payment_that_still_has_it(db: Database) -> None:
    """Two payments of one subject: whoever waits for the first chooses again among both, and between them all of it goes back."""
    member = MemberId.new()
    async with db.transaction() as tx:
        started = await start_payment(tx, payer=member)
        await fill_wallet(tx, member, 4990)
    async with db.transaction() as tx:
        await wallet.pay_from_balance(tx, member, "ord_1", Money(4990))
        await payments.accept_notification(tx, "sandbox", notification(started, "EV-1"))

    async def refund(number: int) -> bool:
        try:
            async with db.transaction() as tx:
                await payments.refund(tx, f"r{number}", "ord_1", Money(4990), "test", "balance")
        except RefundExceedsPaid:
            return False
        return True

    assert sum(await asyncio.gather(*(refund(number) for number in range(6)))) == 2
    assert await db.reader.fetchval("SELECT sum(amount_minor - refunded_minor) FROM payments_payment WHERE state = 'paid'") == 0
    await sound(db)
