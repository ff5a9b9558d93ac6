"""Files by key: pictures, posters, exports. One protocol; the local disk by default, an S3-compatible store by configuration.

A key is a lower-case path such as ``catalog/01k9…/main.webp``; its ending says what it is, and only endings listed here are
taken, so nothing that a browser would run (HTML, SVG, scripts) can ever be served from our own address.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from tuanzi.kernel.errors import NotFound

CONTENT_TYPES = {
    ".avif": "image/avif",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
PRIVATE = "private/"
"""Keys that begin so are never served by address: they are read through an endpoint that asks who wants them."""
KEY_LENGTH_MAX = 255
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*){0,7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Blob:
    """What is kept under a key."""

    data: bytes
    content_type: str


class Store(Protocol):
    """Where files live. All methods may be called from any task; ``put`` of an existing key replaces it at once and whole."""

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Keep ``data``. Raises ``ValueError`` for a key or type that ``check`` refuses."""
        ...

    async def get(self, key: str) -> Blob:
        """Raises ``NotFound``."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the key; one that is not there is no error."""
        ...

    def url(self, key: str) -> str:
        """The address under which a browser loads it."""
        ...


def check(key: str, content_type: str | None = None) -> str:
    """The content type of ``key``. Raises ``ValueError`` for a malformed key, an ending we do not keep, or another ``content_type``."""
    if len(key) > KEY_LENGTH_MAX or not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[:80]!r}")
    found = CONTENT_TYPES.get(PurePosixPath(key).suffix)
    if found is None:
        raise ValueError(f"files like {key!r} are not kept")
    if content_type is not None and content_type.partition(";")[0].strip().lower() != found.partition(";")[0]:
        raise ValueError(f"{key!r} cannot be {content_type}")
    return found


class LocalStore:
    """Files under one folder, served by the web process at ``<base_url>/media/<key>``."""

    def __init__(self, root: Path, base_url: str = "") -> None:
        self._root = root.absolute()
        self._base_url = base_url.rstrip("/")

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """See ``Store``: written beside its place, then renamed, so a reader sees the old or the new file and never a half."""
        check(key, content_type)
        await asyncio.to_thread(self._write, key, data)

    async def get(self, key: str) -> Blob:
        """See ``Store``."""
        content_type = check(key)
        return Blob(await asyncio.to_thread(self._read, key), content_type)

    async def delete(self, key: str) -> None:
        """See ``Store``."""
        check(key)
        await asyncio.to_thread(lambda: self._path(key).unlink(missing_ok=True))

    def url(self, key: str) -> str:
        """See ``Store``."""
        check(key)
        return f"{self._base_url}/media/{key}"

    def _path(self, key: str) -> Path:
        """The file of a checked key. A link inside the folder that leads out of it is not followed."""
        path = self._root / key
        if not path.resolve().is_relative_to(self._root.resolve()):
            raise ValueError(f"{key!r} leads out of the store")
        return path

    def _write(self, key: str, data: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name[:200]}.{secrets.token_hex(6)}")
        try:
            with fresh.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    def _read(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound(key=key) from None
