"""The doors of stock: pickup points for shoppers; levels, movements and adjustments for the console."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.catalog.errors import SkuNotFound
from tuanzi.goods.inventory import api
from tuanzi.goods.inventory.contracts import QUANTITY_MAX, Level, LocationId, LocationKind, Movement, Reason
from tuanzi.goods.inventory.errors import BadLines, BelowZero, LevelNotFound, LocationCodeTaken, LocationNotFound
from tuanzi.kernel.http import Call, CallContext, Page, Router, Wire, anyone, decode_cursor, encode_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit.contracts import Entry

shop = Router(tags=["pickup"])
console = Router(tags=["stock"])
READ, ADJUST = "inventory.read", "inventory.adjust"
BY_HAND = frozenset({Reason.RECEIPT, Reason.COUNT, Reason.LOSS, Reason.CORRECTION})


class PickupPointOut(Wire):
    """Where an order can be collected."""

    id: LocationId
    name: str
    address: str
    hours: str


class PickupPointsOut(Wire):
    """All points."""

    items: list[PickupPointOut]


class LevelOut(Wire):
    """The stock of a SKU at a location."""

    sku_id: SkuId
    location_id: LocationId
    on_hand: int
    reserved: int
    safety: int
    available: int


class MovementOut(Wire):
    """One change of on hand."""

    position: int
    sku_id: SkuId
    location_id: LocationId
    delta: int
    reason: Reason
    reference: str
    on_hand_after: int
    moved_at: datetime


class AdjustIn(Wire):
    """A change by hand. ``reference`` says what for."""

    sku_id: SkuId
    location_id: LocationId | None = None
    delta: int = Field(ge=-QUANTITY_MAX, le=QUANTITY_MAX)
    reason: Reason
    reference: str = Field(min_length=1, max_length=200)


class SafetyIn(Wire):
    """How many pieces are never promised."""

    sku_id: SkuId
    location_id: LocationId | None = None
    safety: int = Field(ge=0, le=QUANTITY_MAX)


class LocationIn(Wire):
    """A warehouse or a pickup point."""

    code: str = Field(pattern="^[a-z0-9-]{1,40}$")
    kind: LocationKind
    name: str = Field(min_length=1, max_length=60)
    address: str = Field("", max_length=200)
    hours: str = Field("", max_length=100)
    position: int = Field(0, ge=0, le=100_000)
    has_own_stock: bool = False


class LocationCreated(Wire):
    """The id of a new location."""

    id: LocationId


def level_out(level: Level) -> LevelOut:
    """A level on the wire."""
    return LevelOut(
        sku_id=level.sku_id,
        location_id=level.location_id,
        on_hand=level.on_hand,
        reserved=level.reserved,
        safety=level.safety,
        available=level.available,
    )


def movement_out(movement: Movement) -> MovementOut:
    """A movement on the wire."""
    return MovementOut(
        position=movement.position,
        sku_id=movement.sku_id,
        location_id=movement.location_id,
        delta=movement.delta,
        reason=movement.reason,
        reference=movement.reference,
        on_hand_after=movement.on_hand_after,
        moved_at=movement.moved_at,
    )


def note(call: CallContext, action: str, kind: str, object_id: object, after: dict[str, object]) -> None:
    """One entry of the audit log for a deed of staff."""
    actor = str(StaffId.of(call.staff_id))
    api.log(call.tx, Entry("staff", actor, f"inventory.{action}", kind, str(object_id), None, after, call.ip, call.request_id))


@shop.get("/pickup-points", access=anyone())
async def pickup_points(call: Call) -> PickupPointsOut:
    """Where orders can be collected."""
    points = await api.pickup_points(call.tx)
    return PickupPointsOut(items=[PickupPointOut(id=each.id, name=each.name, address=each.address, hours=each.hours) for each in points])


@console.get("/stock", access=staff(READ), errors=[BadCursor])
async def stock(
    call: Call,
    location_id: LocationId | None = None,
    short_only: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
) -> Page[LevelOut]:
    """Stock by SKU and location."""
    key = decode_cursor(cursor, 2)
    try:
        after = (SkuId.parse(key[0]), LocationId.parse(key[1])) if key else None
    except (ValueError, AttributeError) as error:
        raise BadCursor from error
    levels = await api.levels(call.tx, location_id, after, limit + 1, short_only=short_only)
    page = levels[:limit]
    following = encode_cursor(str(page[-1].sku_id), str(page[-1].location_id)) if len(levels) > limit else None
    return Page(items=[level_out(level) for level in page], next=following)


@console.get("/stock/movements", access=staff(READ), errors=[BadCursor])
async def movements(
    call: Call, sku_id: SkuId | None = None, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
) -> Page[MovementOut]:
    """What changed, newest first."""
    key = decode_cursor(cursor, 1)
    if key and not isinstance(key[0], int):
        raise BadCursor
    found = await api.movements(call.tx, sku_id, key[0] if key else None, limit + 1)
    page = found[:limit]
    following = encode_cursor(page[-1].position) if len(found) > limit else None
    return Page(items=[movement_out(movement) for movement in page], next=following)


@console.post(
    "/stock/adjustments",
    access=staff(ADJUST),
    idempotent=True,
    errors=[BelowZero, BadLines, LocationNotFound, SkuNotFound],
    status_code=201,
)
async def adjust(call: Call, body: AdjustIn) -> LevelOut:
    """Change stock by hand: a receipt, a count, a loss or a correction."""
    if body.reason not in BY_HAND:
        raise BadLines(reason=body.reason.value)
    await api.check_sku(call.tx, body.sku_id)
    level = await api.adjust(call.tx, body.sku_id, body.location_id, body.delta, body.reason, body.reference)
    note(call, "adjust", "sku", body.sku_id, {"delta": body.delta, "reason": body.reason.value, "on_hand": level.on_hand})
    return level_out(level)


@console.put("/stock/safety", access=staff(ADJUST), errors=[BadLines, LevelNotFound, LocationNotFound])
async def set_safety(call: Call, body: SafetyIn) -> LevelOut:
    """Keep pieces back."""
    level = await api.set_safety(call.tx, body.sku_id, body.location_id, body.safety)
    note(call, "set_safety", "sku", body.sku_id, {"safety": body.safety})
    return level_out(level)


@console.post("/locations", access=staff(ADJUST), errors=[LocationCodeTaken], status_code=201)
async def create_location(call: Call, body: LocationIn) -> LocationCreated:
    """A new warehouse or pickup point."""
    made = await api.create_location(
        call.tx,
        body.code,
        body.kind,
        body.name,
        address=body.address,
        hours=body.hours,
        position=body.position,
        has_own_stock=body.has_own_stock,
    )
    note(call, "create", "location", made, {"code": body.code, "name": body.name})
    return LocationCreated(id=made)
