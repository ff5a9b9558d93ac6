"""Answers as bytes for anonymous reads: an ETag, a second of shared caching, 304 where nothing changed."""

from __future__ import annotations

import zlib

from fastapi import Request, Response

SHARED = "public, max-age=1, stale-while-revalidate=5"
VARY = "Accept-Encoding, Accept-Language, Authorization"


def answer(request: Request, body: bytes, *, is_personal: bool = False) -> Response:
    """``body`` as JSON. Personal answers are never shared; anonymous ones may be for a second."""
    etag = f'W/"{zlib.crc32(body):08x}-{len(body):x}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache" if is_personal else SHARED, "Vary": VARY}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
