"""The console's doors to saved views: everybody's own, and what colleagues share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from tuanzi.kernel.errors import Forbidden
from tuanzi.kernel.http import Call, Router, Wire, staff, staff_self
from tuanzi.people.access import api
from tuanzi.people.access.contracts import VIEW_NAME_LENGTH_MAX, VIEWS_MAX, Actor, SavedView, StaffId, ViewId
from tuanzi.people.access.errors import ViewNameTaken, ViewNotFound, ViewsFull

console = Router(prefix="/views", tags=["access"])
Screen = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, Field(min_length=1, max_length=VIEW_NAME_LENGTH_MAX, pattern=r"\S")]


class ViewChange(Wire):
    """A view: filters and sort as they stand in the address, and the columns; null: as the list comes."""

    name: Name
    query: Annotated[dict[Key, Annotated[str, Field(max_length=500)]], Field(max_length=40)]
    columns: Annotated[list[Key], Field(max_length=60)] | None = None


class ViewIn(ViewChange):
    """A view to keep of a list."""

    screen: Screen


class ViewOut(Wire):
    """A saved view; ``owner`` is the name of the colleague who shares it, null for one's own."""

    id: ViewId
    name: str
    query: dict[str, str]
    columns: list[str] | None
    is_default: bool
    is_shared: bool
    owner: str | None


class Views(Wire):
    """One's own in their order, then those that colleagues share."""

    items: list[ViewOut]


class ViewOrder(Wire):
    """One's own views in their new order."""

    ids: Annotated[list[ViewId], Field(min_length=1, max_length=VIEWS_MAX)]


class ViewDefault(Wire):
    """Whether the list opens so."""

    is_default: bool


class ViewShared(Wire):
    """Whether colleagues see it."""

    is_shared: bool


def _me(call: Call) -> StaffId:
    """The caller, whose sign-in must be complete. Raises ``Forbidden``."""
    if call.principal is None or call.principal.stage != "ready":
        raise Forbidden(permission="views", stage=call.principal.stage if call.principal else "")
    return StaffId.of(call.staff_id)


def _out(view: SavedView, me: StaffId, names: dict[StaffId, str]) -> ViewOut:
    is_own = view.staff_id == me
    return ViewOut(
        id=view.id,
        name=view.name,
        query=view.query,
        columns=list(view.columns) if view.columns is not None else None,
        is_default=view.is_default and is_own,
        is_shared=view.is_shared,
        owner=None if is_own else names.get(view.staff_id, ""),
    )


@console.get("", access=staff_self())
async def list_views(call: Call, screen: Annotated[str, Query(pattern=r"^[a-z][a-z0-9-]{0,39}$")]) -> Views:
    """The saved views of a list."""
    me = _me(call)
    found = await api.views(call.tx, me, screen)
    names = await api.names_of(call.tx, sorted({view.staff_id for view in found} - {me}))
    return Views(items=[_out(view, me, names) for view in found])


@console.post("", access=staff_self(), errors=[ViewNameTaken, ViewsFull], status_code=201)
async def save_view(call: Call, body: ViewIn) -> ViewOut:
    """Keep how a list is looked at now."""
    me = _me(call)
    return _out(await api.save_view(call.tx, me, body.screen, body.name.strip(), dict(body.query), body.columns), me, {})


@console.put("/order", access=staff_self(), status_code=204)
async def order_views(call: Call, body: ViewOrder) -> None:
    """Put one's tabs in another order."""
    await api.order_views(call.tx, _me(call), list(dict.fromkeys(body.ids)))


@console.put("/{view_id}", access=staff_self(), errors=[ViewNotFound, ViewNameTaken])
async def change_view(call: Call, view_id: ViewId, body: ViewChange) -> ViewOut:
    """Rename one of one's own, or keep other filters in it."""
    me = _me(call)
    return _out(await api.change_view(call.tx, me, view_id, body.name.strip(), dict(body.query), body.columns), me, {})


@console.put("/{view_id}/default", access=staff_self(), errors=[ViewNotFound])
async def choose_view(call: Call, view_id: ViewId, body: ViewDefault) -> ViewOut:
    """Open the list by this view, or as it comes."""
    me = _me(call)
    return _out(await api.choose_view(call.tx, me, view_id, is_default=body.is_default), me, {})


@console.put("/{view_id}/shared", access=staff("views.share", "common"), errors=[ViewNotFound])
async def share_view(call: Call, view_id: ViewId, body: ViewShared) -> ViewOut:
    """Let colleagues see one of one's own, or no longer."""
    me = _me(call)
    actor = Actor(me, call.ip, call.request_id)
    return _out(await api.share_view(call.tx, actor, me, view_id, is_shared=body.is_shared), me, {})


@console.delete("/{view_id}", access=staff_self(), errors=[ViewNotFound], status_code=204)
async def remove_view(call: Call, view_id: ViewId) -> None:
    """Remove one of one's own."""
    await api.remove_view(call.tx, _me(call), view_id)
