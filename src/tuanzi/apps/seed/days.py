"""When people shop: mornings, noon and above all evenings; more on Saturdays; more from week to week. Pure."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tuanzi.kernel.calendar import day_of, start_of

HOURS = (0.6, 0.25, 0.1, 0.06, 0.06, 0.2, 0.7, 1.6, 2.4, 2.9, 3.2, 3.3, 3.6, 3.0, 2.4, 2.4, 2.6, 3.0, 3.8, 5.2, 7.0, 7.4, 5.0, 2.2)
DAYTIME = range(9, 17)
WEEKDAYS = (0.92, 0.9, 0.95, 0.98, 1.08, 1.28, 1.22)
GROWTH_FROM, GROWTH_TO = 0.62, 1.38


def _hour_weights(day: date) -> tuple[float, ...]:
    """On days off the morning is longer and the noon peak flatter."""
    if day.weekday() < 5:  # noqa: PLR2004 - Monday to Friday
        return HOURS
    return tuple(weight * (1.25 if hour in DAYTIME else 1.0) for hour, weight in enumerate(HOURS))


def moments(chance: random.Random, count: int, begins_at: datetime, ends_at: datetime) -> list[datetime]:
    """About ``count`` moments in the period, in order."""
    days = (day_of(ends_at) - day_of(begins_at)).days + 1
    weights = []
    for number in range(days):
        day = day_of(begins_at) + timedelta(days=number)
        growth = GROWTH_FROM + (GROWTH_TO - GROWTH_FROM) * number / max(1, days - 1)
        weights.append(growth * WEEKDAYS[day.weekday()] * chance.uniform(0.9, 1.1))
    found = []
    for number, weight in enumerate(weights):
        day = day_of(begins_at) + timedelta(days=number)
        for _ in range(round(count * weight / sum(weights))):
            hour = chance.choices(range(24), _hour_weights(day))[0]
            found.append(start_of(day) + timedelta(hours=hour, seconds=chance.randrange(3600)))
    return sorted(moment for moment in found if begins_at <= moment < ends_at)


def office_hours(begins_at: datetime, ends_at: datetime, *hours: float) -> list[datetime]:
    """The moments of every day at these shop-local hours."""
    days = (day_of(ends_at) - day_of(begins_at)).days + 1
    all_days = [day_of(begins_at) + timedelta(days=number) for number in range(days)]
    found = [start_of(day) + timedelta(hours=hour) for day in all_days for hour in hours]
    return [moment for moment in found if begins_at <= moment < ends_at]
