"""What comes in: JSON as the standard has it, and text that a database can keep.

PostgreSQL refuses NUL characters and halves of surrogate pairs. They are refused here, for every endpoint at once, so that no
field anywhere has to think of them.
"""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Request

from tuanzi.kernel.errors import BadInput

NUL = "\0"


class UnkeepableText(BadInput):
    """A NUL character in a text."""

    code = "kernel.unkeepable_text"


class Intake(Request):
    """A request whose JSON is read strictly: no NaN, no lone surrogates, no bytes that are not UTF-8, bounded depth."""

    async def json(self) -> Any:
        """The body. Raises ``orjson.JSONDecodeError`` and ``UnkeepableText``."""
        if not hasattr(self, "_json"):
            body = await self.body()
            given = orjson.loads(body)
            if rb"\u0000" in body and _has_nul(given):
                raise UnkeepableText
            self._json = given
        return self._json


def take_in(request: Request) -> Intake:
    """The request, read strictly from here on. Raises ``UnkeepableText`` for its path and query."""
    if NUL in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise UnkeepableText
    return Intake(request.scope, request.receive)


def _has_nul(value: Any) -> bool:
    """``orjson`` has bounded the depth."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(NUL in key or _has_nul(each) for key, each in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
