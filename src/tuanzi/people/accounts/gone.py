"""Accounts that were given up a moment ago: their access tokens are still genuine for minutes, and must open nothing.

Tokens are believed without a look into the database, so each process keeps this short list in memory and reads it every other second.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from uuid import UUID

import asyncpg

from tuanzi.kernel import clock, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.people.accounts import repository_life as life

POLL_S = 2.0
_gone: set[UUID] = set()


def is_gone(principal_id: UUID) -> bool:
    """Whether the account of a genuine token was given up."""
    return principal_id in _gone


def refuse(principal_id: UUID) -> None:
    """At once in this process; the others hear of it within seconds."""
    _gone.add(UUID(int=principal_id.int))


async def follow_gone(db: Database) -> None:
    """Keep the list of this process until cancelled."""
    while True:
        with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            _gone.update(await life.recently_gone(db.reader, clock.now() - timedelta(seconds=2 * ports.get(Config).access_token_s)))
        await asyncio.sleep(POLL_S)
