from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.money import fill_wallet, notification, pay_for, start_payment
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentState
from tuanzi.money.payments.errors import AlreadyPaid, MethodUnknown, PaymentNotFound, PaymentOver
from tuanzi.people.accounts.contracts import MemberId


async def test_a_started_payment_waits_and_says_where_to_go(tx: Tx) -> None:
    payment = await start_payment(tx)
    assert payment.state == PaymentState.AWAITING
    assert payment.redirect_url is not None
    assert payment.redirect_url.startswith("/sandbox/pay/pay?data=")


async def test_a_double_tap_is_one_payment(tx: Tx) -> None:
    member = MemberId.new()
    first, second = [await start_payment(tx, payer=member) for _ in range(2)]
    assert first.id == second.id
    assert await tx.fetchval("SELECT count(*) FROM payments_payment") == 1


async def test_another_amount_closes_the_old_payment(tx: Tx) -> None:
    member = MemberId.new()
    old = await start_payment(tx, payer=member)
    new = await start_payment(tx, amount=100, payer=member)
    assert new.id != old.id
    assert (await payments.get(tx, old.id)).state == PaymentState.CLOSED


async def test_an_expired_open_payment_is_not_reused(tx: Tx) -> None:
    member = MemberId.new()
    old = await start_payment(tx, payer=member)
    await tx.execute("UPDATE payments_payment SET expires_at = $1", clock.now() - timedelta(seconds=1))
    assert (await start_payment(tx, payer=member)).id != old.id


async def test_what_is_paid_cannot_be_paid_again(tx: Tx) -> None:
    await pay_for(tx)
    with pytest.raises(AlreadyPaid):
        await start_payment(tx)


async def test_refusals(tx: Tx) -> None:
    with pytest.raises(PaymentOver):
        await start_payment(tx, minutes=-1)
    with pytest.raises(MethodUnknown):
        await payments.start(tx, "ord_1", Money(1), "gold", "/", clock.now() + timedelta(minutes=1), MemberId.new())
    for amount in (0, -1):
        with pytest.raises(ValueError):
            await start_payment(tx, amount=amount)
    assert await tx.fetchval("SELECT count(*) FROM payments_payment") == 0


async def test_somebody_elses_payment_does_not_exist(tx: Tx) -> None:
    member = MemberId.new()
    payment = await start_payment(tx, payer=member)
    assert (await payments.get_for(tx, member, payment.id)).id == payment.id
    with pytest.raises(PaymentNotFound):
        await payments.get_for(tx, MemberId.new(), payment.id)


async def test_paying_in_another_way_closes_what_was_open(tx: Tx) -> None:
    member = MemberId.new()
    await fill_wallet(tx, member, 5000)
    opened = await start_payment(tx, payer=member)
    paid = await payments.pay_from_balance(tx, "ord_1", Money(4990), member)
    assert paid.state == PaymentState.PAID
    assert (await payments.get(tx, opened.id)).state == PaymentState.CLOSED
    # The shopper had paid at the provider too: it is money that arrived, told once, for the order's owner to return.
    assert await payments.accept_notification(tx, "sandbox", notification(opened))
    assert (await payments.get(tx, opened.id)).state == PaymentState.PAID
    assert await payments.verify(tx) == []


async def test_closing_for_a_subject_closes_every_method(tx: Tx) -> None:
    payment = await start_payment(tx)
    assert await payments.close_for(tx, "ord_1") == 1
    assert await payments.close_for(tx, "ord_1") == 0
    assert not await payments.close(tx, payment.id)
    assert (await payments.get(tx, payment.id)).state == PaymentState.CLOSED
