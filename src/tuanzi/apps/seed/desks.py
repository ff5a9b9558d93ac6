"""What the demo's shop says of itself, and colleagues who see only what is theirs: two advisers with their members, a clerk with an outlet."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationKind
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import Actor, RoleScope, StaffId
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.shops import api as shops
from tuanzi.people.shops.contracts import ShopProfile

HOUSE = Actor(None)
ROLES: tuple[tuple[str, str, RoleScope, frozenset[str]], ...] = (
    (
        "adviser",
        "私域顾问",
        "own_members",
        frozenset(
            {
                "catalog.read",
                "groupbuy.read",
                "members.read",
                "members.reveal",
                "members.write",
                "orders.note",
                "orders.read",
                "sharing.read",
            }
        ),
    ),
    (
        "outlet_clerk",
        "门店店员",
        "own_places",
        frozenset({"catalog.read", "fulfilment.pickup", "inventory.adjust", "inventory.read", "orders.note", "orders.read", "orders.ship"}),
    ),
)
ADVISERS = (("ning@demo.tuanzi", "顾问阿宁"), ("bei@demo.tuanzi", "顾问小北"))
CLERK = ("outlet@demo.tuanzi", "店员小麦")
EACH_NTH = 3
"""Every third member has an adviser."""


async def furnish(db: Database, member_ids: Sequence[MemberId]) -> None:
    """Make roles and accounts, hand out members and an outlet."""
    async with db.transaction() as tx:
        for code, name, scope, permissions in ROLES:
            await access.create_role(tx, HOUSE, code, name, permissions, scope)
    advisers = [await _hire(db, email, name, "adviser") for email, name in ADVISERS]
    clerk = await _hire(db, *CLERK, "outlet_clerk")
    await _present(db)
    async with db.transaction() as tx:
        for place, adviser in enumerate(advisers):
            await accounts.set_adviser(tx, member_ids[place :: EACH_NTH * len(advisers)], adviser)
        await _at_home(tx, clerk)


async def _present(db: Database) -> None:
    said = ShopProfile(
        "团子农场", "早上摘，晚上到", "400-600-1234", "9:00–21:00", "售后组", "0536-5221234", "山东省潍坊市寿光市圣城街道 88 号"
    )
    async with db.transaction() as tx:
        kept = await shops.profile(tx)
        if kept.version == 0:
            await shops.change_profile(tx, said, 0)


async def _hire(db: Database, email: str, name: str, role: str) -> StaffId:
    return (await access.create(db, HOUSE, email, name, (role,))).staff.id


async def _at_home(tx: Tx, clerk: StaffId) -> None:
    outlet = next((place for place in await inventory.locations(tx) if place.kind is LocationKind.PICKUP), None)
    if outlet:
        await access.set_places(tx, HOUSE, clerk, [outlet.id], [outlet.name])
