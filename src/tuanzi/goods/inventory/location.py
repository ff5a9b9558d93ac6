"""Where stock lies and where goods are collected."""

from __future__ import annotations

from tuanzi.goods.inventory import repository
from tuanzi.goods.inventory.contracts import LocationId, LocationKind
from tuanzi.goods.inventory.errors import LocationCodeTaken, LocationNotFound
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx

DEFAULT_CODE = "main"


async def default_location(tx: Tx) -> LocationId:
    """The location that orders draw on unless told otherwise; made on first use in a transaction that writes."""
    found = await repository.default_location(tx)
    if found is None:
        await repository.insert_location(
            tx, LocationId.new(), DEFAULT_CODE, LocationKind.WAREHOUSE, "总仓", "", "", 0, None, is_default=True, now=clock.now()
        )
        found = await repository.default_location(tx)
    assert found is not None
    return found


async def create_location(
    tx: Tx,
    code: str,
    kind: LocationKind,
    name: str,
    *,
    address: str = "",
    hours: str = "",
    position: int = 0,
    has_own_stock: bool = False,
) -> LocationId:
    """A new warehouse or pickup point. A pickup point without stock of its own is supplied by the default location.

    Raises ``LocationCodeTaken``.
    """
    supplied = kind is LocationKind.PICKUP and not has_own_stock
    source_id = await default_location(tx) if supplied else None
    location_id = LocationId.new()
    if not await repository.insert_location(
        tx, location_id, code, kind, name, address, hours, position, source_id, is_default=False, now=clock.now()
    ):
        raise LocationCodeTaken(taken=code)
    return location_id


async def change_location(tx: Tx, location_id: LocationId, *, name: str, address: str, hours: str, position: int, is_active: bool) -> None:
    """Say anew what shoppers read about a location. Raises ``LocationNotFound``."""
    if not await repository.update_location(tx, location_id, name, address, hours, position, is_active=is_active):
        raise LocationNotFound
