"""Staff who act at the same moment never leave the house without an owner, nor a grant of a role that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.factories import people
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import AppError
from tuanzi.people.access import api
from tuanzi.people.access.contracts import Actor, StaffChange
from tuanzi.people.access.errors import OwnerNeeded, RoleInUse, RoleUnknown

pytestmark = pytest.mark.race
Verb = Callable[[Tx], Awaitable[object]]


async def in_turn(db: Database, first: Verb, second: Verb) -> AppError | None:
    """``second`` begins while ``first`` is done but not committed; how it was refused, if it was."""

    async def late() -> AppError | None:
        try:
            async with db.transaction() as tx:
                await second(tx)
        except AppError as refusal:
            return refusal
        return None

    async with db.transaction() as tx:
        await first(tx)
        waiting = asyncio.create_task(late())
        await asyncio.sleep(0.2)
    return await waiting


async def owners(db: Database) -> int:
    count: int = await db.reader.fetchval("SELECT count(*) FROM access_staff_role WHERE role = 'owner'")
    return count


async def test_two_owners_who_take_the_role_from_each_other_leave_one(db: Database) -> None:
    async with db.transaction() as tx:
        mei, lin = await people.staff(tx, "owner"), await people.staff(tx, "owner")
    refusal = await in_turn(
        db,
        lambda tx: api.change_staff(tx, Actor(mei), lin, StaffChange(roles=("analyst",))),
        lambda tx: api.change_staff(tx, Actor(None), mei, StaffChange(roles=("analyst",))),
    )
    assert isinstance(refusal, OwnerNeeded)
    assert await owners(db) == 1


async def test_a_role_that_is_being_granted_is_not_removed(db: Database) -> None:
    async with db.transaction() as tx:
        staff_id = await people.staff(tx, "analyst")
        role = await api.create_role(tx, Actor(None), "helper", "帮手", frozenset({"orders.read"}))
    assert role.id
    role_id = role.id
    refusal = await in_turn(
        db,
        lambda tx: api.change_staff(tx, Actor(None), staff_id, StaffChange(roles=("helper",))),
        lambda tx: api.remove_role(tx, Actor(None), role_id),
    )
    assert isinstance(refusal, RoleInUse)


async def test_a_role_that_is_being_removed_is_not_granted(db: Database) -> None:
    async with db.transaction() as tx:
        staff_id = await people.staff(tx, "analyst")
        role = await api.create_role(tx, Actor(None), "helper", "帮手", frozenset({"orders.read"}))
    assert role.id
    role_id = role.id
    refusal = await in_turn(
        db,
        lambda tx: api.remove_role(tx, Actor(None), role_id),
        lambda tx: api.change_staff(tx, Actor(None), staff_id, StaffChange(roles=("helper",))),
    )
    assert isinstance(refusal, RoleUnknown)
