"""Who came through whose link, and who gets the credit."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.growth.sharing import repository
from tuanzi.growth.sharing.contracts import TOUCH_KEEP, Attribution
from tuanzi.growth.sharing.errors import LinkNotFound
from tuanzi.growth.sharing.events import LinkTouched
from tuanzi.growth.sharing.links import resolve
from tuanzi.growth.sharing.rules import attribute, is_own
from tuanzi.kernel import calendar, clock, facts
from tuanzi.kernel.agents import is_crawler
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId

FORGET_MAX = 200_000


async def touch(tx: Tx, visitor_id: str | None, member_id: MemberId | None, code: str, user_agent: str | None = None) -> bool:
    """Remember that a shopper came through a link; whether it counts. Crawlers and one's own links do not.

    A member without a visitor id (an app that keeps none) is their own visitor. Raises ``LinkNotFound``.
    """
    link = await resolve(tx, code)
    visitor = visitor_id or (f"member-{member_id.hex}" if member_id else None)
    if visitor is None or is_own(link.sharer_id, member_id) or (user_agent is not None and is_crawler(user_agent)):
        return False
    now = clock.now()
    if await repository.upsert_touch(tx, link.id, visitor, member_id, calendar.day_of(now), now):
        facts.record(tx, LinkTouched(link.id, link.sharer_id, member_id))
    return True


async def adopt(tx: Tx, visitor_id: str, member_id: MemberId) -> int:
    """At sign-in: what this browser did before now belongs to the member; how many touches. Repeating it changes nothing."""
    return await repository.adopt_touches(tx, visitor_id, member_id)


async def last_touch(tx: Tx, visitor_id: str | None, member_id: MemberId | None, within: timedelta) -> Attribution | None:
    """Who brought this shopper, by the last touch not older than ``within``; None if nobody did. Carries the explanation."""
    touches = await repository.touches_since(tx, visitor_id, member_id, clock.now() - within)
    return attribute(touches, member_id, within)


async def credit(tx: Tx, visitor_id: str | None, member_id: MemberId, code: str | None, within: timedelta) -> Attribution | None:
    """Who gets the credit for an order placed now: the last touch, or else the ``code`` the order itself carries.

    The code helps the shopper whose touch was lost on the way; it never beats a touch we saw. An unknown code is ignored.
    """
    found = await last_touch(tx, visitor_id, member_id, within)
    if found is not None or code is None:
        return found
    try:
        counts = await touch(tx, visitor_id, member_id, code)
    except LinkNotFound:
        return None
    return await last_touch(tx, visitor_id, member_id, within) if counts else None


async def forget_touches(tx: Tx) -> int:
    """Forget the oldest touches past keeping, a bounded number at a time; how many."""
    return await repository.delete_touches_before(tx, clock.now() - TOUCH_KEEP, FORGET_MAX)
