"""A pretend api.weixin.qq.com for sandboxes and tests: code2session, and a way to get a code without the WeChat app.

``GET /sandbox/wechat/login?name=anna`` -> {"code": …}        what ``wx.login()`` would give to Anna
``GET /sandbox/wechat/sns/jscode2session?appid&secret&js_code&grant_type`` -> the published answers, errors included

A code lives five minutes and works once, as the real ones do. Codes carry their person and a MAC, so that any process can check
them; which were used is remembered per process, which is enough for pretending.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from tuanzi.kernel import clock
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database

APP_ID = "wxsandbox0000000000"
APP_SECRET = "sandbox"  # noqa: S105 - opens nothing but this pretend server
CODE_S = 300
USED_MAX = 10_000
NAME_LENGTH_MAX = 40
_KEY = b"wechat sandbox"
_used: dict[str, None] = {}


def make_code(name: str) -> str:
    """A fresh login code of the pretend person ``name``."""
    body = f"{name.encode().hex()}.{int(clock.real_now().timestamp()) + CODE_S}.{secrets.token_hex(4)}"
    return f"{body}.{_mac(body)}"


def open_id(name: str) -> str:
    """The person's open id in the pretend mini-program: 28 characters, as usual."""
    return "o" + sha256(f"open:{name}".encode()).hexdigest()[:27]


def _mac(body: str) -> str:
    return hmac.digest(_KEY, body.encode(), "sha256").hex()[:16]


def _spend(code: str) -> str | int:
    """The person's name, or the error code WeChat would give."""
    body, _, mac = code.rpartition(".")
    parts = body.split(".")
    if len(parts) != 3 or not hmac.compare_digest(mac.encode(), _mac(body).encode()) or int(parts[1]) < clock.real_now().timestamp():  # noqa: PLR2004 - name, end, nonce
        return 40029
    if code in _used:
        return 40163
    if len(_used) >= USED_MAX:
        _used.clear()
    _used[code] = None
    return bytes.fromhex(parts[0]).decode()


def _answer(body: dict[str, Any]) -> Response:
    # WeChat sends JSON as text/plain with status 200, whatever happened.
    return PlainTextResponse(orjson.dumps(body))


async def _code2session(request: Request) -> Response:
    query = request.query_params
    if query.get("appid") != APP_ID:
        return _answer({"errcode": 40013, "errmsg": "invalid appid"})
    if query.get("secret") != APP_SECRET:
        return _answer({"errcode": 40125, "errmsg": "invalid appsecret"})
    if query.get("grant_type") != "authorization_code":
        return _answer({"errcode": 40002, "errmsg": "invalid grant_type"})
    if not query.get("js_code"):
        return _answer({"errcode": 41008, "errmsg": "missing code"})
    found = _spend(query["js_code"])
    if isinstance(found, int):
        return _answer({"errcode": found, "errmsg": "invalid code" if found == 40029 else "code been used"})  # noqa: PLR2004 - their number
    session_key = secrets.token_urlsafe(18)
    return _answer({"openid": open_id(found), "session_key": session_key, "unionid": f"u{open_id(found)[1:]}"})


async def _login(request: Request) -> Response:
    return _answer({"code": make_code(request.query_params.get("name", "guest")[:NAME_LENGTH_MAX])})


def application() -> Starlette:
    """The pretend server alone."""
    return Starlette(routes=_routes())


def _routes() -> list[BaseRoute]:
    return [Route("/sns/jscode2session", _code2session), Route("/login", _login)]


def routes(config: Config, db: Database) -> list[BaseRoute]:  # noqa: ARG001 - the signature of all page modules
    """Its place in a sandbox installation."""
    return [Mount("/sandbox/wechat", routes=_routes())]
