"""Shop-local days. Everything else in the product lives in UTC; only here does a day have a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime, zone: ZoneInfo = SHANGHAI) -> date:
    """The shop's calendar day in which ``moment`` falls."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo = SHANGHAI) -> datetime:
    """The first instant of ``day`` in the shop, as UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def month_of(moment: datetime) -> tuple[datetime, datetime]:
    """The UTC month around ``moment`` as [first instant, first instant of the next): the grid of our partitions."""
    first = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following
