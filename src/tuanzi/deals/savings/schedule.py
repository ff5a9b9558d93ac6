"""When a saving counts. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.deals.savings.contracts import DAY_MINUTES, When
from tuanzi.kernel import calendar

LOOK_AHEAD_DAYS = 62
"""No rule of weekdays and days of the month leaves a longer gap."""


def is_on(when: When, now: datetime) -> bool:
    """Whether it counts at this moment."""
    if not when.starts_at <= now < when.ends_at:
        return False
    local = now.astimezone(calendar.SHANGHAI)
    if not _is_its_day(when, local):
        return False
    return when.from_minute <= local.hour * 60 + local.minute < when.until_minute


def _is_its_day(when: When, local: datetime) -> bool:
    if not when.weekdays and not when.month_days:
        return True
    return local.isoweekday() in when.weekdays or local.day in when.month_days


def times(when: When, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Every stretch within [since, until) in which it counts, in order (UTC)."""
    since, until = max(since, when.starts_at), min(until, when.ends_at)
    if since >= until:
        return []
    is_whole = not when.weekdays and not when.month_days and when.from_minute == 0 and when.until_minute == DAY_MINUTES
    if is_whole:
        return [(since, until)]
    found = []
    day = calendar.day_of(since)
    while (begins := calendar.start_of(day)) < until:
        if _is_its_day(when, begins.astimezone(calendar.SHANGHAI)):
            opens = max(since, begins + timedelta(minutes=when.from_minute))
            closes = min(until, begins + timedelta(minutes=when.until_minute))
            if opens < closes:
                found.append((opens, closes))
        day += timedelta(days=1)
    return found


def ends_next(when: When, now: datetime) -> datetime:
    """When the present stretch is over; ``ends_at`` when it does not count now."""
    found = times(when, now, now + timedelta(days=LOOK_AHEAD_DAYS))
    return found[0][1] if found and found[0][0] <= now else when.ends_at
