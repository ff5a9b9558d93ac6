"""What others may know about wallets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tuanzi.kernel.money import Money
from tuanzi.money.ledger.contracts import EntryId

REASON_LENGTH_MAX = 80


@dataclass(frozen=True, slots=True)
class Wallet:
    """``balance`` may be spent; ``frozen`` is on its way in."""

    balance: Money
    frozen: Money


@dataclass(frozen=True, slots=True)
class WalletEntry:
    """One line of the statement; ``balance_after`` only for what is done."""

    id: EntryId
    at: datetime
    kind: str
    reference: str
    amount: Money
    balance_after: Money | None
    state: Literal["done", "frozen", "voided"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the statement ended: after which entry, and the balance before it, in minor units."""

    before: EntryId
    balance: int
