"""The words of errands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from tuanzi.kernel.ids import Id
from tuanzi.kernel.tabular import Format

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ITEMS_MAX = 20_000
"""Of one errand that goes item by item."""
ROWS_MAX = 200_000
"""Of one exported file."""
FAILURES_MAX = 500
"""How many failures an errand lists; it counts them all."""
ALIVE_MAX = 10
"""Errands of one person that wait or run at once."""
PART = 50
"""Items that are kept, and done at most, together."""
BATCH_S = 1.0
"""After this a transaction takes no further item: so long a cancellation and the others' locks wait."""
FILE_DAYS = 7
ROW_DAYS = 30


class ErrandId(Id, prefix="ern"):
    """Long work of a staff member."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that could not be done: its place (from 1), what it is called, and why."""

    number: int
    name: str
    code: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Errand:
    """Long work and how far it is. ``total`` is None while nobody knows; ``moved_at`` is its last sign of life."""

    id: ErrandId
    kind: str
    staff_id: UUID
    language: str
    arguments: Any
    state: State
    total: int | None
    done: int
    failed: int
    failures: tuple[Failure, ...]
    counts: dict[str, int]
    error: str | None
    file_name: str | None
    file_key: str | None
    created_at: datetime
    started_at: datetime | None
    moved_at: datetime | None
    ended_at: datetime | None

    @property
    def is_alive(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {"waiting", "running"}


@dataclass(frozen=True, slots=True)
class Report:
    """What an export makes: a file of ``name`` (without ending) with a header and batches of rows. ``total`` may be unknown."""

    name: str
    format: Format
    header: Sequence[str]
    batches: AsyncIterator[Sequence[Sequence[Any]]]
    total: int | None = None
