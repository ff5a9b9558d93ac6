"""The words of consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from tuanzi.kernel.ids import Id
from tuanzi.people.accounts.contracts import MemberId

TITLE_LENGTH_MAX = 60
TEXT_LENGTH_MAX = 20_000
RECIPIENT_LENGTH_MAX = 40
RECIPIENTS_MAX = 100
HISTORY_MAX = 500
EXPORT_KEPT = timedelta(days=7)
EXPORTS_PER_DAY_MAX = 3
LINK_TTL_S = 600
LANGUAGES = ("zh-CN", "en")


class EntryId(Id, prefix="csn"):
    """One decision of a member."""


class ExportId(Id, prefix="dxp"):
    """One archive of a member's data."""


class Kind(StrEnum):
    """What a member is asked."""

    TERMS = "terms"
    PRIVACY = "privacy"
    RECOMMENDATIONS = "recommendations"
    MARKETING = "marketing"
    THIRD_PARTY = "third_party"


REQUIRED = (Kind.TERMS, Kind.PRIVACY)
"""Without these nobody shops here; they end with the account."""
Origin = Literal["sign_in", "sheet", "settings", "console", "merge"]
"""Where a decision was made."""
ExportState = Literal["waiting", "ready", "failed", "expired"]


@dataclass(frozen=True, slots=True)
class Document:
    """One version of what is asked, in every language. Versions count from 1."""

    kind: Kind
    version: int
    title: dict[str, str]
    text: dict[str, str]
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside who gets data: who, what for, and which data."""

    code: str
    name: dict[str, str]
    purpose: dict[str, str]
    data: dict[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a member decides. ``recipient`` only for third parties; empty is the general consent."""

    kind: Kind
    version: int
    is_given: bool
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as it stands in the history."""

    id: EntryId
    member_id: MemberId
    decision: Decision
    origin: Origin
    ip: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How one question stands: the present document, and the last decision about it (None: never asked)."""

    document: Document
    last: Entry | None

    @property
    def is_given(self) -> bool:
        """Whether a consent is in force, at whatever version."""
        return self.last is not None and self.last.decision.is_given

    @property
    def is_needed(self) -> bool:
        """Whether the member has to be asked before going on."""
        return self.document.kind in REQUIRED and (
            not self.is_given or (self.last is not None and self.last.decision.version < self.document.version)
        )


@dataclass(frozen=True, slots=True)
class DataExport:
    """An archive: asked for by the member, or by staff (``staff_id``)."""

    id: ExportId
    member_id: MemberId
    staff_id: UUID | None
    state: ExportState
    file_key: str | None
    size: int | None
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many members gave and withdrew a kind of consent, by its version."""

    kind: Kind
    version: int
    given: int
    withdrawn: int
