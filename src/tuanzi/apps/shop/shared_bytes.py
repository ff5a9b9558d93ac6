"""Answers as bytes for anonymous reads: an ETag, a second of shared caching, 304 where nothing changed.

The hottest of these routes have a short cut past the framework's parsing and validation (``quick``): it answers what it
understands and leaves everything else, errors included, to the documented endpoint beside it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from tuanzi.apps.static_files import accepts_gzip
from tuanzi.kernel.http import problems
from tuanzi.kernel.http.router import Route
from tuanzi.kernel.i18n import negotiate

SHARED = "public, max-age=1, stale-while-revalidate=5"
VARY = "Accept-Encoding, Accept-Language, Authorization"
HEADER_LENGTH_MAX = 200
COMPRESSED_FROM_BYTES = 8_000
"""Lists and the first page, which a phone waits for. A product page is small, and compressing it would cost more than it saves."""
QUICKLY = 1
Quick = Callable[[Request], Awaitable[Response | None]]


def answer(request: Request, body: bytes) -> Response:
    """``body`` as JSON. What is asked with a token is never shared; anonymous answers may be for a second."""
    etag = f'W/"{zlib.crc32(body):08x}-{len(body):x}"'
    is_personal = "authorization" in request.headers
    headers = {"ETag": etag, "Cache-Control": "private, no-cache" if is_personal else SHARED, "Vary": VARY}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if len(body) >= COMPRESSED_FROM_BYTES and accepts_gzip(request.headers.get("accept-encoding", "")):
        body = gzip.compress(body, QUICKLY, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


@lru_cache(maxsize=256)
def _negotiated(accept_language: str | None) -> str:
    return negotiate(accept_language)


def language_of(request: Request) -> str:
    """The language of a request; browsers send few different headers, so the choice is remembered."""
    header = request.headers.get("accept-language")
    return _negotiated(header) if header is None or len(header) < HEADER_LENGTH_MAX else negotiate(header)


def quick(shortcut: Quick) -> Callable[[Any], Any]:
    """Give an endpoint that anyone may call a short cut. None from it means: take the long way."""

    def mark(function: Any) -> Any:
        function.__quick__ = shortcut
        return function

    return mark


class QuickRoute(Route):
    """A route that tries its endpoint's short cut first."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._shortcut: Quick | None = getattr(endpoint, "__quick__", None)
        if self._shortcut and endpoint.__access__.access.kind != "anyone":  # type: ignore[attr-defined]
            raise TypeError(f"{path} may not be called by anyone and so has no short cut")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the short cut if there is one for this request."""
        response = None
        if self._shortcut and scope["method"] == "GET":
            request = Request(scope)
            try:
                response = await self._shortcut(request)
            except Exception as error:  # noqa: BLE001 - told as every failure is; outside the framework nobody else would
                response = await problems.answer(request, error)
        if response is None:
            await super().handle(scope, receive, send)
        else:
            await response(scope, receive, send)
