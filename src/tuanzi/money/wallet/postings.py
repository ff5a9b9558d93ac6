"""How money comes into a wallet by our own decision, and what stands in it."""

from __future__ import annotations

from uuid_utils.compat import uuid7

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import CNY, Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Balance, EntryId, Leg, StatementLine
from tuanzi.people.accounts.contracts import MemberId

GOODWILL = "platform:goodwill_cost"


def _wallet(member_id: MemberId) -> str:
    return f"member:{member_id}:wallet"


async def give(tx: Tx, key: str, member_id: MemberId, amount: Money, reason: str, reference: str) -> EntryId:
    """The house gives a member money at its own cost."""
    legs = [Leg(GOODWILL, amount.currency, debit=amount.minor), Leg(_wallet(member_id), amount.currency, credit=amount.minor)]
    return await ledger.post(tx, key, reason, reference, legs)


async def stands(tx: Tx, member_id: MemberId) -> Balance:
    """The wallet's balance."""
    return await ledger.balance(tx, _wallet(member_id))


async def lines(tx: Tx, member_id: MemberId, before: EntryId | None, limit: int) -> list[StatementLine]:
    """The wallet's movements, newest first."""
    return await ledger.statement(tx, _wallet(member_id), CNY, before, limit)


async def hand_over(tx: Tx, source: MemberId, target: MemberId) -> int:
    """Move whatever may be spent from one wallet to another; how much, in minor units. What is frozen moves with its promise."""
    amount = (await stands(tx, source)).available
    if amount > 0:
        legs = [Leg(_wallet(source), CNY, debit=amount), Leg(_wallet(target), CNY, credit=amount)]
        await ledger.post(tx, f"wallet.merge:{uuid7()}", "wallet.merge", str(source), legs)
    return max(0, amount)
