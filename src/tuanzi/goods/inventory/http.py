"""The doors of stock: pickup points for shoppers; levels, movements and changes by hand for the console."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.catalog.errors import SkuNotFound
from tuanzi.goods.inventory import api
from tuanzi.goods.inventory.contracts import LevelQuery, LocationId, MovementQuery, Reason
from tuanzi.goods.inventory.errors import (
    BadLines,
    BelowZero,
    LevelNotFound,
    LocationCodeTaken,
    LocationNotFound,
    SameLocation,
    TransferShort,
)
from tuanzi.goods.inventory.wire import (
    AdjustIn,
    LevelOut,
    LevelRow,
    LevelsOut,
    LevelsQuery,
    LineIn,
    LocationChange,
    LocationCreated,
    LocationIn,
    LocationOut,
    LocationsOut,
    LossIn,
    MovementRow,
    MovementsQuery,
    PickupPointOut,
    PickupPointsOut,
    SafetyIn,
    SkuOut,
    TransferIn,
    WarningIn,
    WarningOut,
)
from tuanzi.kernel.http import Call, CallContext, Router, anyone, staff
from tuanzi.kernel.http.page import BadCursor
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit.contracts import Entry

shop = Router(tags=["pickup"])
console = Router(tags=["stock"])
READ, ADJUST = "inventory.read", "inventory.adjust"
BY_HAND = frozenset({Reason.RECEIPT, Reason.COUNT, Reason.LOSS, Reason.CORRECTION})


def note(call: CallContext, action: str, kind: str, object_id: object, after: dict[str, Any]) -> None:
    """One entry of the audit log for a deed of staff."""
    actor = str(StaffId.of(call.staff_id))
    api.log(call.tx, Entry("staff", actor, f"inventory.{action}", kind, str(object_id), None, after, call.ip, call.request_id))


async def place_names(call: CallContext) -> dict[LocationId, str]:
    """What the places are called."""
    return {place.id: place.name for place in await api.locations(call.tx)}


async def demand_place(call: CallContext, location_id: LocationId | None) -> None:
    """Stock there (None: at the default place) is within the caller's scope. Raises ``LocationNotFound``."""
    if not call.scope.is_whole:
        source = await api.source_of(call.tx, location_id)
        if source is None or not call.scope.has_place(source):
            raise LocationNotFound


@shop.get("/pickup-points", access=anyone())
async def pickup_points(call: Call) -> PickupPointsOut:
    """Where orders can be collected."""
    points = await api.pickup_points(call.tx)
    return PickupPointsOut(items=[PickupPointOut(id=each.id, name=each.name, address=each.address, hours=each.hours) for each in points])


@console.get("/stock", access=staff(READ, "own"), errors=[BadCursor, BadSort])
async def stock(call: Call, wish: Annotated[LevelsQuery, Query()]) -> Listed[LevelRow]:
    """Stock by SKU and location. Sorts: available, on_hand, reserved, safety, changed; with a minus in front downwards."""
    query = LevelQuery(wish.q.strip() if wish.q else None, wish.sku_id, wish.location_id, wish.state, call.scope.asked_places())
    found = await api.find_levels(call.tx, query, wish.sort, wish.cursor, wish.limit)
    skus = await api.sku_names(call.tx, [level.sku_id for level in found.items])
    places = await place_names(call)
    items = [
        LevelRow(
            **LevelOut.of(level).model_dump(),
            sku=SkuOut.of(skus[level.sku_id]) if level.sku_id in skus else None,
            location=places.get(level.location_id, ""),
            free=level.on_hand - level.reserved - level.safety,
        )
        for level in found.items
    ]
    return Listed[LevelRow].of(items, found.following, found.count)


@console.get("/stock/movements", access=staff(READ, "own"), errors=[BadCursor, BadSort])
async def movements(call: Call, wish: Annotated[MovementsQuery, Query()]) -> Listed[MovementRow]:
    """What changed, newest first."""
    query = MovementQuery(
        wish.q.strip() if wish.q else None,
        wish.sku_id,
        wish.location_id,
        wish.reason,
        wish.staff_id,
        wish.moved_since,
        wish.moved_until,
        call.scope.asked_places(),
    )
    found = await api.find_movements(call.tx, query, wish.sort, wish.cursor, wish.limit)
    skus = await api.sku_names(call.tx, {movement.sku_id for movement in found.items})
    who = {StaffId.of(movement.staff_id) for movement in found.items if movement.staff_id}
    names = await api.staff_names(call.tx, sorted(who))
    places = await place_names(call)
    items = [MovementRow.of(each, skus, places, names.get(StaffId.of(each.staff_id)) if each.staff_id else None) for each in found.items]
    return Listed[MovementRow].of(items, found.following, found.count)


