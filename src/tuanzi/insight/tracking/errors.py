"""Why an event is not taken. These never fail a batch: they are told per event."""

from tuanzi.kernel.errors import BadInput


class UnknownEvent(BadInput):
    """The catalogue has no such name, or not in this version."""

    code = "tracking.unknown_event"


class BadEventId(BadInput):
    """The id is not a UUID."""

    code = "tracking.bad_id"


class BadTime(BadInput):
    """The time is not an ISO 8601 instant."""

    code = "tracking.bad_time"


class BadProperties(BadInput):
    """The properties are not those of the event."""

    code = "tracking.bad_properties"


class PeriodTooLong(BadInput):
    """Counts are read for at most ``days`` days at once."""

    code = "tracking.period_too_long"
