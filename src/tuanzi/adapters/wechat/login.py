"""code2session: the code of ``wx.login()`` becomes an open id.

Protocol: https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html
The session key that comes along decrypts what the mini-program may send later; we need nothing of that and forget it at once.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import orjson

from tuanzi.adapters.wechat import sandbox
from tuanzi.kernel.config import Config
from tuanzi.people.accounts.contracts import WechatIdentity
from tuanzi.people.accounts.errors import WechatCodeWrong, WechatUnavailable
from tuanzi.people.accounts.ports import WechatLogin

log = logging.getLogger(__name__)

PATH = "/sns/jscode2session"
CODE_WRONG = frozenset({40029, 40163, 40226, 41008})
"""Invalid, already used, a person WeChat blocks, missing."""
ANSWER_BYTES_MAX = 10_000


class WechatMiniLogin:
    """Implements ``WechatLogin`` for one mini-program."""

    def __init__(
        self, api_base: str, app_id: str, app_secret: str, *, timeout_s: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url = api_base.rstrip("/") + PATH
        self._app_id = app_id
        self._app_secret = app_secret
        self._timeout_s = timeout_s
        self._transport = transport

    async def identify(self, code: str) -> WechatIdentity:
        """See ``WechatLogin``."""
        answer = await self._ask(code)
        problem = answer.get("errcode", 0)
        if problem in CODE_WRONG:
            raise WechatCodeWrong
        open_id, union_id = answer.get("openid"), answer.get("unionid")
        if problem or not isinstance(open_id, str) or not open_id:
            log.warning("code2session answered errcode %s", problem)
            raise WechatUnavailable
        return WechatIdentity(self._app_id, open_id, union_id if isinstance(union_id, str) and union_id else None)

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        """One for the life of the process, opened at first use: making one reads all certificates of the machine.

        Without a client around it, whose cookies, redirects and merged addresses would be half of what a sign-in costs.
        """
        if self._transport is None:
            address = urlsplit(self._url)
            proxies = {} if proxy_bypass(address.hostname or "") else getproxies()
            proxy = proxies.get(address.scheme) or proxies.get("all")
            self._transport = httpx.AsyncHTTPTransport(proxy=proxy)
        return self._transport

    async def _ask(self, code: str) -> dict[str, Any]:
        query = {"appid": self._app_id, "secret": self._app_secret, "js_code": code, "grant_type": "authorization_code"}
        try:
            timeout = httpx.Timeout(self._timeout_s).as_dict()
            request = httpx.Request("GET", self._url, params=query, extensions={"timeout": timeout})
            response = await self.transport.handle_async_request(request)
            try:
                content = await response.aread()
            finally:
                await response.aclose()
            # The answer says text/plain and 200 even for errors, as it does in the wild.
            answer = orjson.loads(content) if response.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, orjson.JSONDecodeError):
            # The query holds the secret: the exception's own text must not reach a log.
            raise WechatUnavailable from None
        if not isinstance(answer, dict) or len(content) > ANSWER_BYTES_MAX:
            raise WechatUnavailable
        return answer


def login(config: Config) -> WechatLogin:
    """The configured mini-program, or in a sandbox without one the pretend server, in this process."""
    wechat = config.wechat
    if wechat.mini_app_id or not config.sandbox:
        return WechatMiniLogin(wechat.api_base, wechat.mini_app_id, wechat.mini_app_secret.get_secret_value(), timeout_s=wechat.timeout_s)
    transport = httpx.ASGITransport(app=sandbox.application())
    return WechatMiniLogin("http://wechat.sandbox", sandbox.APP_ID, sandbox.APP_SECRET, timeout_s=wechat.timeout_s, transport=transport)
