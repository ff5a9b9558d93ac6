"""Entries: the wallet's statement, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger.contracts import StatementLine
from tuanzi.money.wallet import postings
from tuanzi.money.wallet.contracts import Place, WalletEntry
from tuanzi.people.accounts.contracts import MemberId


async def entries(tx: Tx, member_id: MemberId, place: Place | None = None, limit: int = 20) -> tuple[list[WalletEntry], Place | None]:
    """One page, newest first, and the place where the next begins (None at the end).

    A line's ``balance_after`` is today's balance less everything newer, so the place carries the balance along.
    """
    balance = place.balance if place else (await postings.stands(tx, member_id)).posted
    lines = await postings.lines(tx, member_id, place.before if place else None, limit)
    page, balance = _with_balances(lines, balance)
    return page, Place(page[-1].id, balance) if len(page) == limit else None


def _with_balances(lines: Sequence[StatementLine], balance: int) -> tuple[list[WalletEntry], int]:
    page = []
    for line in lines:
        state: Literal["done", "frozen", "voided"] = line.state
        after = Money(balance) if state == "done" else None
        page.append(WalletEntry(line.entry_id, line.at, line.reason, line.reference, Money(line.amount), after, state))
        if state == "done":
            balance -= line.amount
    return page, balance
