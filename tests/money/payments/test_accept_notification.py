from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.factories.money import notification, start_payment
from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentId, PaymentState
from tuanzi.money.payments.errors import PaymentNotFound
from tuanzi.money.payments.events import PaymentClosed, PaymentMismatched, PaymentSucceeded


def recorded(tx: Tx, kind: type[Any]) -> list[Any]:
    return [fact for fact, _ in tx.buffer("facts") if isinstance(fact, kind)]


async def received(tx: Tx, subject: str = "ord_1") -> int:
    return (await ledger.balance(tx, f"order:{subject}:received")).posted


async def test_the_exact_amount_makes_it_paid_and_posts_it(tx: Tx) -> None:
    payment = await start_payment(tx)
    assert await payments.accept_notification(tx, "sandbox", notification(payment))
    assert (await payments.get(tx, payment.id)).state == PaymentState.PAID
    assert await received(tx) == 4990
    assert (await ledger.balance(tx, "gateway:sandbox:clearing")).posted == 4990
    [fact] = recorded(tx, PaymentSucceeded)
    assert (fact.payment_id, fact.subject, fact.amount, fact.method) == (payment.id, "ord_1", payment.amount, "sandbox")
    assert await payments.verify(tx) == []


async def test_the_same_message_twice_and_another_message_with_the_same_news(tx: Tx) -> None:
    payment = await start_payment(tx)
    assert await payments.accept_notification(tx, "sandbox", notification(payment))
    assert not await payments.accept_notification(tx, "sandbox", notification(payment))
    assert not await payments.accept_notification(tx, "sandbox", notification(payment, "EV-2"))
    assert await received(tx) == 4990
    assert len(recorded(tx, PaymentSucceeded)) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(["open", "closed", "paid"])))
async def test_any_order_of_messages_ends_paid_once(tx: Tx, order: tuple[str, ...]) -> None:
    payment = await start_payment(tx)
    for number, state in enumerate(order):
        await payments.accept_notification(tx, "sandbox", notification(payment, f"EV-{number}", state))
    assert (await payments.get(tx, payment.id)).state == PaymentState.PAID
    assert len(recorded(tx, PaymentSucceeded)) == 1
    assert await received(tx) == 4990


@pytest.mark.parametrize("amount", [4989, 4991, 499000, 1])
async def test_a_wrong_amount_pays_nothing_and_is_told_once(tx: Tx, amount: int) -> None:
    payment = await start_payment(tx)
    assert await payments.accept_notification(tx, "sandbox", notification(payment, amount=amount))
    assert not await payments.accept_notification(tx, "sandbox", notification(payment, "EV-2", amount=amount))
    assert (await payments.get(tx, payment.id)).state == PaymentState.MISMATCH
    assert await received(tx) == 0
    assert recorded(tx, PaymentSucceeded) == []
    [fact] = recorded(tx, PaymentMismatched)
    assert (fact.expected.minor, fact.got.minor) == (4990, amount)
    assert await payments.verify(tx) == []


async def test_a_wrong_amount_cannot_undo_a_paid_payment(tx: Tx) -> None:
    payment = await start_payment(tx)
    await payments.accept_notification(tx, "sandbox", notification(payment))
    assert not await payments.accept_notification(tx, "sandbox", notification(payment, "EV-2", amount=1))
    assert (await payments.get(tx, payment.id)).state == PaymentState.PAID


async def test_a_late_payment_succeeds_once_though_it_was_closed(tx: Tx) -> None:
    payment = await start_payment(tx)
    await payments.close(tx, payment.id)
    assert await payments.accept_notification(tx, "sandbox", notification(payment))
    assert not await payments.accept_notification(tx, "sandbox", notification(payment, "EV-2"))
    assert len(recorded(tx, PaymentSucceeded)) == 1
    assert len(recorded(tx, PaymentClosed)) == 1
    assert await received(tx) == 4990


async def test_a_payment_that_is_not_ours_or_not_this_gateways(tx: Tx) -> None:
    payment = await start_payment(tx)
    stranger = notification(payment)
    with pytest.raises(PaymentNotFound):
        async with tx.savepoint():
            await payments.accept_notification(tx, "wechat", stranger)
    with pytest.raises(PaymentNotFound):
        async with tx.savepoint():
            await payments.accept_notification(
                tx, "sandbox", type(stranger)("EV-9", PaymentId.new(), payment.amount, "paid", None, None, b"")
            )
    assert (await payments.get(tx, payment.id)).state == PaymentState.AWAITING
    assert await tx.fetchval("SELECT count(*) FROM payments_inbox") == 0
