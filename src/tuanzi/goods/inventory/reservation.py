"""Hold, let go and hand over pieces for one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import repository
from tuanzi.goods.inventory.contracts import LocationId, ReservationId, ReservationState
from tuanzi.goods.inventory.errors import ReservationNotPending, SoldOut
from tuanzi.goods.inventory.events import StockCameBack, StockRanLow, StockRanOut
from tuanzi.goods.inventory.rules import first_short, gather, runs_low
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx


async def reserve(
    tx: Tx, key: str, lines: Sequence[tuple[SkuId, int]], location_id: LocationId | None, expires_at: datetime
) -> ReservationId:
    """Hold all lines or none: one statement with the limit in its predicate (after one that locks, if SKUs are several). The same key again while pending is the same reservation.

    ``location_id`` None means the default location; a pickup point without stock of its own draws on the one that supplies
    it. Several lines of one SKU are added up. Raises ``SoldOut`` (the first SKU that falls short) and ``BadLines``.
    """
    wanted, quantities = gather(lines)
    reservation_id = ReservationId.new()
    rows = await repository.reserve(tx, location_id, wanted, quantities, key, reservation_id, expires_at, clock.now())
    if not rows:
        return await _refused(tx, key, wanted, quantities, location_id)
    for row in rows:
        sku_id, place = SkuId.of(row["sku_id"]), LocationId.of(row["location_id"])
        if row["free"] == 0:
            facts.record(tx, StockRanOut(sku_id, place))
        elif runs_low(row["free"] + row["quantity"], row["free"], row["low_at"]):
            facts.record(tx, StockRanLow(sku_id, place, row["free"], row["low_at"]))
    return reservation_id


async def _refused(tx: Tx, key: str, wanted: list[SkuId], quantities: list[int], location_id: LocationId | None) -> ReservationId:
    """Why nothing was held: because the key holds already, or because something is short."""
    held = await repository.pending(tx, key)
    if held:
        return held
    left = await repository.available(tx, wanted, location_id)
    sku_id, have = first_short(wanted, quantities, left) or (wanted[0], 0)
    raise SoldOut(sku_id=sku_id, left=have)


async def release(tx: Tx, key: str, reason: Literal["voided", "expired"]) -> bool:
    """Give the pieces back to the shelf. False if nothing was pending under this key: doing it twice is harmless."""
    now = clock.now()
    lines = await repository.close(tx, key, ReservationState.RELEASED, reason, now)
    if not lines:
        return False
    place = LocationId.of(lines[0]["location_id"])
    rows = await repository.free(tx, place, [line["sku_id"] for line in lines], [line["quantity"] for line in lines], now)
    for row in rows:
        if row["free"] - row["quantity"] <= 0 < row["free"]:
            facts.record(tx, StockCameBack(SkuId.of(row["sku_id"]), place, row["free"]))
    return True


async def consume(tx: Tx, key: str) -> bool:
    """The pieces leave the house: on hand and reserved fall, with a movement for each SKU. False if it was done before.

    Raises ``ReservationNotPending`` if the key never held anything or let go of it.
    """
    now = clock.now()
    lines = await repository.close(tx, key, ReservationState.CONSUMED, "shipped", now)
    if not lines:
        if await repository.was_consumed(tx, key):
            return False
        raise ReservationNotPending(key=key)
    place, reservation_id = LocationId.of(lines[0]["location_id"]), ReservationId.of(lines[0]["id"])
    await repository.take(tx, place, [line["sku_id"] for line in lines], [line["quantity"] for line in lines], key, reservation_id, now)
    return True
