"""Months of events: made before they begin, forgotten when they are too old."""

from __future__ import annotations

from tuanzi.insight.tracking import repository
from tuanzi.insight.tracking.contracts import MONTHS_AHEAD, MONTHS_KEPT
from tuanzi.kernel import calendar, clock
from tuanzi.kernel.db import Tx


async def prepare_partitions(tx: Tx) -> list[str]:
    """Make the partitions of this month, the next ones, and of every month whose events wait; the names of the new."""
    existing = await repository.partitions(tx)
    first, following = calendar.month_of(clock.now())
    wanted = [(first, following)]
    for _ in range(MONTHS_AHEAD):
        wanted.append(calendar.month_of(wanted[-1][1]))
    wanted += [calendar.month_of(month) for month in await repository.waiting_months(tx)]
    made = []
    for first, following in dict.fromkeys(wanted):
        name = repository.partition_name(first)
        if name not in existing:
            await repository.add_partition(tx, first, following)
            made.append(name)
    return made


async def forget_partitions(tx: Tx) -> list[str]:
    """Drop the months that are older than we keep; their names."""
    now = clock.now()
    oldest_kept = now.year * 12 + now.month - 1 - MONTHS_KEPT
    forgotten = []
    for name in sorted(await repository.partitions(tx)):
        match = repository.PARTITION.fullmatch(name)
        if match and int(match[1]) * 12 + int(match[2]) - 1 < oldest_kept:
            await repository.drop_partition(tx, name)
            forgotten.append(name)
    return forgotten
