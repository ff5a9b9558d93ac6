"""What the console asks about activities and teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tuanzi.deals.groupbuy.contracts import ActivityId, TeamState
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.kernel.money import Money

NOTHING = Money(0)


class Phase(StrEnum):
    """An activity as an operator sees it: its status, and for a published one where the clock stands."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ActivityListing:
    """Filters of the list; None = any. ``title`` from its beginning; the window is that of the start."""

    phase: Phase | None = None
    product_ids: tuple[ProductId, ...] | None = None
    title: str | None = None
    starts_since: datetime | None = None
    starts_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TeamListing:
    """Filters of teams; None = any. ``ends_before`` is a moment, ``missing`` at most so many seats, ``members``: one of them sits there."""

    states: tuple[TeamState, ...] = ()
    activity_id: ActivityId | None = None
    product_id: ProductId | None = None
    ends_before: datetime | None = None
    missing: int | None = None
    members: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """How an activity does. ``seats`` and ``pieces`` are paid and not refunded; ``rewards`` is what leaders were promised and still may get."""

    forming: int = 0
    succeeded: int = 0
    failed: int = 0
    seats: int = 0
    pieces: int = 0
    members: int = 0
    rewards: Money = NOTHING
