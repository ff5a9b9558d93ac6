"""What the house keeps about a person, part by part: told to them, forgotten, or moved to their other account.

Every domain with rows about a member brings a ``personal.py``, which ends with ``personal.bring("orders", export=…, erase=…, merge=…)``.
Wiring names these files, the upper layers first: who stands on others lets go before them. The flows that export, erase and merge
know only this list, so a new domain is heard of without any of them being changed; a test finds tables about members without a part.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tuanzi.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is about. ``words`` are their phone, e-mail and names in clear: for those who keep text and no id. Never stored, never logged."""

    id: UUID
    phone: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an account cannot be erased yet: a code of the domain with its fields; the text says what to do."""

    code: str
    fields: dict[str, Any] = field(default_factory=dict)


Export = Callable[[Tx, UUID], Awaitable[Any]]
Erase = Callable[[Tx, Person], Awaitable[None]]
Merge = Callable[[Tx, UUID, UUID], Awaitable[None]]
Obstacles = Callable[[Tx, UUID], Awaitable[list[Obstacle]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One domain's share. ``merge`` moves everything of the first member to the second. All may be repeated."""

    name: str
    export: Export | None
    erase: Erase | None
    merge: Merge | None
    obstacles: Obstacles | None


_parts: dict[str, Part] = {}


def bring(
    name: str, *, export: Export | None = None, erase: Erase | None = None, merge: Merge | None = None, obstacles: Obstacles | None = None
) -> None:
    """Say what a domain does with its share of a person."""
    _parts[name] = Part(name, export, erase, merge, obstacles)


def parts() -> list[Part]:
    """All parts, in the order in which wiring named them."""
    return list(_parts.values())


async def export_all(tx: Tx, member_id: UUID) -> dict[str, Any]:
    """Everything personal, by domain, as plain values."""
    return {part.name: await part.export(tx, member_id) for part in parts() if part.export}


async def obstacles(tx: Tx, member_id: UUID) -> list[Obstacle]:
    """Everything that stands against erasing the account now."""
    return [found for part in parts() if part.obstacles for found in await part.obstacles(tx, member_id)]


async def erase_all(tx: Tx, person: Person) -> None:
    """Forget the person, everywhere."""
    for part in parts():
        if part.erase:
            await part.erase(tx, person)


async def merge_all(tx: Tx, source: UUID, target: UUID) -> None:
    """Give everything of ``source`` to ``target``."""
    for part in parts():
        if part.merge:
            await part.merge(tx, source, target)
