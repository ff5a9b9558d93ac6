"""code2session: what WeChat may answer, and what we make of it."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest

from tuanzi.adapters.wechat import sandbox
from tuanzi.adapters.wechat.login import WechatMiniLogin
from tuanzi.people.accounts.errors import WechatCodeWrong, WechatUnavailable


def answering(status: int = 200, **answer: object) -> tuple[WechatMiniLogin, list[httpx.Request]]:
    """A client whose server always says this."""
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        content = answer.pop("content", None)
        if isinstance(content, bytes):
            return httpx.Response(status, content=content)
        return httpx.Response(status, json=answer, headers={"content-type": "text/plain"})

    client = WechatMiniLogin("https://api.weixin.qq.com/", "wx1", "s3cret", timeout_s=1, transport=httpx.MockTransport(handle))
    return client, seen


def pretend(secret: str = sandbox.APP_SECRET, app_id: str = sandbox.APP_ID) -> WechatMiniLogin:
    transport = httpx.ASGITransport(app=sandbox.application())
    return WechatMiniLogin("http://wechat.sandbox", app_id, secret, timeout_s=1, transport=transport)


async def test_the_request_is_as_published() -> None:
    client, seen = answering(openid="o1", session_key="k", unionid="u1")
    found = await client.identify("c0de")
    assert (found.app_id, found.open_id, found.union_id) == ("wx1", "o1", "u1")
    assert str(seen[0].url) == (
        "https://api.weixin.qq.com/sns/jscode2session?appid=wx1&secret=s3cret&js_code=c0de&grant_type=authorization_code"
    )
    assert seen[0].method == "GET"


async def test_without_an_open_platform_account_there_is_no_union_id() -> None:
    client, _ = answering(openid="o1", session_key="k")
    assert (await client.identify("c")).union_id is None


@pytest.mark.parametrize("errcode", [40029, 40163, 40226, 41008])
async def test_a_code_that_wechat_refuses_is_the_shoppers_problem(errcode: int) -> None:
    client, _ = answering(errcode=errcode, errmsg="invalid code, rid: 1")
    with pytest.raises(WechatCodeWrong):
        await client.identify("c")


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": -1, "errmsg": "system busy"},
        {"errcode": 45011},
        {"errcode": 40125},
        {},
        {"openid": ""},
        {"openid": 7},
        {"status": 502},
        {"content": b"<html>"},
        {"content": b"[]"},
    ],
)
async def test_everything_else_is_trouble_of_the_outside(answer: dict[str, object]) -> None:
    client, _ = answering(**answer)  # type: ignore[arg-type]
    with pytest.raises(WechatUnavailable):
        await client.identify("c")


async def test_a_time_out_is_trouble_and_the_secret_stays_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too slow", request=request)

    client = WechatMiniLogin("https://api.weixin.qq.com", "wx1", "s3cret", timeout_s=1, transport=httpx.MockTransport(handle))
    with caplog.at_level(logging.WARNING), pytest.raises(WechatUnavailable) as refused:
        await client.identify("c")
    assert "s3cret" not in caplog.text
    assert refused.value.__suppress_context__


async def test_the_pretend_server_speaks_the_same_protocol() -> None:
    code = sandbox.make_code("anna")
    found = await pretend().identify(code)
    assert found.open_id == sandbox.open_id("anna")
    assert len(found.open_id) == 28
    with pytest.raises(WechatCodeWrong):
        await pretend().identify(code)
    for bad in ("", "x", code[:-1] + "x", "a.b.c.d"):
        with pytest.raises(WechatCodeWrong):
            await pretend().identify(bad)
    for wrong in (pretend(secret="x"), pretend(app_id="wx0")):
        with pytest.raises(WechatUnavailable):
            await wrong.identify(sandbox.make_code("anna"))


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy"])
async def test_the_proxy_of_the_environment_is_used_but_for_hosts_it_leaves_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        await reader.readuntil(b"\r\n\r\n")
        content = b'{"openid": "o1", "session_key": "k"}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(content), content))
        await writer.drain()
        writer.close()

    for known in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(known, raising=False)
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        found = await WechatMiniLogin("http://api.wechat.invalid", "wx1", "s3cret", timeout_s=5).identify("c0de")
        assert found.open_id == "o1"
        assert asked[0].startswith(b"GET http://api.wechat.invalid/sns/jscode2session?")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        await WechatMiniLogin(f"http://127.0.0.1:{port}", "wx1", "s3cret", timeout_s=5).identify("c0de")
        assert asked[1].startswith(b"GET /sns/jscode2session?")
