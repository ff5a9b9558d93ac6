"""The console's list of members."""

from __future__ import annotations

from typing import Any

from tuanzi.kernel import crypto
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment, whole
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to
from tuanzi.people.accounts.contracts import PHONE, Member, MemberId, MemberListing
from tuanzi.people.accounts.repository import MEMBER, to_member

SORTING = Sorting(
    "-registered",
    id_kind=MemberId.parse,
    registered=By("created_at", moment),
    seen=By("last_seen_at", moment),
    paid=By("paid_minor", whole),
    orders=By("orders", whole),
)
"""What the list may be sorted by."""
FIELDS = {"registered": "created_at", "seen": "last_seen_at", "paid": "paid_minor", "orders": "orders"}
WISHES = {"given": "IS TRUE", "withdrawn": "IS FALSE", "unasked": "IS NULL"}
STATES = {
    "active": "gone_at IS NULL",
    "erased": "gone_at IS NOT NULL AND merged_into IS NULL",
    "merged": "gone_at IS NOT NULL AND merged_into IS NOT NULL",
}


def _where(listing: MemberListing) -> Where:
    found = Where()
    found.add(STATES[listing.state])
    if listing.nickname:
        escaped = listing.nickname.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found.add("nickname LIKE {0}", f"{escaped}%")
    found.add_given(
        ("phone_index = {0}", crypto.blind_index(listing.phone, PHONE) if listing.phone else None),
        ("id = {0}", listing.member_id),
        ("level = {0}", listing.level),
        ("source = {0}", listing.source),
        ("created_at >= {0}", listing.registered_since),
        ("created_at < {0}", listing.registered_until),
        ("last_seen_at >= {0}", listing.seen_since),
        ("last_seen_at < {0}", listing.seen_until),
        ("paid_minor >= {0}", listing.paid_min),
        ("paid_minor <= {0}", listing.paid_max),
        ("adviser_id = {0}", listing.adviser_id),
        ("id = ANY({0})", listing.scope.asked_members()),
    )
    for column, wish in (("wants_marketing", listing.marketing), ("wants_recommendations", listing.recommendations)):
        if wish is not None:
            found.add(f"{column} {WISHES[wish]}")
    if listing.has_adviser is not None:
        found.add(f"adviser_id IS {'NOT ' if listing.has_adviser else ''}NULL")
    if listing.has_orders is not None:
        found.add("orders > 0" if listing.has_orders else "orders = 0")
    return found


async def search(tx: Tx, listing: MemberListing, place: Place, limit: int) -> tuple[list[Member], str | None]:
    """A piece of the list, and the cursor of the next one."""
    found = _where(listing)
    rows = await tx.fetch(
        f"""SELECT {MEMBER} FROM accounts_member WHERE {found.sql} AND {place.beyond("id", found.following)}
            ORDER BY {place.order("id")} LIMIT {int(limit)}""",
        *found.arguments,
        *place.key,
    )
    members = [to_member(row) for row in rows]
    if len(members) < limit:
        return members, None
    last = members[-1]
    value: Any = getattr(last, FIELDS[place.name.removeprefix("-")])
    return members, place.following(value, last.id)


async def count(tx: Tx, listing: MemberListing) -> int:
    """How many members the filters find, as ``Listed`` tells it."""
    found = _where(listing)
    return await count_up_to(tx, f"SELECT 1 FROM accounts_member WHERE {found.sql}", *found.arguments)
