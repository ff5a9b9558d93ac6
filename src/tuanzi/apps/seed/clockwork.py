"""Time in the demo: what happened long ago happens now, under a clock that stands there.

Only this process lives in the past. Its shift is put back at the end; the installation's own clock is never touched.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import httpx
from starlette.applications import Starlette

from tuanzi.adapters.sandbox_pay import gateway
from tuanzi.adapters.sandbox_pay.install import install
from tuanzi.kernel import clock
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.facts.dispatcher import Dispatcher, undelivered
from tuanzi.kernel.jobs.runner import Runner

ROUNDS_MAX = 2000
PAUSE_S = 0.02
BATCH = 200
"""Small, for reactors run beside each other and each holds what it touched until its batch ends."""


async def _nobody_listens(_: list[Any]) -> None:
    return


class Clockwork:
    """Moves this process through time and does what is due there."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._dispatcher = Dispatcher(db, _nobody_listens, batch=BATCH)
        self._runner = Runner(db)

    def at(self, moment: datetime) -> None:
        """It is now ``moment``."""
        clock.set_shift(moment - clock.real_now())

    async def timers(self) -> None:
        """Run the jobs that are due, and what they ask for at once."""
        while await self._runner.run_once():
            continue

    async def settle(self) -> None:
        """Let every fact and every due job have its effect before anybody looks."""
        for _ in range(ROUNDS_MAX):
            if await self._dispatcher.run_once() + await self._runner.run_once():
                continue
            # A fact waits until every older transaction of the whole cluster has ended, also one of somebody else's database.
            if not await undelivered(self.db.reader):
                return
            await asyncio.sleep(PAUSE_S)


def bring_provider_home(config: Config, db: Database) -> None:
    """Let the pretend provider answer within this process, for no web process may be there yet."""
    if config.payment.provider == "sandbox" and not config.payment.sandbox_url:
        answering = Starlette(routes=gateway.routes(config, db))
        install(config, httpx.ASGITransport(app=answering, raise_app_exceptions=False))


def send_provider_out(config: Config) -> None:
    """Reach the provider over the network again."""
    if config.payment.provider == "sandbox":
        install(config)
