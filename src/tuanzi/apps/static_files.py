"""The web apps' files: compressed where the browser takes it, and kept by the browser as long as their names allow."""

from __future__ import annotations

import os
import re
import stat
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import Scope

from tuanzi.apps.front_end import COMPRESSED

HASHED = re.compile(r"/assets/[^/]*[.-](?=[\w-]*[A-Z0-9])[\w-]{8}\.\w+$", re.ASCII)
"""A name that the build made from the contents. A plain word is no hash; a hash that looks like one is asked for again, which is safe."""
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
NOT_WANTED = re.compile(r"q=0(\.0{0,3})?")


class AppFiles(StaticFiles):
    """Files of a build. Beside ``x.js`` there may lie ``x.js.gz`` of the same age or younger; without it the plain file is sent."""

    def file_response(self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200) -> Response:
        """The representation that the request asks for, or 304."""
        asked = Headers(scope=scope)
        answer = FileResponse(full_path, status_code, stat_result=stat_result)
        compressed = f"{os.fspath(full_path)}{COMPRESSED}"
        weighed = _compressed(compressed, stat_result)
        # A range counts the bytes of the plain file: parts of a compressed one are of no use to players and download managers.
        if weighed and "range" not in asked and accepts_gzip(asked.get("accept-encoding", "")):
            answer = FileResponse(compressed, status_code, {"content-encoding": "gzip"}, answer.media_type, stat_result=weighed)
        if weighed:
            answer.headers["vary"] = "Accept-Encoding"
        answer.headers["cache-control"] = FOR_EVER if HASHED.search(scope["path"]) else ASK_FIRST
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asked) else answer


class AppPages(AppFiles):
    """As ``AppFiles`` for an app that makes its addresses itself: every address without a file is its one page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; its page where there is none. What looks like a file and is none stays 404."""
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != HTTPStatus.NOT_FOUND or "." in path.rpartition("/")[2]:
                raise
            return await super().get_response("index.html", scope)


def _compressed(path: str, plain: os.stat_result) -> os.stat_result | None:
    """The compressed file, if it is one and no leftover of an older build."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) and found.st_mtime_ns >= plain.st_mtime_ns else None


def accepts_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header allows gzip, by its name or by a star."""
    weights: dict[str, str] = {}
    for each in accepted.lower().split(","):
        coding, _, weight = each.partition(";")
        weights[coding.strip()] = weight.replace(" ", "")
    weight = weights.get("gzip", weights.get("*", "q=0"))
    return NOT_WANTED.fullmatch(weight) is None
