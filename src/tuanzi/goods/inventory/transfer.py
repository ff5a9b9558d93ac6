"""Pieces move from one location to another."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import repository
from tuanzi.goods.inventory.adjustment import move, place_of
from tuanzi.goods.inventory.contracts import Level, LocationId, Reason
from tuanzi.goods.inventory.errors import SameLocation, TransferShort
from tuanzi.goods.inventory.rules import first_short, gather
from tuanzi.kernel.db import Tx


async def transfer(
    tx: Tx, origin: LocationId, target: LocationId, lines: Sequence[tuple[SkuId, int]], reference: str, *, by: UUID | None = None
) -> list[Level]:
    """Take pieces out at ``origin`` and put them in at ``target``, all lines or none; the new levels of both.

    What is reserved or kept back at the origin stays there. Raises ``SameLocation``, ``TransferShort``, ``BadLines`` and
    ``LocationNotFound``.
    """
    wanted, quantities = gather(lines)
    source, sink = await place_of(tx, origin), await place_of(tx, target)
    if source == sink:
        raise SameLocation
    # Both places are locked in the order of their ids, so two transfers that cross never wait for each other.
    for place in sorted((source, sink)):
        await repository.lock(tx, place, wanted)
    short = first_short(wanted, quantities, await repository.available(tx, wanted, source))
    if short:
        raise TransferShort(sku_id=short[0], left=short[1])
    out = await move(tx, source, wanted, [-quantity for quantity in quantities], Reason.TRANSFER, reference, None, by)
    return out + await move(tx, sink, wanted, quantities, Reason.TRANSFER, reference, None, by)
