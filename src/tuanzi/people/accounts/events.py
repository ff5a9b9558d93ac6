"""Facts of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tuanzi.kernel.facts import fact
from tuanzi.people.accounts.contracts import MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class MemberSignedUp:
    """Recorded when a phone or WeChat identity signs in for the first time and a member is made for it."""

    member_id: MemberId
    visitor_id: str | None


@fact(version=1)
@dataclass(frozen=True, slots=True)
class MemberErased:
    """Recorded when an account is erased; nothing personal is left when it is heard."""

    member_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class MembersMerged:
    """Recorded when one account has taken over another."""

    member_id: MemberId
    source_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class MemberSignedIn:
    """Recorded at every sign-in, also the first; not when a session is carried on."""

    member_id: MemberId
    visitor_id: str | None


@fact(version=1)
@dataclass(frozen=True, slots=True)
class AdviserChanged:
    """Recorded when a member gets another adviser, or none any more."""

    member_id: MemberId
    adviser_id: UUID | None
