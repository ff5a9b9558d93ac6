"""The words of audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

ActorKind = Literal["staff", "member", "system"]
GENESIS = bytes(32)
"""What stands before the first entry."""
VERIFY_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to which object. ``before``/``after`` hold only what changed, never a phone, an address or a secret in clear."""

    actor_kind: ActorKind
    actor_id: str
    action: str
    object_kind: str
    object_id: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    ip: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry in the chain: its number, its time, and the hash over itself and everything before it."""

    position: int
    at: datetime
    entry: Entry
    hash: str


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; every part narrows. ``area`` is what an action begins with: ``orders`` for every ``orders.…``."""

    actor_id: str | None = None
    action: str | None = None
    area: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    ip: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A walk over the whole chain: when, up to which number, and what was found. ``asked_by`` is the actor; 'clock' at night."""

    at: datetime
    position: int
    problems: tuple[str, ...]
    asked_by: str
