from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.money import fill_wallet, pay_for, wallet_of
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import RefundState
from tuanzi.money.payments.errors import RefundExceedsPaid, RefundKeyConflict
from tuanzi.money.payments.events import RefundSucceeded
from tuanzi.people.accounts.contracts import MemberId


async def balance(tx: Tx, account: str) -> int:
    return (await ledger.balance(tx, account)).posted


async def test_a_refund_through_the_gateway_is_owed_until_it_is_done(tx: Tx) -> None:
    await pay_for(tx)
    refund_id = await payments.refund(tx, "r1", "ord_1", Money(1000), "test")
    refund = await payments.get_refund(tx, refund_id)
    assert (refund.state, refund.to, refund.amount) == (RefundState.PENDING, "gateway", Money(1000))
    assert await balance(tx, "order:ord_1:received") == 3990
    assert await balance(tx, "platform:refund_clearing") == 1000
    assert await balance(tx, "gateway:sandbox:clearing") == 4990
    assert await payments.verify(tx) == []


async def test_a_refund_to_the_balance_is_there_at_once(tx: Tx) -> None:
    member = MemberId.new()
    await pay_for(tx, payer=member)
    refund_id = await payments.refund(tx, "r1", "ord_1", Money(1000), "test", "balance")
    assert (await payments.get_refund(tx, refund_id)).state == RefundState.DONE
    assert await balance(tx, wallet_of(member)) == 1000
    assert [fact.to for fact, _ in tx.buffer("facts") if isinstance(fact, RefundSucceeded)] == ["balance"]
    assert await payments.verify(tx) == []
    assert await ledger.verify(tx) == []


async def test_what_came_from_a_wallet_goes_back_into_it(tx: Tx) -> None:
    member = MemberId.new()
    await fill_wallet(tx, member, 5000)
    await payments.pay_from_balance(tx, "ord_1", Money(4990), member)
    refund_id = await payments.refund(tx, "r1", "ord_1", Money(4990), "test", "gateway")
    assert (await payments.get_refund(tx, refund_id)).to == "balance"
    assert await balance(tx, wallet_of(member)) == 5000


async def test_one_key_is_one_refund(tx: Tx) -> None:
    await pay_for(tx)
    first = await payments.refund(tx, "r1", "ord_1", Money(4990), "test")
    assert await payments.refund(tx, "r1", "ord_1", Money(4990), "test") == first
    with pytest.raises(RefundKeyConflict):
        await payments.refund(tx, "r1", "ord_1", Money(4989), "test")
    with pytest.raises(RefundKeyConflict):
        await payments.refund(tx, "r1", "ord_2", Money(4990), "test")
    assert await balance(tx, "platform:refund_clearing") == 4990


async def test_never_more_than_was_paid(tx: Tx) -> None:
    await pay_for(tx)
    with pytest.raises(RefundExceedsPaid) as refused:
        await payments.refund(tx, "r1", "ord_1", Money(4991), "test")
    assert refused.value.fields == {"left": Money(4990)}
    await payments.refund(tx, "r2", "ord_1", Money(4000), "test")
    with pytest.raises(RefundExceedsPaid):
        await payments.refund(tx, "r3", "ord_1", Money(991), "test")
    await payments.refund(tx, "r4", "ord_1", Money(990), "test")
    with pytest.raises(RefundExceedsPaid):
        await payments.refund(tx, "r5", "ord_1", Money(1), "test")
    assert await payments.verify(tx) == []


async def test_nothing_paid_nothing_refunded(tx: Tx) -> None:
    with pytest.raises(RefundExceedsPaid):
        await payments.refund(tx, "r1", "ord_1", Money(1), "test")
    for amount in (0, -5):
        with pytest.raises(ValueError):
            await payments.refund(tx, "r2", "ord_1", Money(amount), "test")
    assert await tx.fetchval("SELECT count(*) FROM payments_refund") == 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paid=st.integers(1, 500), asked=st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=8))
async def test_any_parts_never_add_up_to_more_than_was_paid(tx: Tx, paid: int, asked: list[tuple[int, bool]]) -> None:
    await tx.execute("SAVEPOINT example")
    payment = await pay_for(tx, "ord_1", paid)
    left = paid
    for number, (amount, to_balance) in enumerate(asked):
        try:
            await payments.refund(tx, f"r{number}", "ord_1", Money(amount), "test", "balance" if to_balance else "gateway")
            left -= amount
        except RefundExceedsPaid:
            assert amount > left
    assert left >= 0
    assert (await payments.get(tx, payment.id)).refunded == Money(paid - left)
    assert await balance(tx, "order:ord_1:received") == left
    assert await payments.verify(tx) == []
    assert await ledger.verify(tx) == []
    await tx.execute("ROLLBACK TO SAVEPOINT example")
    tx.buffer("facts").clear()
    tx.buffer("jobs").clear()
