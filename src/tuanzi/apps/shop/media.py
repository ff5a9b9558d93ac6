"""Files of the store under ``/media/``: pictures and films. A key names its content, so a browser keeps it for ever."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tuanzi.kernel import ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.errors import NotFound
from tuanzi.kernel.storage import PRIVATE, Store

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


async def media(request: Request) -> Response:
    """One file, or 404."""
    key: str = request.path_params["key"]
    etag = f'"{key}"' if key.isascii() and '"' not in key else ""
    store: Store = ports.get(Store)
    try:
        if key.startswith(PRIVATE):
            raise NotFound(key=key)  # noqa: TRY301 - answered like any key that is not there
        blob = await store.get(key)
    except (NotFound, ValueError):
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    headers = HEADERS | {"ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(blob.data, media_type=blob.content_type, headers=headers)


def routes(config: Config, db: Database) -> list[BaseRoute]:  # noqa: ARG001 - the shape of every pages module
    """The address of all files."""
    return [Route("/media/{key:path}", media, methods=["GET"])]
