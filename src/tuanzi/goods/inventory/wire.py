"""Stock on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from tuanzi.goods.catalog.api import SkuName
from tuanzi.goods.catalog.contracts import (
    CategoryId,
    ProductId,
    SkuId,
)
from tuanzi.goods.inventory.contracts import (
    LINE_COUNT_MAX,
    NOTE_LENGTH_MAX,
    QUANTITY_MAX,
    Level,
    LevelState,
    Location,
    LocationId,
    LocationKind,
    Movement,
    Reason,
    Stocktake,
    StocktakeId,
    StocktakeLine,
    StocktakeState,
)
from tuanzi.kernel.http import Moment, Wire
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX
from tuanzi.kernel.pictures import Picture
from tuanzi.people.access.contracts import StaffId


class PickupPointOut(Wire):
    """Where an order can be collected."""

    id: LocationId
    name: str
    address: str
    hours: str


class PickupPointsOut(Wire):
    """All points."""

    items: list[PickupPointOut]


class SkuOut(Wire):
    """What a SKU is called, for those who count it."""

    id: SkuId
    product_id: ProductId
    code: str
    title: str
    options: list[str]
    picture: Picture | None

    @classmethod
    def of(cls, name: SkuName) -> SkuOut:
        """On the wire."""
        return cls(
            id=name.id,
            product_id=name.product_id,
            code=name.code,
            title=name.title,
            options=list(name.options),
            picture=Picture.of_optional(name.picture_key, name.title),
        )


class LevelOut(Wire):
    """The stock of a SKU at a location. ``low_at``: at so few available pieces somebody is told."""

    sku_id: SkuId
    location_id: LocationId
    on_hand: int
    reserved: int
    safety: int
    available: int
    low_at: int

    @classmethod
    def of(cls, level: Level) -> LevelOut:
        """On the wire."""
        return cls(
            sku_id=level.sku_id,
            location_id=level.location_id,
            on_hand=level.on_hand,
            reserved=level.reserved,
            safety=level.safety,
            available=level.available,
            low_at=level.low_at,
        )


class LevelRow(LevelOut):
    """A level with what its SKU and its place are called. ``free`` may be below zero: more is promised than may be."""

    sku: SkuOut | None
    location: str
    free: int


class LevelsQuery(Wire):
    """Filters, order and place. ``q`` stands in a title, a code or a barcode."""

    q: str | None = Field(None, max_length=60)
    sku_id: SkuId | None = None
    location_id: LocationId | None = None
    state: LevelState | None = None
    sort: str | None = None
    cursor: str | None = None
    limit: int = Field(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX)


class MovementRow(Wire):
    """One change of on hand. ``staff`` names who did it by hand."""

    position: int
    sku_id: SkuId
    sku: SkuOut | None
    location_id: LocationId
    location: str
    delta: int
    reason: Reason
    reference: str
    on_hand_after: int
    moved_at: datetime
    staff: str | None

    @classmethod
    def of(cls, movement: Movement, skus: Mapping[SkuId, SkuName], places: Mapping[LocationId, str], staff: str | None) -> MovementRow:
        """On the wire."""
        sku = skus.get(movement.sku_id)
        return cls(
            position=movement.position,
            sku_id=movement.sku_id,
            sku=SkuOut.of(sku) if sku else None,
            location_id=movement.location_id,
            location=places.get(movement.location_id, ""),
            delta=movement.delta,
            reason=movement.reason,
            reference=movement.reference,
            on_hand_after=movement.on_hand_after,
            moved_at=movement.moved_at,
            staff=staff,
        )


class MovementsQuery(Wire):
    """Filters, order and place. ``moved_since`` and ``moved_until`` bound the time."""

    q: str | None = Field(None, max_length=60)
    sku_id: SkuId | None = None
    location_id: LocationId | None = None
    reason: Reason | None = None
    staff_id: StaffId | None = None
    moved_since: Moment | None = None
    moved_until: Moment | None = None
    sort: str | None = None
    cursor: str | None = None
    limit: int = Field(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX)


class AdjustIn(Wire):
    """A change by hand. ``reference`` says what for."""

    sku_id: SkuId
    location_id: LocationId | None = None
    delta: int = Field(ge=-QUANTITY_MAX, le=QUANTITY_MAX)
    reason: Reason
    reference: str = Field(min_length=1, max_length=NOTE_LENGTH_MAX)


class LineIn(Wire):
    """So many pieces of a SKU."""

    sku_id: SkuId
    quantity: int = Field(ge=1, le=QUANTITY_MAX)


class LossIn(Wire):
    """Pieces that are lost: spoiled, broken, gone. ``reference`` says why."""

    location_id: LocationId | None = None
    lines: list[LineIn] = Field(min_length=1, max_length=LINE_COUNT_MAX)
    reference: str = Field(min_length=1, max_length=NOTE_LENGTH_MAX)


class TransferIn(Wire):
    """Pieces that move from one location to another."""

    from_id: LocationId
    to_id: LocationId
    lines: list[LineIn] = Field(min_length=1, max_length=LINE_COUNT_MAX)
    reference: str = Field(min_length=1, max_length=NOTE_LENGTH_MAX)


class LevelsOut(Wire):
    """Levels as they are after a change."""

    items: list[LevelOut]


class SafetyIn(Wire):
    """How many pieces are never promised."""

    sku_id: SkuId
    location_id: LocationId | None = None
    safety: int = Field(ge=0, le=QUANTITY_MAX)


class WarningIn(Wire):
    """At how many available pieces somebody is told; 0: only when the last one goes."""

    sku_ids: list[SkuId] = Field(min_length=1, max_length=LINE_COUNT_MAX)
    location_id: LocationId | None = None
    low_at: int = Field(ge=0, le=QUANTITY_MAX)


class WarningOut(Wire):
    """How many levels there were to set."""

    levels: int


class LocationIn(Wire):
    """A warehouse or a pickup point."""

    code: str = Field(pattern="^[a-z0-9-]{1,40}$")
    kind: LocationKind
    name: str = Field(min_length=1, max_length=60)
    address: str = Field("", max_length=200)
    hours: str = Field("", max_length=100)
    position: int = Field(0, ge=0, le=100_000)
    has_own_stock: bool = False


class LocationChange(Wire):
    """What shoppers read about a location."""

    name: str = Field(min_length=1, max_length=60)
    address: str = Field("", max_length=200)
    hours: str = Field("", max_length=100)
    position: int = Field(0, ge=0, le=100_000)
    is_active: bool = True


class LocationOut(Wire):
    """A location complete. ``source_id`` names the place that supplies it, if it has no stock of its own."""

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

    @classmethod
    def of(cls, place: Location) -> LocationOut:
        """On the wire."""
        return cls(
            id=place.id,
            code=place.code,
            kind=place.kind,
            name=place.name,
            address=place.address,
            hours=place.hours,
            position=place.position,
            source_id=place.source_id,
            is_default=place.is_default,
            is_active=place.is_active,
        )


class LocationsOut(Wire):
    """All locations, the default one first."""

    items: list[LocationOut]


class LocationCreated(Wire):
    """The id of a new location."""

    id: LocationId


class StocktakeIn(Wire):
    """A new count: of the SKUs named, else of those in a category, else of all that are sold."""

    name: str = Field(min_length=1, max_length=60)
    location_id: LocationId | None = None
    note: str = Field("", max_length=NOTE_LENGTH_MAX)
    sku_ids: list[SkuId] = Field(default_factory=list, max_length=1000)
    category_id: CategoryId | None = None


class StocktakeOut(Wire):
    """A count with its totals."""

    id: StocktakeId
    name: str
    location_id: LocationId
    location: str
    state: StocktakeState
    note: str
    staff: str | None
    lines: int
    counted: int
    differing: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, sheet: Stocktake, places: Mapping[LocationId, str], names: Mapping[StaffId, str]) -> StocktakeOut:
        """On the wire."""
        return cls(
            id=sheet.id,
            name=sheet.name,
            location_id=sheet.location_id,
            location=places.get(sheet.location_id, ""),
            state=sheet.state,
            note=sheet.note,
            staff=names.get(StaffId.of(sheet.staff_id)),
            lines=sheet.lines,
            counted=sheet.counted,
            differing=sheet.differing,
            created_at=sheet.created_at,
            started_at=sheet.started_at,
            ended_at=sheet.ended_at,
        )


class StocktakeLineOut(Wire):
    """A line of a count; ``difference`` is what posting adds to on hand, null while nobody counted."""

    sku_id: SkuId
    sku: SkuOut | None
    expected: int | None
    counted: int | None
    on_hand_then: int | None
    difference: int | None
    counted_at: datetime | None

    @classmethod
    def of(cls, line: StocktakeLine, skus: Mapping[SkuId, SkuName]) -> StocktakeLineOut:
        """On the wire."""
        sku = skus.get(line.sku_id)
        return cls(
            sku_id=line.sku_id,
            sku=SkuOut.of(sku) if sku else None,
            expected=line.expected,
            counted=line.counted,
            on_hand_then=line.on_hand_then,
            difference=line.difference,
            counted_at=line.counted_at,
        )


class CountIn(Wire):
    """How many pieces of a SKU were found."""

    sku_id: SkuId
    counted: int = Field(ge=0, le=QUANTITY_MAX)


class CountsIn(Wire):
    """Counts of some lines."""

    items: list[CountIn] = Field(min_length=1, max_length=1000)
