"""The words of stock that others may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.ids import Id


class LocationId(Id, prefix="loc"):
    """A place where stock lies or goods are collected."""


class ReservationId(Id, prefix="rsv"):
    """Pieces held for one key."""


LINE_COUNT_MAX = 200
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


@dataclass(frozen=True, slots=True)
class Level:
    """The stock of a SKU at a location."""

    sku_id: SkuId
    location_id: LocationId
    on_hand: int
    reserved: int
    safety: int

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
