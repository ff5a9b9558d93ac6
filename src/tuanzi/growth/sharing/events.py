"""What happens in sharing."""

from __future__ import annotations

from dataclasses import dataclass

from tuanzi.growth.sharing.contracts import LinkId
from tuanzi.kernel.facts import fact
from tuanzi.people.accounts.contracts import MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class LinkMade:
    """Recorded when a member or guest shares something on a channel for the first time."""

    link_id: LinkId
    sharer_id: MemberId | None
    scene: str
    target_id: str
    channel: str


@fact(version=1)
@dataclass(frozen=True, slots=True)
class LinkTouched:
    """Recorded when a visitor comes through somebody else's link for the first time that day."""

    link_id: LinkId
    sharer_id: MemberId | None
    member_id: MemberId | None
