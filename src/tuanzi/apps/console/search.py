"""One field that finds everything: orders, members, products, group-buys; each only for who may see it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import Query

from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.goods.catalog import api as catalog
from tuanzi.kernel import clock
from tuanzi.kernel.errors import Forbidden
from tuanzi.kernel.http import Call, Router, Wire, staff_self
from tuanzi.kernel.money import Money
from tuanzi.kernel.scope import Scope
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts import api as accounts
from tuanzi.trade.orders import api as orders

console = Router(tags=["search"])
SHOWN = 6
"""Of each kind: whoever needs more opens the list."""
NUMBER = re.compile(r"\d{4,18}")
MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
Kind = Literal["order", "member", "product", "groupbuy"]


class Hit(Wire):
    """Something that was found. ``note`` says more in the reader's language where there is more to say; ``amount`` is what an order pays."""

    kind: Kind
    id: str
    title: str
    note: str
    amount: Money | None = None


class Hits(Wire):
    """What was found, kind by kind."""

    items: list[Hit]


@console.get("/search", access=staff_self(), errors=[Forbidden])
async def search(call: Call, q: Annotated[str, Query(min_length=2, max_length=60)]) -> Hits:
    """An order by its number, a buyer by the whole phone number, products and group-buys by words."""
    if call.principal is None or call.principal.stage != "ready":
        raise Forbidden(stage=call.principal.stage if call.principal else "")
    grants = await access.grants_of(call.tx, StaffId.of(call.staff_id))
    words = q.strip()
    found: list[Hit] = []
    for permission, look in LOOKS:
        if permission in grants:
            found += await look(call, words, grants.scope(permission))
    return Hits(items=found)


async def _orders(call: Call, words: str, scope: Scope) -> list[Hit]:
    if not NUMBER.fullmatch(words):
        return []
    place, within = orders.SORTING.place(None, None), await orders.within(call.tx, scope)
    listed, _ = await orders.search(call.tx, orders.OrderListing(number=words, within=within), place, SHOWN)
    return [
        Hit(
            kind="order",
            id=str(each.id),
            title=each.number,
            note="、".join(line.snapshot.title for line in each.lines)[:80],
            amount=each.payable,
        )
        for each in listed
    ]


async def _members(call: Call, words: str, scope: Scope) -> list[Hit]:
    mobile = MOBILE.fullmatch(words)
    member_id = await accounts.find_by_phone(call.tx, f"+86{mobile[1]}") if mobile else None
    if member_id is None or not scope.has_member(member_id):
        return []
    found = await accounts.get(call.tx, member_id)
    return [Hit(kind="member", id=str(found.id), title=found.nickname, note=found.phone_masked or "")]


async def _products(call: Call, words: str, _: Scope) -> list[Hit]:
    found = await catalog.get_products(call.tx, await catalog.find_by_title(call.tx, words, SHOWN))
    return [Hit(kind="product", id=str(each.id), title=each.title, note=each.code) for each in found.values()]


async def _groupbuys(call: Call, words: str, _: Scope) -> list[Hit]:
    known = tuple(await catalog.find_by_title(call.tx, words, SHOWN))
    listing = groupbuy.ActivityListing(product_ids=known) if known else groupbuy.ActivityListing(title=words)
    listed, _following = await groupbuy.list_activities(call.tx, listing, clock.now(), groupbuy.ACTIVITIES.place(None, None), SHOWN)
    products = await catalog.get_products(call.tx, [each.draft.product_id for each in listed])
    return [
        Hit(
            kind="groupbuy",
            id=str(each.id),
            title=products[each.draft.product_id].title if each.draft.product_id in products else each.draft.title,
            note=each.draft.title,
        )
        for each in listed
    ]


LOOKS: tuple[tuple[str, Callable[[Call, str, Scope], Awaitable[list[Hit]]]], ...] = (
    ("orders.read", _orders),
    ("orders.read", _members),
    ("catalog.read", _products),
    ("groupbuy.read", _groupbuys),
)
"""Which permission lets whom find what, within its scope. Whoever handles orders may look up their buyers, whose phone stays masked."""
