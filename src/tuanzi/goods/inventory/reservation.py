"""Hold, let go and hand over pieces for one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import LocationId, ReservationId
from tuanzi.kernel.db import Tx


async def reserve(
    tx: Tx, key: str, lines: Sequence[tuple[SkuId, int]], location_id: LocationId | None, expires_at: datetime
) -> ReservationId:
    """Hold all lines or none, in one statement. The same key again while pending is the same reservation.

    ``location_id`` None means the default location; a pickup point without stock of its own draws on the one that supplies
    it. Several lines of one SKU are added up. Raises ``SoldOut`` (the first SKU that falls short) and ``BadLines``.
    """
    raise NotImplementedError


async def release(tx: Tx, key: str, reason: Literal["voided", "expired"]) -> bool:
    """Give the pieces back to the shelf. False if nothing was pending under this key: doing it twice is harmless."""
    raise NotImplementedError


async def consume(tx: Tx, key: str) -> bool:
    """The pieces leave the house: on hand and reserved fall, with a movement for each SKU. False if it was done before.

    Raises ``ReservationNotPending`` if the key never held anything or let go of it.
    """
    raise NotImplementedError
