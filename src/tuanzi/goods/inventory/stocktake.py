"""Counting what really lies there: a sheet is drawn up, counted while the shop goes on selling, and posted into stock.

Each line remembers what was on hand at the moment of its count. Posting adds the difference to whatever is on hand then, so pieces
that were shipped or received between the count and the posting are neither lost nor counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import CategoryId, SkuId
from tuanzi.goods.inventory import repository_stocktake as repository
from tuanzi.goods.inventory.adjustment import move, place_of
from tuanzi.goods.inventory.contracts import (
    QUANTITY_MAX,
    STOCKTAKE_LINES_MAX,
    LocationId,
    Reason,
    Stocktake,
    StocktakeId,
    StocktakeState,
)
from tuanzi.goods.inventory.errors import (
    BadLines,
    NothingCounted,
    NotOnSheet,
    StocktakeClosed,
    StocktakeEmpty,
    StocktakeNotFound,
)
from tuanzi.goods.inventory.events import StocktakePosted
from tuanzi.goods.inventory.repository import make_rooms
from tuanzi.goods.inventory.rules import check_step, differences
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx


async def open_stocktake(
    tx: Tx,
    name: str,
    location_id: LocationId | None,
    *,
    by: UUID,
    note: str = "",
    sku_ids: Sequence[SkuId] = (),
    category_id: CategoryId | None = None,
) -> StocktakeId:
    """A new sheet of these SKUs; of those in a category where none are named; of all that are sold where neither is said.

    Raises ``StocktakeEmpty`` and ``LocationNotFound``.
    """
    place = await place_of(tx, location_id)
    chosen = list(dict.fromkeys(sku_ids)) or await catalog.skus_under(tx, category_id, STOCKTAKE_LINES_MAX + 1)
    known = await catalog.sku_names(tx, chosen)
    chosen = [sku_id for sku_id in chosen if sku_id in known]
    if not 0 < len(chosen) <= STOCKTAKE_LINES_MAX:
        raise StocktakeEmpty(most=STOCKTAKE_LINES_MAX)
    stocktake_id = StocktakeId.new()
    await repository.insert(tx, stocktake_id, name, place, note, by, chosen, clock.now())
    return stocktake_id


async def start_stocktake(tx: Tx, stocktake_id: StocktakeId) -> Stocktake:
    """Begin to count; what is on hand now stands beside each line as expected. Raises ``StocktakeNotFound``, ``StocktakeClosed``."""
    sheet = await _step(tx, stocktake_id, StocktakeState.COUNTING)
    await make_rooms(tx, sheet.location_id, await repository.skus_of(tx, stocktake_id), clock.now())
    await repository.freeze(tx, stocktake_id, sheet.location_id)
    return await get_stocktake(tx, stocktake_id)


async def count_lines(tx: Tx, stocktake_id: StocktakeId, counts: Sequence[tuple[SkuId, int]], *, by: UUID) -> None:
    """Write down how many pieces were found; a line that is counted again is counted anew.

    Raises ``StocktakeNotFound``, ``StocktakeClosed``, ``NotOnSheet`` and ``BadLines``.
    """
    found = dict(counts)
    if not counts or len(counts) > STOCKTAKE_LINES_MAX or any(not 0 <= count <= QUANTITY_MAX for count in found.values()):
        raise BadLines(count=len(counts), count_max=STOCKTAKE_LINES_MAX)
    sheet = await _locked(tx, stocktake_id)
    if sheet.state is not StocktakeState.COUNTING:
        raise StocktakeClosed(state=sheet.state.value)
    ordered = sorted(found)
    written = await repository.count(tx, stocktake_id, sheet.location_id, ordered, [found[each] for each in ordered], by, clock.now())
    for sku_id in ordered:
        if sku_id not in written:
            raise NotOnSheet(sku_id=sku_id)


async def post_stocktake(tx: Tx, stocktake_id: StocktakeId, *, by: UUID) -> Stocktake:
    """Put stock right by the differences that were found, in one go; lines that nobody counted stay as they are.

    Raises ``NothingCounted``, ``BelowZero`` (what is missing was promised to orders meanwhile), ``StocktakeClosed`` and
    ``StocktakeNotFound``.
    """
    sheet = await _step(tx, stocktake_id, StocktakeState.POSTED)
    if not sheet.counted:
        raise NothingCounted
    sku_ids, deltas = differences(await repository.differing(tx, stocktake_id))
    if sku_ids:
        await move(tx, sheet.location_id, sku_ids, deltas, Reason.STOCK_TAKE, str(stocktake_id), f"stocktake:{stocktake_id}", by)
    facts.record(tx, StocktakePosted(stocktake_id, sheet.location_id, len(sku_ids)))
    return await get_stocktake(tx, stocktake_id)


async def cancel_stocktake(tx: Tx, stocktake_id: StocktakeId) -> Stocktake:
    """Give a count up; stock stays as it is. Raises ``StocktakeClosed`` and ``StocktakeNotFound``."""
    await _step(tx, stocktake_id, StocktakeState.CANCELLED)
    return await get_stocktake(tx, stocktake_id)


async def get_stocktake(tx: Tx, stocktake_id: StocktakeId) -> Stocktake:
    """A count. Raises ``StocktakeNotFound``."""
    found = await repository.find(tx, stocktake_id)
    if found is None:
        raise StocktakeNotFound
    return found


async def _locked(tx: Tx, stocktake_id: StocktakeId) -> Stocktake:
    await repository.lock_stocktake(tx, stocktake_id)
    return await get_stocktake(tx, stocktake_id)


async def _step(tx: Tx, stocktake_id: StocktakeId, following: StocktakeState) -> Stocktake:
    """Move a sheet on; of two who do it at once the later finds it moved."""
    sheet = await _locked(tx, stocktake_id)
    check_step(sheet.state, following)
    await repository.set_state(tx, stocktake_id, following, clock.now())
    return sheet
