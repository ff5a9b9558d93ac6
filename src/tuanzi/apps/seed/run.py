"""``tuanzi seed``: everything goes in through the domains' own verbs, so every figure and every ledger entry is true."""

from __future__ import annotations

import asyncio
from typing import Any

from tuanzi.apps import staff
from tuanzi.apps.seed import goods, people
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.facts.dispatcher import Dispatcher, undelivered
from tuanzi.kernel.jobs.runner import Runner
from tuanzi.people.access.errors import EmailTaken

OWNER = "owner@demo.tuanzi"
ROUNDS_MAX = 2000
PAUSE_S = 0.02


async def run(db: Database, config: Config) -> list[str]:
    """Put the demo in, once; lines for the operator (the owner's one-time password). Nothing happens where it already is."""
    if not config.sandbox:
        return ["the demo belongs in a sandbox; nothing was put in"]
    notes: list[str] = []
    if not await goods.is_there(db):
        products = await goods.put_in(db)
        await settle(db)
        await people.put_in(db, products)
        await settle(db)
        notes.append(f"demo shop: {len(products)} products, {len(people.MEMBERS)} members")
    # Last: the password is told once, so nothing may fail between making it and telling it.
    try:
        password = await staff.create(db, OWNER, "owner", "店主小满")
        notes.append(f"staff sign-in: {OWNER}, one-time password {password}")
    except EmailTaken:
        pass
    return notes


async def settle(db: Database) -> None:
    """Let every fact and every due job have its effect before anybody looks."""

    async def nobody_listens(_: list[Any]) -> None:
        return

    dispatcher, runner = Dispatcher(db, nobody_listens), Runner(db)
    for _ in range(ROUNDS_MAX):
        if await dispatcher.run_once() + await runner.run_once():
            continue
        # A fact waits until every older transaction of the whole cluster has ended, also one of somebody else's database.
        if not await undelivered(db.reader):
            return
        await asyncio.sleep(PAUSE_S)
