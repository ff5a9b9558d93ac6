"""Looking at events from the console."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tuanzi.insight.tracking import repository
from tuanzi.insight.tracking.contracts import DAYS_COUNTED_MAX, DayCount, Event
from tuanzi.insight.tracking.errors import PeriodTooLong
from tuanzi.kernel import calendar
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId


async def list_events(
    tx: Tx, name: str | None = None, member_id: MemberId | None = None, before: tuple[datetime, UUID] | None = None, limit: int = 20
) -> list[Event]:
    """Events, newest first; of one name and one member if given."""
    return await repository.list_events(tx, name, member_id, before, limit)


async def count_by_day(tx: Tx, first: date, last: date) -> list[DayCount]:
    """Events per shop day and name from ``first`` to ``last`` inclusive. Raises ``PeriodTooLong``."""
    if not 0 <= (last - first).days < DAYS_COUNTED_MAX:
        raise PeriodTooLong(days=DAYS_COUNTED_MAX)
    since, until = calendar.start_of(first), calendar.start_of(last + timedelta(days=1))
    return await repository.count_by_day(tx, since, until, calendar.SHANGHAI.key)
