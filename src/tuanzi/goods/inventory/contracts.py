"""The words of stock that others may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.ids import Id


class LocationId(Id, prefix="loc"):
    """A place where stock lies or goods are collected."""


class ReservationId(Id, prefix="rsv"):
    """Pieces held for one key."""


class StocktakeId(Id, prefix="stk"):
    """A count of what lies at a location."""


LINE_COUNT_MAX = 200
STOCKTAKE_LINES_MAX = 5_000
NOTE_LENGTH_MAX = 200
FOUND_MAX = 2_000
"""SKUs that words may stand for when a list of stock is searched."""
QUANTITY_MAX = 1_000_000
ORPHAN_AFTER_S = 3_600
"""A pending reservation this long past its ``expires_at`` was forgotten by its owner."""


class LocationKind(StrEnum):
    """What happens at a location."""

    WAREHOUSE = "warehouse"
    PICKUP = "pickup"


class ReservationState(StrEnum):
    """The life of a reservation."""

    PENDING = "pending"
    CONSUMED = "consumed"
    RELEASED = "released"


class Reason(StrEnum):
    """Why on hand changed."""

    IMPORT = "import"
    RECEIPT = "receipt"
    COUNT = "count"
    LOSS = "loss"
    SALE = "sale"
    RETURN = "return"
    CORRECTION = "correction"
    TRANSFER = "transfer"
    STOCK_TAKE = "stock_take"


class LevelState(StrEnum):
    """How a level stands: nothing to promise, less than its warning level, or promised into its safety stock."""

    OUT = "out"
    LOW = "low"
    OVER = "over"


class StocktakeState(StrEnum):
    """The life of a count: being drawn up, being counted, posted into stock, or given up."""

    OPEN = "open"
    COUNTING = "counting"
    POSTED = "posted"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Level:
    """The stock of a SKU at a location."""

    sku_id: SkuId
    location_id: LocationId
    on_hand: int
    reserved: int
    safety: int
    low_at: int = 0

    @property
    def available(self) -> int:
        """What may still be promised."""
        return max(0, self.on_hand - self.reserved - self.safety)


@dataclass(frozen=True, slots=True)
class Movement:
    """One change of on hand, never altered."""

    position: int
    sku_id: SkuId
    location_id: LocationId
    delta: int
    reason: Reason
    reference: str
    on_hand_after: int
    moved_at: datetime
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LevelQuery:
    """Which levels the console looks for; every part narrows. ``words`` stand in a title, a code or a barcode; ``places``: only there."""

    words: str | None = None
    sku_id: SkuId | None = None
    location_id: LocationId | None = None
    state: LevelState | None = None
    places: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True)
class MovementQuery:
    """Which movements the console looks for; every part narrows. ``places``: only there."""

    words: str | None = None
    sku_id: SkuId | None = None
    location_id: LocationId | None = None
    reason: Reason | None = None
    staff_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    places: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place complete. ``source_id`` names the place that supplies it, if it has no stock of its own."""

    id: LocationId
    code: str
    kind: LocationKind
    name: str
    address: str
    hours: str
    position: int
    source_id: LocationId | None
    is_default: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class Stocktake:
    """A count. ``lines`` counts its lines, ``counted`` those that were counted, ``differing`` those with a difference."""

    id: StocktakeId
    name: str
    location_id: LocationId
    state: StocktakeState
    note: str
    staff_id: UUID
    lines: int
    counted: int
    differing: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StocktakeLine:
    """A line of a count. ``expected`` is what was on hand when counting began, ``on_hand_then`` when this line was counted.

    What is posted is ``counted`` minus ``on_hand_then``: pieces that left or came after that moment are not counted twice.
    """

    sku_id: SkuId
    expected: int | None
    counted: int | None
    on_hand_then: int | None
    staff_id: UUID | None
    counted_at: datetime | None

    @property
    def difference(self) -> int | None:
        """What posting adds to on hand; None while nobody counted."""
        return None if self.counted is None or self.on_hand_then is None else self.counted - self.on_hand_then


@dataclass(frozen=True, slots=True)
class PickupPoint:
    """Where a shopper collects an order."""

    id: LocationId
    name: str
    address: str
    hours: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """A pending reservation long past its time."""

    id: ReservationId
    key: str
    expires_at: datetime
