"""Words of tracking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tuanzi.people.accounts.contracts import MemberId

BATCH_MAX = 50
EVENT_ID_LENGTH_MAX = 64
NAME_LENGTH_MAX = 80
LATE_MAX = timedelta(days=7)
"""How long a phone may keep an event before it is sent. An older one is taken as exactly this old."""
SKEW_IGNORED = timedelta(seconds=5)
"""A difference of clocks below this is the way through the network, not a wrong clock."""
MONTHS_AHEAD = 2
MONTHS_KEPT = 25
DAYS_COUNTED_MAX = 92


class Source(StrEnum):
    """Who said it: a domain by a fact, or a shopper's client."""

    SERVER = "server"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Event:
    """One event as stored. ``occurred_at`` is the corrected time; ``is_robot`` by the user agent."""

    id: UUID
    occurred_at: datetime
    received_at: datetime
    name: str
    version: int
    source: Source
    visitor_id: str | None
    member_id: MemberId | None
    is_robot: bool
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SentEvent:
    """An event as a client sends it, not yet believed."""

    id: str
    name: str
    version: int
    at: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a batch. Without consent neither the member nor the visitor is kept."""

    visitor_id: str | None
    member_id: MemberId | None
    user_agent: str
    ip: str
    has_consent: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """An event that was not taken, and why: an error code of this domain."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The outcome of a batch. ``count`` includes events we already had."""

    count: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often an event happened on a shop day (robots apart), and by how many visitors or members."""

    day: str
    name: str
    events: int
    people: int
    robots: int
