"""Scarce: the money in a wallet, and a key. Real connections, real locks."""

from __future__ import annotations

import asyncio

import pytest

from tests.factories.money import fill_wallet, move, wallet_of
from tuanzi.kernel.db import Database
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Balance, EntryId, Leg
from tuanzi.money.ledger.errors import EntryResolved, InsufficientFunds
from tuanzi.people.accounts.contracts import MemberId

pytestmark = pytest.mark.race


async def test_a_hundred_withdrawals_of_a_wallet_that_holds_ten(db: Database) -> None:
    async with db.transaction() as tx:
        wallet = await fill_wallet(tx, MemberId.new(), 10)

    async def withdraw(number: int) -> bool:
        try:
            async with db.transaction() as tx:
                await ledger.post(tx, f"w{number}", "test", "x", move(wallet, "platform:payouts", 1))
        except InsufficientFunds:
            return False
        return True

    results = await asyncio.gather(*(withdraw(number) for number in range(100)))
    assert sum(results) == 10
    assert await ledger.balance(db.reader, wallet) == Balance()
    assert await ledger.balance(db.reader, "platform:payouts") == Balance(posted=10)
    assert await db.reader.fetchval("SELECT count(*) FROM ledger_entry") == 11
    assert await ledger.verify(db.reader) == []


async def test_fifty_posts_of_one_key_are_one_entry(db: Database) -> None:
    wallet = wallet_of(MemberId.new())

    async def post() -> EntryId:
        async with db.transaction() as tx:
            return await ledger.post(tx, "same", "test", "x", move("platform:goodwill_cost", wallet, 7))

    ids = await asyncio.gather(*(post() for _ in range(50)))
    assert len(set(ids)) == 1
    assert await ledger.balance(db.reader, wallet) == Balance(posted=7)
    assert await ledger.verify(db.reader) == []


async def test_wallets_that_pay_each_other_never_deadlock(db: Database) -> None:
    async with db.transaction() as tx:
        wallets = [await fill_wallet(tx, MemberId.new(), 100) for _ in range(4)]

    async def swap(number: int) -> None:
        first, second = wallets[number % 4], wallets[(number * 7 + 1) % 4]
        if first == second:
            return
        legs = [Leg(first, debit=2), Leg(second, credit=1), Leg("platform:fees", credit=1)]
        try:
            async with db.transaction() as tx:
                await ledger.post(tx, f"s{number}", "test", "x", legs)
        except InsufficientFunds:
            return

    await asyncio.gather(*(swap(number) for number in range(200)))
    total = sum([(await ledger.balance(db.reader, wallet)).posted for wallet in wallets])
    assert total + (await ledger.balance(db.reader, "platform:fees")).posted == 400
    assert await ledger.verify(db.reader) == []


async def test_confirm_and_void_at_once_one_wins(db: Database) -> None:
    wallet = wallet_of(MemberId.new())
    for number in range(10):
        async with db.transaction() as tx:
            await ledger.pend(tx, f"p{number}", "test", "x", move("platform:goodwill_cost", wallet, 5))

    async def answer(number: int, verb: str) -> bool:
        try:
            async with db.transaction() as tx:
                await (ledger.confirm(tx, f"p{number}") if verb == "confirm" else ledger.void(tx, f"p{number}", "test"))
        except EntryResolved:
            return False
        return True

    results = await asyncio.gather(*(answer(number, verb) for number in range(10) for verb in ("confirm", "void")))
    assert sum(results) == 10
    confirmed = sum(results[::2])
    assert await ledger.balance(db.reader, wallet) == Balance(posted=5 * confirmed)
    assert await ledger.verify(db.reader) == []


async def test_rolling_up_and_rebuilding_while_everybody_posts_loses_nothing(db: Database) -> None:
    async def post(number: int) -> None:
        async with db.transaction() as tx:
            await ledger.post(tx, f"k{number}", "test", "x", move("gateway:sandbox:clearing", "platform:sales", 3))

    async def tend() -> None:
        for number in range(6):
            async with db.transaction() as tx:
                await (ledger.rebuild(tx) if number % 3 == 2 else ledger.roll_up(tx))

    await asyncio.gather(*(post(number) for number in range(150)), tend(), tend())
    assert await ledger.balance(db.reader, "platform:sales") == Balance(posted=450)
    assert await ledger.verify(db.reader) == []
