"""Where the outside is plugged in: a domain asks for a protocol of its ``ports.py``, wiring provides the adapter."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")
_provided: dict[Any, Any] = {}


def provide(port: type[T], implementation: T) -> None:
    """Choose the adapter of a port for this process; the last choice holds."""
    _provided[port] = implementation


def get(port: type[T]) -> T:
    """The adapter chosen for ``port``. Raises ``LookupError`` if wiring forgot it."""
    try:
        found: T = _provided[port]
    except KeyError:
        raise LookupError(f"no adapter for {port.__qualname__}") from None
    return found
