"""Saved views: a person's own ways to look at the console's lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.access import repository_views as repository
from tuanzi.people.access.contracts import VIEWS_MAX, Actor, SavedView, StaffId, ViewId
from tuanzi.people.access.errors import ViewNameTaken, ViewNotFound, ViewsFull
from tuanzi.people.access.log import log


async def save_view(tx: Tx, staff_id: StaffId, screen: str, name: str, query: dict[str, str], columns: Sequence[str] | None) -> SavedView:
    """Keep a view. Raises ``ViewNameTaken`` and ``ViewsFull``."""
    await repository.lock_owner(tx, staff_id)
    if await repository.count(tx, staff_id, screen) >= VIEWS_MAX:
        raise ViewsFull(most=VIEWS_MAX)
    said = tuple(columns) if columns is not None else None
    view = SavedView(ViewId.new(), staff_id, screen, name, query, said, is_default=False, is_shared=False)
    if not await repository.insert(tx, view, clock.now()):
        raise ViewNameTaken
    return view


async def change_view(
    tx: Tx, staff_id: StaffId, view_id: ViewId, name: str, query: dict[str, str], columns: Sequence[str] | None
) -> SavedView:
    """Rename one of one's own, or keep the present filters in it. Raises ``ViewNotFound`` and ``ViewNameTaken``."""
    await repository.lock_owner(tx, staff_id)
    view = await _own(tx, staff_id, view_id)
    if await repository.has_name(tx, view, name):
        raise ViewNameTaken
    await repository.update(tx, view_id, name, query, columns)
    return await _own(tx, staff_id, view_id)


async def choose_view(tx: Tx, staff_id: StaffId, view_id: ViewId, *, is_default: bool) -> SavedView:
    """Find the list by this view from now on, or as it comes. Raises ``ViewNotFound``."""
    await repository.lock_owner(tx, staff_id)
    view = await _own(tx, staff_id, view_id)
    await repository.set_default(tx, view, is_default)
    return replace(view, is_default=is_default)


async def share_view(tx: Tx, actor: Actor, staff_id: StaffId, view_id: ViewId, *, is_shared: bool) -> SavedView:
    """Let colleagues see one of one's own, or no longer. Raises ``ViewNotFound``."""
    view = await _own(tx, staff_id, view_id)
    await repository.set_shared(tx, view_id, is_shared)
    log(tx, actor, "access.share_view", "view", view_id, {"shared": view.is_shared}, {"shared": is_shared, "name": view.name})
    return replace(view, is_shared=is_shared)


async def order_views(tx: Tx, staff_id: StaffId, ids: Sequence[ViewId]) -> None:
    """Put one's own tabs in this order; what is not one's own is left alone."""
    await repository.lock_owner(tx, staff_id)
    await repository.put_in_order(tx, staff_id, ids)


async def remove_view(tx: Tx, staff_id: StaffId, view_id: ViewId) -> None:
    """Raises ``ViewNotFound``."""
    await _own(tx, staff_id, view_id)
    await repository.delete(tx, view_id)


async def _own(tx: Tx, staff_id: StaffId, view_id: ViewId) -> SavedView:
    found = await repository.own(tx, staff_id, view_id)
    if found is None:
        raise ViewNotFound
    return found
