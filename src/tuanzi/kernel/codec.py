"""Plain JSON values for facts, job arguments and snapshots: one pydantic adapter per type, built on first use."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """The adapter of a type; frozen dataclasses, ids, Money, enums and datetimes all have one."""
    return TypeAdapter(kind)


def dump(kind: Any, value: Any) -> Any:
    """``value`` as JSON-ready Python."""
    return adapter(kind).dump_python(value, mode="json")


def load(kind: Any, value: Any) -> Any:
    """The inverse of ``dump``; raises pydantic's ValidationError for what does not fit."""
    return adapter(kind).validate_python(value)
