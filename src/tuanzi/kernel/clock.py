"""The one source of time. ``now()`` is aware UTC; in a sandbox the whole product can run on a shifted clock.

The shift is a number of seconds added to the machine's clock. It is kept in the database (``kernel_clock``) so that
every process of one installation agrees, and read back by each process at start and when told.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_shift = timedelta(0)


def now() -> datetime:
    """The current business time, aware, in UTC."""
    return datetime.now(UTC) + _shift  # noqa: TID251 - the only place that reads the machine's clock


def real_now() -> datetime:
    """The machine's own time, for leases and measurements that must not follow a shift."""
    return datetime.now(UTC)  # noqa: TID251 - see above


def shift() -> timedelta:
    """How far ``now()`` is ahead of the machine."""
    return _shift


def set_shift(value: timedelta) -> None:
    """Set the shift of this process. Only the sandbox control, the command line and tests call this."""
    global _shift  # noqa: PLW0603 - one clock per process is the point
    _shift = value
