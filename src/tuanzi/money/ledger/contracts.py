"""What others may know about the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import CNY

LEGS_MAX = 200
KEY_LENGTH_MAX = 200
STATEMENT_LIMIT_MAX = 100
ENTRIES_MAX = 500
"""Entries read at once for one reference."""


class EntryId(Id, prefix="ent"):
    """An entry of the ledger."""


class Kind(StrEnum):
    """What an entry does. The last four name the entry they answer."""

    POST = "post"
    PEND = "pend"
    CONFIRM = "confirm"
    VOID = "void"
    EXPIRE = "expire"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of an entry: exactly one of ``debit`` and ``credit`` is positive, in minor units of ``asset``."""

    account: str
    asset: str = CNY
    debit: int = 0
    credit: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """An account seen from its normal side. ``available`` is what may be spent: pending money out is already gone."""

    posted: int = 0
    pending_in: int = 0
    pending_out: int = 0

    @property
    def available(self) -> int:
        """Posted less what is promised away."""
        return self.posted - self.pending_out


@dataclass(frozen=True, slots=True)
class PostedLeg:
    """One side of an entry as it stands in the books. ``layer``: posted, or promised (pended) and given free again (released)."""

    layer: Literal["posted", "pended", "released"]
    account: str
    asset: str
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with all its legs."""

    id: EntryId
    at: datetime
    kind: Kind
    reason: str
    reference: str
    legs: tuple[PostedLeg, ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of one account, from its normal side: ``amount`` is positive when it grew.

    ``state`` is done, or for a pending entry frozen or voided; a confirmed one is told by the entry that confirmed it.
    """

    entry_id: EntryId
    at: datetime
    reason: str
    reference: str
    asset: str
    amount: int
    state: Literal["done", "frozen", "voided"]
