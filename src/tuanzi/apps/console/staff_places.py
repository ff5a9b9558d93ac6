"""Where a staff member is at home: the warehouses and pickup points that a role over one's own places reaches."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.goods.inventory.errors import LocationNotFound
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import PLACES_PER_STAFF_MAX, Actor, Staff, StaffId
from tuanzi.people.access.errors import GrantTooWide, StaffNotFound

console = Router(prefix="/staff/{staff_id}/places", tags=["access"])


class PlacesIn(Wire):
    """Exactly these."""

    ids: Annotated[list[LocationId], Field(max_length=PLACES_PER_STAFF_MAX)]


class StaffPlace(Wire):
    """A warehouse or pickup point, and whether it is one of the account's."""

    id: LocationId
    name: str
    is_own: bool


class StaffPlaces(Wire):
    """Every place there is."""

    items: list[StaffPlace]


async def _out(call: Call, account: Staff) -> StaffPlaces:
    places = await inventory.locations(call.tx)
    return StaffPlaces(items=[StaffPlace(id=each.id, name=each.name, is_own=each.id in account.places) for each in places])


@console.get("", access=staff("access.read"), errors=[StaffNotFound])
async def show_places(call: Call, staff_id: StaffId) -> StaffPlaces:
    """All places, with those of the account marked."""
    return await _out(call, await access.get(call.tx, staff_id))


@console.put("", access=staff("access.write"), errors=[StaffNotFound, LocationNotFound, GrantTooWide])
async def set_places(call: Call, staff_id: StaffId, body: PlacesIn) -> StaffPlaces:
    """Say where the account is at home; works from the next request on."""
    names = {place.id: place.name for place in await inventory.locations(call.tx)}
    if not set(body.ids) <= names.keys():
        raise LocationNotFound
    actor = Actor(StaffId.of(call.staff_id), call.ip, call.request_id)
    return await _out(call, await access.set_places(call.tx, actor, staff_id, body.ids, [names[each] for each in body.ids]))
