"""The console's doors to stock-takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from tuanzi.goods.inventory import api
from tuanzi.goods.inventory.contracts import Stocktake, StocktakeId, StocktakeState
from tuanzi.goods.inventory.errors import (
    BadLines,
    BelowZero,
    LocationNotFound,
    NothingCounted,
    NotOnSheet,
    StocktakeClosed,
    StocktakeEmpty,
    StocktakeNotFound,
)
from tuanzi.goods.inventory.http import ADJUST, READ, demand_place, note, place_names
from tuanzi.goods.inventory.wire import CountsIn, StocktakeIn, StocktakeLineOut, StocktakeOut
from tuanzi.kernel.http import Call, CallContext, Page, Router, encode_cursor, read_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor, whole
from tuanzi.people.access.contracts import StaffId

console = Router(tags=["stock"])


async def _out(call: CallContext, sheets: list[Stocktake]) -> list[StocktakeOut]:
    names = await api.staff_names(call.tx, sorted({StaffId.of(sheet.staff_id) for sheet in sheets}))
    places = await place_names(call)
    return [StocktakeOut.of(sheet, places, names) for sheet in sheets]


@console.get("/stock/takes", access=staff(READ, "own"), errors=[BadCursor])
async def stocktakes(
    call: Call,
    state: StocktakeState | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
) -> Page[StocktakeOut]:
    """Counts, the newest first."""
    (before,) = read_cursor(cursor, StocktakeId.parse) or (None,)
    found = await api.stocktakes(call.tx, state, before, limit + 1, call.scope.asked_places())
    page = found[:limit]
    following = encode_cursor(str(page[-1].id)) if len(found) > limit else None
    return Page(items=await _out(call, page), next=following)


@console.post("/stock/takes", access=staff(ADJUST, "own"), errors=[StocktakeEmpty, LocationNotFound], status_code=201)
async def open_stocktake(call: Call, body: StocktakeIn) -> StocktakeOut:
    """Draw up a sheet."""
    await demand_place(call, body.location_id)
    made = await api.open_stocktake(
        call.tx,
        body.name,
        body.location_id,
        by=call.staff_id,
        note=body.note,
        sku_ids=body.sku_ids,
        category_id=body.category_id,
    )
    sheet = await api.get_stocktake(call.tx, made)
    note(call, "open_stocktake", "stocktake", made, {"name": body.name, "lines": sheet.lines})
    return (await _out(call, [sheet]))[0]


@console.get("/stock/takes/{stocktake_id}", access=staff(READ, "own"), errors=[StocktakeNotFound])
async def show_stocktake(call: Call, stocktake_id: StocktakeId) -> StocktakeOut:
    """A count with its totals."""
    return (await _out(call, [await api.get_stocktake(call.tx, stocktake_id)]))[0]


@console.get("/stock/takes/{stocktake_id}/lines", access=staff(READ, "own"), errors=[StocktakeNotFound, BadCursor])
async def stocktake_lines(
    call: Call,
    stocktake_id: StocktakeId,
    only: Annotated[str | None, Query(pattern="^(open|differing)$")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_MAX,
) -> Page[StocktakeLineOut]:
    """The lines in the order of the sheet; ``only`` those not counted yet, or those with a difference."""
    await api.get_stocktake(call.tx, stocktake_id)
    (after,) = read_cursor(cursor, whole) or (0,)
    found = await api.lines_of(call.tx, stocktake_id, after, limit + 1, is_open=only == "open", is_differing=only == "differing")
    page = found[:limit]
    skus = await api.sku_names(call.tx, [line.sku_id for _, line in page])
    following = encode_cursor(page[-1][0]) if len(found) > limit else None
    return Page(items=[StocktakeLineOut.of(line, skus) for _, line in page], next=following)


@console.post("/stock/takes/{stocktake_id}/start", access=staff(ADJUST, "own"), errors=[StocktakeNotFound, StocktakeClosed])
async def start_stocktake(call: Call, stocktake_id: StocktakeId) -> StocktakeOut:
    """Begin to count."""
    sheet = await api.start_stocktake(call.tx, stocktake_id)
    note(call, "start_stocktake", "stocktake", stocktake_id, {"lines": sheet.lines})
    return (await _out(call, [sheet]))[0]


@console.put(
    "/stock/takes/{stocktake_id}/counts",
    access=staff(ADJUST, "own"),
    errors=[StocktakeNotFound, StocktakeClosed, NotOnSheet, BadLines],
)
async def count_lines(call: Call, stocktake_id: StocktakeId, body: CountsIn) -> StocktakeOut:
    """Write down what was found; a line that is counted again is counted anew."""
    await api.count_lines(call.tx, stocktake_id, [(each.sku_id, each.counted) for each in body.items], by=call.staff_id)
    note(call, "count", "stocktake", stocktake_id, {"lines": len(body.items)})
    return (await _out(call, [await api.get_stocktake(call.tx, stocktake_id)]))[0]


@console.post(
    "/stock/takes/{stocktake_id}/post",
    access=staff(ADJUST, "own"),
    idempotent=True,
    errors=[StocktakeNotFound, StocktakeClosed, NothingCounted, BelowZero],
)
async def post_stocktake(call: Call, stocktake_id: StocktakeId) -> StocktakeOut:
    """Put stock right by the differences that were found."""
    sheet = await api.post_stocktake(call.tx, stocktake_id, by=call.staff_id)
    note(call, "post_stocktake", "stocktake", stocktake_id, {"counted": sheet.counted, "differing": sheet.differing})
    return (await _out(call, [sheet]))[0]


@console.post("/stock/takes/{stocktake_id}/cancel", access=staff(ADJUST, "own"), errors=[StocktakeNotFound, StocktakeClosed])
async def cancel_stocktake(call: Call, stocktake_id: StocktakeId) -> StocktakeOut:
    """Give a count up; stock stays as it is."""
    sheet = await api.cancel_stocktake(call.tx, stocktake_id)
    note(call, "cancel_stocktake", "stocktake", stocktake_id, {"counted": sheet.counted})
    return (await _out(call, [sheet]))[0]
