"""Which things of a path are within the scope of a staff member whose permission does not reach over everything.

The edge asks these before a handler runs, so an endpoint with a thing's id in its path needs no check of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import TeamId
from tuanzi.deals.groupbuy.errors import TeamNotFound
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationId, StocktakeId
from tuanzi.goods.inventory.errors import LocationNotFound, StocktakeNotFound
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Guard
from tuanzi.kernel.ids import Id
from tuanzi.kernel.scope import Scope
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import MemberNotFound
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import ParcelId
from tuanzi.trade.fulfilment.errors import ParcelNotFound
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId
from tuanzi.trade.orders.errors import OrderNotFound

Named = TypeVar("Named", bound=Id)


async def _order(tx: Tx, scope: Scope, order_id: OrderId) -> None:
    if not await orders.admitted(tx, scope, [order_id]):
        raise OrderNotFound


async def _parcel(tx: Tx, scope: Scope, parcel_id: ParcelId) -> None:
    order_id = await fulfilment.order_of_parcel(tx, parcel_id)
    if order_id is None or not await orders.admitted(tx, scope, [order_id]):
        raise ParcelNotFound


async def _member(_: Tx, scope: Scope, member_id: MemberId) -> None:
    if not scope.has_member(member_id):
        raise MemberNotFound


async def _team(tx: Tx, scope: Scope, team_id: TeamId) -> None:
    view = await groupbuy.team_view(tx, team_id)
    if not any(scope.has_member(seat.member_id) for seat in view.seats):
        raise TeamNotFound


async def _location(_: Tx, scope: Scope, location_id: LocationId) -> None:
    if not scope.has_place(location_id):
        raise LocationNotFound


async def _stocktake(tx: Tx, scope: Scope, stocktake_id: StocktakeId) -> None:
    sheet = await inventory.get_stocktake(tx, stocktake_id)
    if not scope.has_place(sheet.location_id):
        raise StocktakeNotFound


def _guard(kind: type[Named], check: Callable[[Tx, Scope, Named], Awaitable[None]]) -> Guard:
    async def ask(tx: Tx, scope: Scope, value: str) -> None:
        try:
            thing = kind.parse(value)
        except ValueError:
            return
        await check(tx, scope, thing)

    return ask


GUARDS: Mapping[str, Guard] = {
    "order_id": _guard(OrderId, _order),
    "parcel_id": _guard(ParcelId, _parcel),
    "member_id": _guard(MemberId, _member),
    "team_id": _guard(TeamId, _team),
    "location_id": _guard(LocationId, _location),
    "stocktake_id": _guard(StocktakeId, _stocktake),
}
"""By the name of the parameter in the path."""
