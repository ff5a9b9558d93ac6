"""The stored shift of a sandbox's clock, so that web, worker and command line agree on the time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Table

from tuanzi.kernel.db import Tx, metadata

clock_shift = Table(
    "clock_shift",
    metadata,
    Column("single", Boolean, CheckConstraint("single", name="one_row"), primary_key=True, server_default="true"),
    Column("shift_s", BigInteger, nullable=False),
)


async def read_shift(tx: Tx) -> timedelta:
    """How far the installation's clock is ahead of the machine's; zero unless somebody moved it."""
    seconds = await tx.fetchval("SELECT shift_s FROM clock_shift")
    return timedelta(seconds=seconds or 0)


async def write_shift(tx: Tx, shift: timedelta) -> None:
    """Move the clock of every process (each follows within a second)."""
    await tx.execute(
        "INSERT INTO clock_shift (single, shift_s) VALUES (true, $1) ON CONFLICT (single) DO UPDATE SET shift_s = EXCLUDED.shift_s",
        int(shift.total_seconds()),
    )
