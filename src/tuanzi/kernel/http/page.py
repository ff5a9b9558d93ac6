"""Lists by keyset: a cursor names the last row seen, so a page costs the same however deep it is."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson

from tuanzi.kernel.errors import BadInput
from tuanzi.kernel.http.wire import YEAR_MAX, YEAR_MIN, Wire

T = TypeVar("T")
LIMIT_MAX = 100
LIMIT_DEFAULT = 20
PART_LENGTH_MAX = 200


class BadCursor(BadInput):
    """A cursor that we did not give out."""

    code = "kernel.bad_cursor"


class Page(Wire, Generic[T]):
    """A piece of a list; ``next`` is the cursor for the following piece or null at the end."""

    items: list[T]
    next: str | None = None


def encode_cursor(*key: Any) -> str:
    """An opaque cursor from the sort key of the last row."""
    return base64.urlsafe_b64encode(orjson.dumps(key, default=str)).decode().rstrip("=")


def decode_cursor(cursor: str | None, length: int) -> list[Any] | None:
    """The sort key again; None at the start. Raises ``BadCursor``."""
    if cursor is None:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise BadCursor from error
    if not isinstance(key, list) or len(key) != length or not all(map(_is_plain, key)):
        raise BadCursor
    return key


def _is_plain(part: Any) -> bool:
    """Texts that can be kept and whole numbers of 64 bits: nothing else was ever given out."""
    if isinstance(part, str):
        return len(part) <= PART_LENGTH_MAX and "\0" not in part
    return part is None or (isinstance(part, int) and -(2**63) <= part < 2**63)


def whole(part: Any) -> int:
    """A whole number in a cursor. Raises ``ValueError``."""
    if not isinstance(part, int):
        raise ValueError("not a whole number")  # noqa: TRY004 - what a cursor says is a value, not our mistake
    return part


def moment(part: str) -> datetime:
    """A point in time in a cursor. Raises ``ValueError`` for one without a zone or out of our time."""
    value = datetime.fromisoformat(part)
    if value.tzinfo is None or not YEAR_MIN <= value.year <= YEAR_MAX:
        raise ValueError("not a moment")
    return value


def read_cursor(cursor: str | None, *kinds: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """The sort key with each part read by its kind (``OrderId.parse``, ``moment``). Raises ``BadCursor``."""
    key = decode_cursor(cursor, len(kinds))
    if key is None:
        return None
    try:
        return tuple(kind(part) for kind, part in zip(kinds, key, strict=True))
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise BadCursor from error
