"""What wraps every request: its id, its limits, security headers, counting and one log line. Plain ASGI, for speed."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from tuanzi.kernel import clock, observe
from tuanzi.kernel.errors import AppError, TooLarge
from tuanzi.kernel.http import problems
from tuanzi.kernel.http.client_address import client_address, networks
from tuanzi.kernel.http.intake import UnkeepableText
from tuanzi.kernel.i18n import negotiate

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REQUEST_ID = re.compile(rb"^[A-Za-z0-9_-]{8,64}$")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NAMED_METHODS = {"PATCH", "PUT"}
BODY_BYTES_MAX = 1_000_000
UPLOAD_BYTES_MAX = 10 * 1024 * 1024
ENVELOPE_BYTES = 64 * 1024
"""What a form may weigh beside the file in it."""
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), camera=()"),
    (b"content-security-policy", CSP.encode()),
]


class Edge:
    """The outermost layer of the web process."""

    def __init__(self, app: App, *, upload_bytes_max: int = UPLOAD_BYTES_MAX, trusted_proxies: Iterable[str] = ()) -> None:
        self.app = app
        self._upload_bytes_max = upload_bytes_max + ENVELOPE_BYTES
        self._trusted = networks(trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._trusted and scope["type"] in {"http", "websocket"} and scope.get("client"):
            said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
            scope["client"] = (client_address(scope["client"][0], said, self._trusted), 0)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given.decode() if REQUEST_ID.match(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        if CONTROL.search(scope["path"]):
            await _refuse(scope, send, UnkeepableText(), headers, request_id)
            return
        limit = self._upload_bytes_max if headers.get(b"content-type", b"").startswith(b"multipart/") else BODY_BYTES_MAX
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > limit:
            await _refuse(scope, send, TooLarge(), headers, request_id)
            return
        _take_named_method(scope, headers)
        started = time.perf_counter()
        status, has_answered = 500, False

        async def send_on(message: MutableMapping[str, Any]) -> None:
            nonlocal status, has_answered
            if message["type"] == "http.response.start":
                has_answered = True
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode()), _server_time(), *HEADERS]
            await send(message)

        observe.bind_request(request_id)
        try:
            await self.app(scope, _bounded(receive, limit), send_on)
        except Exception:
            # Starlette raises again what its last handler has already told the client and the log.
            if not has_answered:
                raise
        finally:
            observe.request_done(scope, status, time.perf_counter() - started)


def _take_named_method(scope: Scope, headers: dict[bytes, bytes]) -> None:
    """A mini-program cannot send PATCH, nor a file with PUT: it posts and names the method it means in a header."""
    named = headers.get(b"x-http-method-override", b"").decode("latin-1").upper()
    if scope["method"] == "POST" and named in NAMED_METHODS:
        scope["method"] = named


def _server_time() -> tuple[bytes, bytes]:
    """Business time for countdowns: it follows a sandbox's clock, which the Date header does not."""
    return b"x-server-time", clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z").encode()


def _bounded(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def receive_on() -> MutableMapping[str, Any]:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLarge
        return message

    return receive_on


async def _refuse(scope: Scope, send: Send, refusal: AppError, headers: dict[bytes, bytes], request_id: str) -> None:
    """Before a byte of the body is read; the connection ends, for the body would follow."""
    language = negotiate(headers.get(b"accept-language", b"").decode("latin-1"))
    answer = problems.render(refusal, language, request_id)
    more = [(b"connection", b"close"), (b"x-request-id", request_id.encode()), *HEADERS]

    async def send_on(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *more]
        await send(message)

    await answer(scope, _nothing, send_on)


async def _nothing() -> MutableMapping[str, Any]:
    return {"type": "http.disconnect"}
