"""What facts exist and who reacts to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx

F = TypeVar("F")
T = TypeVar("T")
_facts: dict[str, type[Any]] = {}
_names: dict[type[Any], tuple[str, int]] = {}


class Delivery(Generic[F]):
    """One fact on its way to one reactor. ``payload`` is as stored; ``fact`` is read from it when first asked for.

    Reading costs more than everything else a projection does, so one that only stores payloads should not ask.
    """

    __slots__ = ("_fact", "fact_id", "messages", "name", "payload", "position", "recorded_at")

    def __init__(self, payload: dict[str, Any], name: str, fact_id: UUID, position: int, recorded_at: datetime) -> None:
        self.payload = payload
        self.name = name
        self.fact_id = fact_id
        self.position = position
        self.recorded_at = recorded_at
        self.messages: list[tuple[str, str, dict[str, Any]]] = []
        self._fact: F | None = None

    @property
    def fact(self) -> F:
        """The fact itself. Raises pydantic's ValidationError if the payload does not fit its class any more."""
        if self._fact is None:
            read: F = codec.load(_facts[self.name], self.payload)
            self._fact = read
        return self._fact

    @property
    def kind(self) -> type[Any]:
        """The class of the fact, known without reading it."""
        return _facts[self.name]

    def publish(self, topic: str, event: str, data: dict[str, Any]) -> None:
        """Send to the clients listening on ``topic`` once this delivery is committed."""
        self.messages.append((topic, event, data))


@dataclass(frozen=True, slots=True)
class Reactor:
    """A named consumer: ``handle`` gets a batch in order, in one transaction with the cursor."""

    name: str
    facts: tuple[str, ...]
    handle: Callable[[Tx, list[Delivery[Any]]], Awaitable[None]]


_reactors: dict[str, Reactor] = {}


def fact(*, version: int = 1) -> Callable[[type[T]], type[T]]:
    """Register a frozen dataclass of ``events.py`` as a fact. Its name is ``<domain>.<Class>``; raise ``version`` on change."""

    def register(kind: type[T]) -> type[T]:
        name = f"{kind.__module__.split('.')[-2]}.{kind.__name__}"
        if name in _facts:
            raise ValueError(f"{name} is registered twice")
        _facts[name] = kind
        _names[kind] = (name, version)
        return kind

    return register


def fact_name(kind: type[Any]) -> tuple[str, int]:
    """Name and version of a fact class."""
    return _names[kind]


def all_facts() -> dict[str, type[Any]]:
    """The catalogue, by name."""
    return dict(_facts)


def reactors() -> dict[str, Reactor]:
    """Every reactor that wiring imported, by name."""
    return dict(_reactors)


def listeners() -> list[tuple[str, str]]:
    """Who hears what: every pair of a fact's name and a reactor's."""
    return [(name, reactor.name) for reactor in _reactors.values() for name in reactor.facts]


def _register(function: Any, kinds: tuple[type[Any], ...], handle: Callable[[Tx, list[Delivery[Any]]], Awaitable[None]]) -> None:
    name = f"{function.__module__.split('.')[-2]}.{function.__name__}"
    if name in _reactors:
        raise ValueError(f"{name} is registered twice")
    _reactors[name] = Reactor(name, tuple(_names[kind][0] for kind in kinds), handle)


def on(kind: type[F]) -> Callable[[Callable[[Tx, F, Delivery[F]], Awaitable[None]]], Callable[[Tx, F, Delivery[F]], Awaitable[None]]]:
    """React to one kind of fact, one at a time. The handler must be idempotent by ``delivery.fact_id``."""

    def register(function: Callable[[Tx, F, Delivery[F]], Awaitable[None]]) -> Callable[[Tx, F, Delivery[F]], Awaitable[None]]:
        async def handle(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
            for delivery in deliveries:
                await function(tx, delivery.fact, delivery)

        _register(function, (kind,), handle)
        return function

    return register


def on_many(
    *kinds: type[Any],
) -> Callable[[Callable[[Tx, list[Delivery[Any]]], Awaitable[None]]], Callable[[Tx, list[Delivery[Any]]], Awaitable[None]]]:
    """React to several kinds, a batch at a time: for projections that write many rows in one statement."""

    def register(function: Callable[[Tx, list[Delivery[Any]]], Awaitable[None]]) -> Callable[[Tx, list[Delivery[Any]]], Awaitable[None]]:
        _register(function, kinds, function)
        return function

    return register
