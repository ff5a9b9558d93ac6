"""Whether somebody else's database can be used, found out before anything is started on it, so that the answer is a sentence."""

from __future__ import annotations

import os

import asyncpg

from tuanzi.kernel.settings_report import without_password

PATIENCE_S = 10


class Unreachable(Exception):
    """The configured database does not let us in; the message says why and what to try."""


async def reach(url: str) -> None:
    """Connect once. Raises ``Unreachable`` when nothing answers, when the answer is no, and when the address cannot be read."""
    try:
        connection = await asyncpg.connect(url, timeout=PATIENCE_S)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise Unreachable(
            f"The database {without_password(url)} cannot be used: {_why(error)}. "
            "See that PostgreSQL runs there and lets this user in, or correct TUANZI_DATABASE_URL."
        ) from error
    await connection.close()


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE_S} s"
    # The event loop writes the address into the place of the reason; the number still knows it.
    if isinstance(error, ConnectionError) and error.errno:
        return os.strerror(error.errno)
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return said.partition("\n")[0].rstrip(".")
