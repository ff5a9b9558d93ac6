from __future__ import annotations

import pytest

from tests.factories.money import fill_wallet, move, start_payment, wallet_of
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.errors import InsufficientFunds
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentState
from tuanzi.money.payments.errors import AlreadyPaid
from tuanzi.money.payments.events import PaymentClosed, PaymentSucceeded
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts.contracts import MemberId


async def test_a_fresh_wallet_is_empty(tx: Tx) -> None:
    found = await wallet.wallet(tx, MemberId.new())
    assert (found.balance, found.frozen) == (Money(0), Money(0))
    assert await wallet.entries(tx, MemberId.new()) == ([], None)


async def test_paying_from_the_balance_is_a_payment_like_any_other(tx: Tx) -> None:
    member = MemberId.new()
    await fill_wallet(tx, member, 5000)
    payment = await wallet.pay_from_balance(tx, member, "ord_1", Money(4990))
    assert (payment.state, payment.method) == (PaymentState.PAID, "balance")
    assert (await wallet.wallet(tx, member)).balance == Money(10)
    assert (await ledger.balance(tx, "order:ord_1:received")).posted == 4990
    [fact] = [fact for fact, _ in tx.buffer("facts") if isinstance(fact, PaymentSucceeded)]
    assert (fact.payment_id, fact.method, fact.payer) == (payment.id, "balance", member)


async def test_a_second_tap_pays_nothing(tx: Tx) -> None:
    member = MemberId.new()
    await fill_wallet(tx, member, 10_000)
    first = await wallet.pay_from_balance(tx, member, "ord_1", Money(4990))
    assert (await wallet.pay_from_balance(tx, member, "ord_1", Money(4990))).id == first.id
    with pytest.raises(AlreadyPaid):
        await wallet.pay_from_balance(tx, member, "ord_1", Money(1))
    with pytest.raises(AlreadyPaid):
        await wallet.pay_from_balance(tx, MemberId.new(), "ord_1", Money(4990))
    assert (await wallet.wallet(tx, member)).balance == Money(5010)


async def test_too_little_money_changes_nothing(tx: Tx) -> None:
    member = MemberId.new()
    await fill_wallet(tx, member, 4989)
    opened = await start_payment(tx, payer=member)
    with pytest.raises(InsufficientFunds):
        await wallet.pay_from_balance(tx, member, "ord_1", Money(4990))
    assert (await payments.get(tx, opened.id)).state == PaymentState.AWAITING
    assert [fact for fact, _ in tx.buffer("facts") if isinstance(fact, PaymentSucceeded | PaymentClosed)] == []
    assert (await wallet.wallet(tx, member)).balance == Money(4989)


async def test_the_statement_carries_the_balance_from_page_to_page(tx: Tx) -> None:
    member = MemberId.new()
    await wallet.credit(tx, "g1", member, Money(1000), "goodwill", "case_1")
    await wallet.credit(tx, "g1", member, Money(1000), "goodwill", "case_1")
    await wallet.credit(tx, "g2", member, Money(500), "goodwill", "case_2")
    await ledger.pend(tx, "reward", "groupbuy.reward", "tea_1", move("platform:cashback_cost", wallet_of(member), 300))
    await wallet.pay_from_balance(tx, member, "ord_1", Money(700))
    seen, place = [], None
    for _ in range(4):
        page, place = await wallet.entries(tx, member, place, limit=1)
        seen += [(entry.amount.minor, entry.balance_after and entry.balance_after.minor, entry.state) for entry in page]
    assert seen == [(-700, 800, "done"), (300, None, "frozen"), (500, 1500, "done"), (1000, 1000, "done")]
    found = await wallet.wallet(tx, member)
    assert (found.balance, found.frozen) == (Money(800), Money(300))
