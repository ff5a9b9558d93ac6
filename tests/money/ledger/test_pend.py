from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.factories.money import fill_wallet, move, wallet_of
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Balance
from tuanzi.money.ledger.errors import EntryNotFound, EntryResolved, InsufficientFunds, LedgerKeyConflict
from tuanzi.people.accounts.contracts import MemberId

COST = "platform:cashback_cost"


async def test_announced_money_is_frozen_until_it_is_confirmed(tx: Tx) -> None:
    wallet = wallet_of(MemberId.new())
    await ledger.pend(tx, "reward", "groupbuy.reward", "tea_1", move(COST, wallet, 500))
    assert await ledger.balance(tx, wallet) == Balance(posted=0, pending_in=500)
    with pytest.raises(InsufficientFunds):
        await ledger.post(tx, "spend", "test", "x", move(wallet, "order:ord_1:received", 1))
    await ledger.confirm(tx, "reward")
    await ledger.confirm(tx, "reward")
    assert await ledger.balance(tx, wallet) == Balance(posted=500)
    assert await ledger.balance(tx, COST) == Balance(posted=500)
    assert [line.state for line in await ledger.statement(tx, wallet)] == ["done"]
    assert await ledger.verify(tx) == []


async def test_a_part_may_be_confirmed_and_never_more(tx: Tx) -> None:
    wallet = wallet_of(MemberId.new())
    await ledger.pend(tx, "reward", "groupbuy.reward", "tea_1", move(COST, wallet, 500))
    with pytest.raises(ValueError, match="more is confirmed"):
        await ledger.confirm(tx, "reward", move(COST, wallet, 501))
    with pytest.raises(ValueError, match="more is confirmed"):
        await ledger.confirm(tx, "reward", move(COST, wallet_of(MemberId.new()), 5))
    await ledger.confirm(tx, "reward", move(COST, wallet, 300))
    with pytest.raises(LedgerKeyConflict):
        await ledger.confirm(tx, "reward", move(COST, wallet, 299))
    assert await ledger.balance(tx, wallet) == Balance(posted=300)
    assert await ledger.verify(tx) == []


async def test_a_voided_announcement_is_gone(tx: Tx) -> None:
    wallet = wallet_of(MemberId.new())
    await ledger.pend(tx, "reward", "groupbuy.reward", "tea_1", move(COST, wallet, 500))
    await ledger.void(tx, "reward", "groupbuy.refunded")
    await ledger.void(tx, "reward", "groupbuy.refunded")
    assert await ledger.balance(tx, wallet) == Balance()
    with pytest.raises(EntryResolved):
        await ledger.confirm(tx, "reward")
    assert [(line.state, line.amount) for line in await ledger.statement(tx, wallet)] == [("voided", 500)]
    assert await ledger.verify(tx) == []


async def test_money_promised_away_cannot_be_spent_twice(tx: Tx) -> None:
    wallet = await fill_wallet(tx, MemberId.new(), 1000)
    await ledger.pend(tx, "withdrawal", "wallet.withdraw", "x", move(wallet, "platform:payouts", 800))
    assert await ledger.balance(tx, wallet) == Balance(posted=1000, pending_out=800)
    with pytest.raises(InsufficientFunds):
        await ledger.post(tx, "spend", "test", "x", move(wallet, "order:ord_1:received", 201))
    await ledger.post(tx, "spend", "test", "x", move(wallet, "order:ord_1:received", 200))
    await ledger.confirm(tx, "withdrawal")
    assert await ledger.balance(tx, wallet) == Balance()
    assert await ledger.verify(tx) == []


async def test_confirmed_entries_cannot_be_voided_nor_pending_ones_reversed(tx: Tx) -> None:
    wallet = wallet_of(MemberId.new())
    await ledger.pend(tx, "reward", "test", "x", move(COST, wallet, 500))
    with pytest.raises(EntryResolved):
        await ledger.reverse(tx, "reward", "undo", "test")
    await ledger.confirm(tx, "reward")
    with pytest.raises(EntryResolved):
        await ledger.void(tx, "reward", "test")
    await ledger.reverse(tx, "reward#confirm", "undo", "test")
    assert await ledger.balance(tx, wallet) == Balance()


async def test_unknown_keys_are_said_so(tx: Tx) -> None:
    for call in (ledger.confirm(tx, "nothing"), ledger.void(tx, "nothing", "x"), ledger.reverse(tx, "nothing", "y", "x")):
        with pytest.raises(EntryNotFound):
            await call


async def test_an_announcement_expires_by_itself(
    db: Database, drain: Callable[[], Awaitable[None]], shift_clock: Callable[[timedelta], None]
) -> None:
    wallet = wallet_of(MemberId.new())
    async with db.transaction() as tx:
        await ledger.pend(tx, "reward", "test", "x", move(COST, wallet, 500), expires_at=clock.now() + timedelta(hours=1))
    await drain()
    assert await ledger.balance(db.reader, wallet) == Balance(pending_in=500)
    shift_clock(timedelta(hours=1, seconds=1))
    assert await ledger.verify(db.reader) == ["ledger: pending entry reward is overdue"]
    await drain()
    assert await ledger.balance(db.reader, wallet) == Balance()
    assert await ledger.verify(db.reader) == []


async def test_expiry_leaves_answered_announcements_alone(tx: Tx) -> None:
    wallet = wallet_of(MemberId.new())
    await ledger.pend(tx, "reward", "test", "x", move(COST, wallet, 500), expires_at=clock.now() - timedelta(seconds=1))
    await ledger.confirm(tx, "reward")
    assert await ledger.expire(tx, "reward") is None
    assert await ledger.balance(tx, wallet) == Balance(posted=500)
