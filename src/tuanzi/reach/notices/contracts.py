"""Words of notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tuanzi.kernel.ids import Id
from tuanzi.people.accounts.contracts import MemberId

IDS_PER_CALL_MAX = 100
KEEP = timedelta(days=365)
UNREAD_COUNTED_MAX = 999


class MessageId(Id, prefix="msg"):
    """A message to a member."""


class LinkKind(StrEnum):
    """Where a message leads."""

    ORDER = "order"
    TEAM = "team"
    PRODUCT = "product"
    WALLET = "wallet"
    COUPONS = "coupons"


@dataclass(frozen=True, slots=True)
class MessageLink:
    """The page behind a message; ``id`` is a wire id, empty for the wallet and the coupons."""

    kind: LinkKind
    id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written: its texts are ``notices.<kind>.title`` and ``.body`` with ``fields`` in their places."""

    member_id: MemberId
    kind: str
    link: MessageLink | None
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A message in its member's inbox."""

    id: MessageId
    member_id: MemberId
    kind: str
    fields: dict[str, Any]
    link: MessageLink | None
    at: datetime
    read_at: datetime | None
