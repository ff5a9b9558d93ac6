"""A header anybody can send counts only when a proxy of ours sent it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from tuanzi.kernel.http.client_address import client_address, networks
from tuanzi.kernel.http.edge import Edge

TRUSTED = networks(["10.0.0.0/8", "127.0.0.1", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["1.2.3.4"], "203.0.113.5"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["1.2.3.4, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["1.2.3.4, 203.0.113.9, 10.1.1.1"], "203.0.113.9"),
        ("127.0.0.1", ["203.0.113.9", "10.1.1.1"], "203.0.113.9"),
        ("10.0.0.1", ["10.1.1.1, 10.1.1.2"], "10.1.1.1"),
        ("127.0.0.1", ["203.0.113.9, nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9:51234"], "203.0.113.9"),
        ("fd00::1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("a socket file", ["203.0.113.9"], "a socket file"),
    ],
)
def test_the_client_is_the_last_whom_nobody_trusted_vouches_for(peer: str, said: list[str], client: str) -> None:
    assert client_address(peer, said, TRUSTED) == client


def test_without_trusted_proxies_the_peer_is_the_client() -> None:
    assert client_address("127.0.0.1", ["203.0.113.9"], ()) == "127.0.0.1"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    request = Request(scope, receive)
    size = len(await request.body())
    await JSONResponse({"ip": request.client.host if request.client else "", "size": size})(scope, receive, send)


async def test_the_edge_says_it_to_everybody_behind_it() -> None:
    for trusted, seen in (((), "127.0.0.1"), (("127.0.0.1",), "203.0.113.9")):
        transport = httpx.ASGITransport(app=Edge(echo, trusted_proxies=trusted), client=("127.0.0.1", 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            assert (await client.get("/", headers={"X-Forwarded-For": "203.0.113.9"})).json()["ip"] == seen


async def test_an_upload_may_be_as_large_as_the_configuration_says() -> None:
    transport = httpx.ASGITransport(app=Edge(echo, upload_bytes_max=2_000_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        assert (await client.post("/", files={"file": b"x" * 2_000_000})).status_code == 200
        assert (await client.post("/", files={"file": b"x" * 2_100_000})).status_code == 413
        assert (await client.post("/", content=b"x" * 1_100_000)).status_code == 413
