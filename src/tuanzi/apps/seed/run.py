"""``tuanzi seed``: everything goes in through the domains' own verbs, so every figure and every ledger entry is true.

Once: where the demo is, nothing happens. A start that was interrupted is carried on: goods go in as one piece, members are found
again, and a story that was begun is not told twice; its shop goes on from where it stopped.
"""

from __future__ import annotations

from datetime import timedelta

from tuanzi.apps import staff
from tuanzi.apps.seed import coupons, goods, people, present, savings
from tuanzi.apps.seed.clockwork import Clockwork, bring_provider_home, send_provider_out
from tuanzi.apps.seed.gallery import Gallery
from tuanzi.apps.seed.scale import FULL, Scale
from tuanzi.apps.seed.story import Story
from tuanzi.kernel import clock
from tuanzi.kernel.clock_store import read_shift
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.people.access import api as access
from tuanzi.people.access.errors import EmailTaken

OWNER = "owner@demo.tuanzi"


async def run(db: Database, config: Config, scale: Scale = FULL) -> list[str]:
    """Put the demo in, once; lines for the operator (the owner's one-time password). Nothing happens where it already is."""
    if not config.sandbox:
        return ["the demo belongs in a sandbox; nothing was put in"]
    notes: list[str] = []
    if OWNER not in {each.email for each in await access.staff_page(db.reader, None, 100)}:
        notes.append(await _in_the_past(db, config, scale))
        await Clockwork(db).settle()
    # Last: the password is told once, so nothing may fail between making it and telling it.
    try:
        password = await staff.create(db, OWNER, "owner", "店主小满")
        notes.append(f"staff sign-in: {OWNER}, one-time password {password}")
    except EmailTaken:
        pass
    return notes


async def _in_the_past(db: Database, config: Config, scale: Scale) -> str:
    """Put it in under a clock of its own. Nobody waits for the disk: what a power cut takes is carried on."""
    hurried = await Database.connect(f"{db.url}{'&' if '?' in db.url else '?'}synchronous_commit=off")
    before = clock.shift()
    bring_provider_home(config, hurried)
    try:
        return await _put_in(hurried, config, scale)
    finally:
        clock.set_shift(before)
        send_provider_out(config)
        await hurried.close()


async def _put_in(db: Database, config: Config, scale: Scale) -> str:
    ends_at = clock.real_now() + max(clock.shift(), await read_shift(db.reader))
    begins_at = ends_at - timedelta(days=scale.days)
    async with Gallery(scale) as gallery:
        if await goods.is_there(db):
            # Its pictures may have been lost; those that are there are the same.
            await gallery.hang()
            shop = await goods.look_up(db)
            await Clockwork(db).settle()
            return f"demo shop: {len(shop.goods)} products; an earlier start was interrupted, its story ends there"
        Clockwork(db).at(begins_at - people.EARLIER * 1.1)
        shop = await goods.put_in(db, gallery, ends_at + goods.LISTED_IN)
        await coupons.publish(db, begins_at, ends_at)
        story = Story(db, config, scale, shop, people.invent(scale, begins_at, ends_at), (begins_at, ends_at))
        await story.tell()
        await present.arrange(story)
        await savings.publish(db, ends_at)
    return f"demo shop: {len(shop.goods)} products, {scale.members} members, {scale.days} days of trade"
