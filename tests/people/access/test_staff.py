"""Staff accounts and roles: who may make, change and grant what."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.factories import people
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.access import api, rules
from tuanzi.people.access.contracts import Actor, Role, RoleId, RoleScope, StaffChange, StaffId
from tuanzi.people.access.errors import (
    EmailInvalid,
    EmailTaken,
    GrantTooWide,
    OwnerNeeded,
    PermissionUnknown,
    RoleInUse,
    RoleNotFound,
    RoleTaken,
    RoleUnknown,
    StaffNotFound,
)

SYSTEM = Actor(None)


def test_every_role_of_the_field_is_there_and_owners_hold_everything() -> None:
    assert rules.role_codes() == (
        "owner",
        "operator",
        "community_manager",
        "content_reviewer",
        "customer_service",
        "finance",
        "warehouse",
        "analyst",
        "merchant_staff",
    )
    assert rules.permissions_of_roles(["owner"], {}) == rules.PERMISSIONS
    for code in rules.BUILT_IN:
        assert rules.permissions_of_roles([code], {}) < rules.PERMISSIONS
        assert rules.permissions_of_roles([code], {}).isdisjoint(rules.OWNER_ONLY)


def custom(code: str, *permissions: str, scope: RoleScope = "everything") -> Role:
    return Role(RoleId.new(), code, code, frozenset(permissions), needs_totp=False, scope=scope)


def test_an_unknown_role_and_a_permission_of_the_past_grant_nothing() -> None:
    assert rules.permissions_of_roles(["ghost"], {}) == frozenset()
    assert rules.permissions_of_roles(["x"], {"x": custom("x", "orders.read", "gone.long_ago")}) == {"orders.read"}
    assert rules.permissions_of_roles(["operator"], {"operator": custom("operator", "access.write")}) == rules.BUILT_IN["operator"]


async def test_permissions_are_those_of_this_moment(tx: Tx) -> None:
    staff_id = await people.staff(tx, "warehouse", "analyst")
    assert await api.permissions_of(tx, staff_id) == rules.BUILT_IN["warehouse"] | rules.BUILT_IN["analyst"]
    await api.change_staff(tx, SYSTEM, staff_id, StaffChange(roles=("analyst",)))
    assert await api.permissions_of(tx, staff_id) == rules.BUILT_IN["analyst"]
    await api.change_staff(tx, SYSTEM, staff_id, StaffChange(is_active=False))
    assert await api.permissions_of(tx, staff_id) == frozenset()
    assert await api.permissions_of(tx, StaffId.new()) == frozenset()


async def test_an_owner_or_finance_without_a_second_factor_may_do_nothing(tx: Tx) -> None:
    for role in ("owner", "finance"):
        assert await api.permissions_of(tx, await people.staff(tx, role, with_totp=False)) == frozenset()
    assert await api.permissions_of(tx, await people.staff(tx, "warehouse", with_totp=False)) == rules.BUILT_IN["warehouse"]


async def test_a_refused_account_is_not_made(db: Database) -> None:
    await api.create(db, SYSTEM, "Anna@Example.com", "Anna", ("operator",))
    with pytest.raises(EmailTaken):
        await api.create(db, SYSTEM, "anna@example.com", "Anna", ("operator",))
    with pytest.raises(EmailInvalid):
        await api.create(db, SYSTEM, "anna", "Anna", ("operator",))
    with pytest.raises(RoleUnknown):
        await api.create(db, SYSTEM, "bert@example.com", "Bert", ("emperor",))
    assert await db.pool.fetchval("SELECT count(*) FROM access_staff") == 1


async def test_nobody_grants_what_they_do_not_hold(db: Database) -> None:
    async with db.transaction() as tx:
        await api.create_role(tx, SYSTEM, "hr", "人事", frozenset({"access.read", "access.write", "orders.read"}))
        everything = await api.create_role(tx, SYSTEM, "deputy", "副手", rules.PERMISSIONS)
        assert everything.permissions == rules.PERMISSIONS
        hr, deputy, owner = await people.staff(tx, "hr"), await people.staff(tx, "deputy"), await people.staff(tx, "owner")
        colleague = await people.staff(tx, "analyst")
    with pytest.raises(GrantTooWide):
        await api.create(db, Actor(hr), "bert@example.com", "Bert", ("operator",))
    with pytest.raises(GrantTooWide):
        await api.create(db, Actor(deputy), "bert@example.com", "Bert", ("owner",))
    await api.create(db, Actor(deputy), "bert@example.com", "Bert", ("operator",))
    await api.create(db, Actor(owner), "carl@example.com", "Carl", ("owner",))
    async with db.transaction() as tx:
        for change in (StaffChange(roles=("hr", "finance")), StaffChange(roles=("hr", "owner"))):
            with pytest.raises(GrantTooWide):
                await api.change_staff(tx, Actor(hr), hr, change)
        with pytest.raises(GrantTooWide):
            await api.change_staff(tx, Actor(hr), colleague, StaffChange(is_active=False))
        with pytest.raises(GrantTooWide):
            await api.change_staff(tx, Actor(deputy), owner, StaffChange(is_active=False))
        with pytest.raises(GrantTooWide):
            await api.create_role(tx, Actor(hr), "wide", "宽", frozenset({"payments.retry"}))
    with pytest.raises(GrantTooWide):
        await api.reset_password(db, Actor(deputy), owner, with_totp=True)


async def test_the_last_owner_cannot_go(tx: Tx) -> None:
    first = await people.staff(tx, "owner")
    for change in (StaffChange(is_active=False), StaffChange(roles=("operator",))):
        with pytest.raises(OwnerNeeded):
            await api.change_staff(tx, Actor(first), first, change)
    second = await people.staff(tx, "owner")
    await api.change_staff(tx, Actor(second), first, StaffChange(is_active=False))
    with pytest.raises(OwnerNeeded):
        await api.change_staff(tx, Actor(second), second, StaffChange(is_active=False))


@pytest.mark.race
async def test_two_owners_cannot_remove_each_other_at_once(db: Database) -> None:
    async with db.transaction() as tx:
        first, second = await people.staff(tx, "owner"), await people.staff(tx, "owner")

    async def remove(actor: StaffId, whom: StaffId) -> None:
        async with db.transaction() as tx:
            await api.change_staff(tx, Actor(actor), whom, StaffChange(is_active=False))

    found = await asyncio.gather(remove(first, second), remove(second, first), return_exceptions=True)
    assert sum(isinstance(each, OwnerNeeded | GrantTooWide) for each in found) == 1
    assert await db.pool.fetchval("SELECT count(*) FROM access_staff WHERE is_active") == 1


async def test_a_new_one_time_password_ends_sessions_and_may_lift_the_second_factor(db: Database) -> None:
    async with db.transaction() as tx:
        staff_id = await people.staff(tx, "warehouse")
    headers = await people.as_staff(db, staff_id=staff_id)
    assert headers
    await api.reset_password(db, SYSTEM, staff_id, with_totp=False)
    found = await api.get(db.reader, staff_id)
    assert (found.must_change_password, found.has_totp) == (True, True)
    assert await api.devices(db.reader, staff_id) == []
    await api.reset_password(db, SYSTEM, staff_id, with_totp=True)
    assert (await api.get(db.reader, staff_id)).has_totp is False
    with pytest.raises(StaffNotFound):
        await api.reset_password(db, SYSTEM, StaffId.new(), with_totp=False)


async def test_custom_roles_work_at_once_and_stay_while_held(tx: Tx) -> None:
    role = await api.create_role(tx, SYSTEM, "packer", "打包", frozenset({"orders.read"}))
    assert role.id is not None
    staff_id = await people.staff(tx, "packer")
    assert await api.permissions_of(tx, staff_id) == {"orders.read"}
    await api.change_role(tx, SYSTEM, role.id, "打包发货", frozenset({"orders.read", "orders.ship"}))
    assert await api.permissions_of(tx, staff_id) == {"orders.read", "orders.ship"}
    with pytest.raises(RoleInUse):
        await api.remove_role(tx, SYSTEM, role.id)
    await api.change_staff(tx, SYSTEM, staff_id, StaffChange(roles=("analyst",)))
    await api.remove_role(tx, SYSTEM, role.id)
    assert "packer" not in [each.code for each in await api.roles(tx)]
    with pytest.raises(RoleNotFound):
        await api.change_role(tx, SYSTEM, RoleId.new(), "x", frozenset())


async def test_a_role_needs_a_free_code_and_known_permissions(tx: Tx) -> None:
    with pytest.raises(RoleTaken):
        await api.create_role(tx, SYSTEM, "owner", "x", frozenset())
    await api.create_role(tx, SYSTEM, "packer", "x", frozenset())
    with pytest.raises(RoleTaken):
        await api.create_role(tx, SYSTEM, "packer", "x", frozenset())
    with pytest.raises(PermissionUnknown):
        await api.create_role(tx, SYSTEM, "other", "x", frozenset({"moon.fly"}))


async def test_the_console_manages_staff_and_roles(client: httpx.AsyncClient, db: Database) -> None:
    owner = await people.as_staff(db)
    base = "/api/v1/console"
    role = await client.post(f"{base}/roles", json={"code": "packer", "name": "打包", "permissions": ["orders.read"]}, headers=owner)
    assert role.status_code == 201, role.text
    made = await client.post(f"{base}/staff", json={"email": "b@example.com", "name": "Bert", "roles": ["packer"]}, headers=owner)
    assert made.status_code == 201, made.text
    assert len(made.json()["one_time_password"]) == 16
    staff_id = made.json()["staff"]["id"]
    changed = await client.patch(f"{base}/staff/{staff_id}", json={"roles": ["packer", "analyst"]}, headers=owner)
    assert changed.json()["roles"] == ["analyst", "packer"]
    page = (await client.get(f"{base}/staff", params={"limit": 1}, headers=owner)).json()
    assert page["items"][0]["id"] == staff_id
    rest = (await client.get(f"{base}/staff", params={"limit": 1, "cursor": page["next"]}, headers=owner)).json()
    assert rest["next"] is None
    assert (await client.get(f"{base}/staff", params={"cursor": "WyJ4Il0"}, headers=owner)).status_code == 422
    reset = await client.post(f"{base}/staff/{staff_id}/reset-password", json={}, headers=owner)
    assert reset.json()["one_time_password"] != made.json()["one_time_password"]
    listed = (await client.get(f"{base}/roles", headers=owner)).json()
    assert [each["code"] for each in listed["items"]][-1] == "packer"
    assert set(listed["permissions"]) == rules.PERMISSIONS
    url = f"{base}/roles/{role.json()['id']}"
    assert (await client.delete(url, headers=owner)).json()["code"] == "access.role_in_use"
    assert (await client.put(url, json={"name": "x", "permissions": ["moon.fly"]}, headers=owner)).status_code == 422
