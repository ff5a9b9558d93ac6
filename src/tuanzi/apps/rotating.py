"""``tuanzi rotate-keys``: every sealed column of the whole schema, with a line of progress for each."""

from __future__ import annotations

from collections.abc import Callable

from tuanzi import schema
from tuanzi.kernel.db import Database
from tuanzi.kernel.keys.reseal import Progress, reseal

EVERY = 10_000


async def rotate(db: Database, say: Callable[[str], None]) -> int:
    """Seal everything anew and tell how it goes; how many values."""
    told: dict[str, int] = {}

    def tell(progress: Progress) -> None:
        name = f"{progress.column.table}.{progress.column.column}"
        if progress.seen - told.get(name, -EVERY) >= EVERY:
            told[name] = progress.seen
            say(f"{name}: {progress.seen} seen, {progress.resealed} sealed anew")

    assert schema.metadata.tables, "importing it loads every table"
    return await reseal(db, tell)
