"""Facts of consent."""

from __future__ import annotations

from dataclasses import dataclass

from tuanzi.kernel.facts import fact
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent.contracts import ExportId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Recorded when a member agrees to a version of a document, or to a recipient."""

    member_id: MemberId
    kind: str
    version: int
    recipient: str


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """Recorded when a member takes a consent back; whoever acted on it stops."""

    member_id: MemberId
    kind: str
    version: int
    recipient: str


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ExportReady:
    """Recorded when an archive of a member's data can be fetched; ``by_staff`` when somebody of the house had asked for it."""

    member_id: MemberId
    export_id: ExportId
    by_staff: bool