@console.post(
    "/stock/adjustments",
    access=staff(ADJUST, "own"),
    idempotent=True,
    errors=[BelowZero, BadLines, LocationNotFound, SkuNotFound],
    status_code=201,
)
async def adjust(call: Call, body: AdjustIn) -> LevelOut:
    """Change stock by hand: a receipt, a count, a loss or a correction."""
    if body.reason not in BY_HAND:
        raise BadLines(reason=body.reason.value)
    await demand_place(call, body.location_id)
    await api.check_sku(call.tx, body.sku_id)
    level = await api.adjust(call.tx, body.sku_id, body.location_id, body.delta, body.reason, body.reference, by=call.staff_id)
    note(call, "adjust", "sku", body.sku_id, {"delta": body.delta, "reason": body.reason.value, "on_hand": level.on_hand})
    return LevelOut.of(level)


async def _lines(call: CallContext, lines: list[LineIn]) -> list[tuple[SkuId, int]]:
    """The lines, of SKUs that exist. Raises ``SkuNotFound``."""
    known = await api.sku_names(call.tx, [line.sku_id for line in lines])
    for line in lines:
        if line.sku_id not in known:
            raise SkuNotFound(sku_id=line.sku_id)
    return [(line.sku_id, line.quantity) for line in lines]


@console.post(
    "/stock/losses",
    access=staff(ADJUST, "own"),
    idempotent=True,
    errors=[BelowZero, BadLines, LocationNotFound, SkuNotFound],
    status_code=201,
)
async def report_loss(call: Call, body: LossIn) -> LevelsOut:
    """Write off pieces that are spoiled, broken or gone: all lines or none."""
    await demand_place(call, body.location_id)
    lines = [(sku_id, -quantity) for sku_id, quantity in await _lines(call, body.lines)]
    levels = await api.adjust_many(call.tx, body.location_id, lines, Reason.LOSS, body.reference, by=call.staff_id)
    for sku_id, delta in lines:
        note(call, "report_loss", "sku", sku_id, {"delta": delta, "reference": body.reference})
    return LevelsOut(items=[LevelOut.of(level) for level in levels])


@console.post(
    "/stock/transfers",
    access=staff(ADJUST, "own"),
    idempotent=True,
    errors=[TransferShort, BelowZero, SameLocation, BadLines, LocationNotFound, SkuNotFound],
    status_code=201,
)
async def transfer(call: Call, body: TransferIn) -> LevelsOut:
    """Move pieces that are free from one location to another: all lines or none."""
    await demand_place(call, body.from_id)
    await demand_place(call, body.to_id)
    lines = await _lines(call, body.lines)
    levels = await api.transfer(call.tx, body.from_id, body.to_id, lines, body.reference, by=call.staff_id)
    said = {"from": str(body.from_id), "to": str(body.to_id), "reference": body.reference}
    for sku_id, quantity in lines:
        note(call, "transfer", "sku", sku_id, {**said, "quantity": quantity})
    return LevelsOut(items=[LevelOut.of(level) for level in levels])


@console.put("/stock/safety", access=staff(ADJUST, "own"), errors=[BadLines, LevelNotFound, LocationNotFound])
async def set_safety(call: Call, body: SafetyIn) -> LevelOut:
    """Keep pieces back."""
    await demand_place(call, body.location_id)
    level = await api.set_safety(call.tx, body.sku_id, body.location_id, body.safety)
    note(call, "set_safety", "sku", body.sku_id, {"safety": body.safety})
    return LevelOut.of(level)


@console.put("/stock/warnings", access=staff(ADJUST, "own"), errors=[BadLines, LocationNotFound])
async def set_warning(call: Call, body: WarningIn) -> WarningOut:
    """Say at how many pieces somebody is told that a SKU runs low."""
    await demand_place(call, body.location_id)
    count = await api.set_low_at(call.tx, list(dict.fromkeys(body.sku_ids)), body.location_id, body.low_at)
    for sku_id in dict.fromkeys(body.sku_ids):
        note(call, "set_warning", "sku", sku_id, {"low_at": body.low_at})
    return WarningOut(levels=count)


@console.get("/locations", access=staff(READ, "own"))
async def locations(call: Call) -> LocationsOut:
    """The places within the reader's scope where stock lies or goods are collected."""
    return LocationsOut(items=[LocationOut.of(place) for place in await api.locations(call.tx) if call.scope.has_place(place.id)])


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


@console.put("/locations/{location_id}", access=staff(ADJUST, "own"), errors=[LocationNotFound], status_code=204)
async def change_location(call: Call, location_id: LocationId, body: LocationChange) -> None:
    """Say anew what shoppers read about a location."""
    said = body.model_dump()
    await api.change_location(call.tx, location_id, **said)
    note(call, "change", "location", location_id, {"name": body.name, "is_active": body.is_active})
