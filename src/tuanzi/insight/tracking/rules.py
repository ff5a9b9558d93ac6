"""Pure decisions of tracking: is this an event, and when did it happen."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from pydantic import ValidationError

from tuanzi.insight.tracking.catalogue import CLIENT_EVENTS
from tuanzi.insight.tracking.contracts import LATE_MAX, SKEW_IGNORED, Event, Sender, SentEvent, Source
from tuanzi.insight.tracking.errors import BadEventId, BadProperties, BadTime, UnknownEvent
from tuanzi.kernel.agents import is_robot


def occurred(at: datetime, sent_at: datetime | None, received_at: datetime) -> datetime:
    """When it happened by our clock. ``sent_at`` is the client's clock at sending: the difference to ours is its error.

    Never in the future, and never more than ``LATE_MAX`` ago: a clock that wrong tells us nothing more.
    """
    skew = received_at - sent_at if sent_at else None
    corrected = at + skew if skew is not None and abs(skew) > SKEW_IGNORED else at
    return max(received_at - LATE_MAX, min(corrected, received_at))


def instant(text: str) -> datetime:
    """An ISO 8601 instant with its offset. Raises ``BadTime``."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise BadTime
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadTime from error


def read(sent: SentEvent, sender: Sender, sent_at: datetime | None, received_at: datetime) -> Event:
    """The event as we keep it. Raises ``UnknownEvent``, ``BadEventId``, ``BadTime`` or ``BadProperties``."""
    kind = CLIENT_EVENTS.get((sent.name, sent.version))
    if kind is None:
        raise UnknownEvent
    try:
        event_id = UUID(sent.id)
    except ValueError as error:
        raise BadEventId from error
    try:
        properties = kind.model_validate(sent.properties).model_dump(mode="json", exclude_none=True)
    except ValidationError as error:
        raise BadProperties from error
    try:
        occurred_at = occurred(instant(sent.at), sent_at, received_at)
    except OverflowError as error:
        raise BadTime from error
    return Event(
        event_id,
        occurred_at,
        received_at,
        sent.name,
        sent.version,
        Source.CLIENT,
        sender.visitor_id if sender.has_consent else None,
        sender.member_id if sender.has_consent else None,
        is_robot(sender.user_agent),
        properties,
    )
