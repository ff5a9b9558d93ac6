"""The installation's clock in a sandbox: one row, followed by every process, moved by the console or the command line."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import asyncpg

from tuanzi.kernel import clock
from tuanzi.kernel.clock_store import read_shift
from tuanzi.kernel.db import Database

POLL_S = 0.5


async def follow_clock(db: Database) -> None:
    """Keep this process on the installation's clock until cancelled."""
    while True:
        with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            clock.set_shift(await read_shift(db.reader))
        await asyncio.sleep(POLL_S)


def parse_shift(text: str) -> timedelta:
    """``+3d``, ``90m``, ``2h30m``, ``45s`` as a duration. Raises ``ValueError`` for anything else."""
    units = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
    seconds, digits = 0, ""
    for char in text.strip().removeprefix("+"):
        if char.isdigit():
            digits += char
        elif char in units and digits:
            seconds += int(digits) * units[char]
            digits = ""
        else:
            raise ValueError(f"not a duration: {text}")
    if digits:
        raise ValueError(f"a unit is missing in {text}")
    return timedelta(seconds=seconds)
