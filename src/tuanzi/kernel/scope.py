"""How far a permission reaches: over everything, or only over what belongs to some members or lies at some places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Reach = Literal["whole", "own", "common"]
"""What an endpoint touches. ``own``: things of members or places, and its handler, or a guard of its path, keeps to the caller's scope.
``common``: what belongs to no member and no place, for everybody with the permission. ``whole``, unless one says otherwise: everything at
once, and whoever's permission is narrower is refused.
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, or what belongs to any of these members or lies at any of these places."""

    is_whole: bool = False
    members: frozenset[UUID] = frozenset()
    places: frozenset[UUID] = frozenset()

    def has_member(self, member_id: UUID) -> bool:
        """Whether what this member has is within."""
        return self.is_whole or member_id in self.members

    def has_place(self, place_id: UUID) -> bool:
        """Whether what lies there is within."""
        return self.is_whole or place_id in self.places

    def covers(self, other: Scope) -> bool:
        """Whether all that is within ``other`` is within this."""
        return self.is_whole or (not other.is_whole and other.members <= self.members and other.places <= self.places)

    def asked_members(self) -> list[UUID] | None:
        """For a list of people: whose things to show, None for everybody's."""
        return None if self.is_whole else sorted(self.members)

    def asked_places(self) -> list[UUID] | None:
        """For a list of places: which ones to show, None for all."""
        return None if self.is_whole else sorted(self.places)


WHOLE = Scope(is_whole=True)
NOTHING = Scope()


@dataclass(frozen=True, slots=True)
class Grants:
    """What a staff member may do at this moment, and how far each permission reaches."""

    scopes: Mapping[str, Scope] = field(default_factory=dict)

    def __contains__(self, permission: object) -> bool:
        return permission in self.scopes

    def scope(self, permission: str | None) -> Scope:
        """Over what; nothing for who does not hold it."""
        return self.scopes.get(permission or "", NOTHING)

    @property
    def narrow(self) -> frozenset[str]:
        """The permissions that do not reach over everything."""
        return frozenset(name for name, scope in self.scopes.items() if not scope.is_whole)
