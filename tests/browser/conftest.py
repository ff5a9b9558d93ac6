"""A shop as its owner starts it, ``tuanzi up``, with a browser in front of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - an e-mail address, not an id of ours

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.console import Console
from tests.browser.operator import Operator
from tests.browser.shopper import Shopper

CHROMIUM = os.environ.get("TUANZI_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READY_S = 240
Arrive = Callable[..., Awaitable[Shopper]]
SitDown = Callable[..., Awaitable[Console]]


@dataclass(frozen=True)
class Running:
    """Where the shop is and how to sign in to it."""

    base_url: str
    email: str
    one_time_password: str


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``tuanzi up`` in an empty folder; stopped with SIGTERM."""
    folder = tmp_path_factory.mktemp("shop")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "TUANZI_DATA_DIR": str(folder / "data"),
        "TUANZI_PORT": str(port),
        "TUANZI_LOG_LEVEL": "warning",
        "TUANZI_GROUPBUY_PAYMENT_S": "300",
    }
    log = folder / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tuanzi.apps.cli", "up", "--no-build", "--small-demo"], env=environment, stdout=out, stderr=out
        )
    try:
        said = _until_ready(process, log)
        found = re.search(r"staff sign-in: (\S+), one-time password (\S+)", said)
        assert found, said
        yield Running(f"http://127.0.0.1:{port}", found[1], found[2])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        said = log.read_text("utf-8", "replace")
        if "is ready after" in said and "one-time password" in said:
            return said
        assert process.poll() is None, f"tuanzi up ended:\n{said}"
        time.sleep(0.2)
    raise AssertionError(f"tuanzi up is not ready after {READY_S} s:\n{log.read_text('utf-8', 'replace')}")


@pytest.fixture(scope="session")
async def operator(running: Running) -> AsyncIterator[Operator]:
    """The owner, signed in with the one-time password and a second factor."""
    person = Operator(running.base_url)
    await person.sign_in(running.email, running.one_time_password)
    yield person
    await person.http.aclose()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    assert Path(CHROMIUM).exists(), f"there is no browser at {CHROMIUM}; install Debian's chromium or set TUANZI_CHROMIUM"
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        await opened.close()


PICTURES = Path(__file__).resolve().parents[2] / ".cache" / "browser"


@pytest.fixture
async def arrive(browser: Browser, running: Running, request: pytest.FixtureRequest) -> AsyncIterator[Arrive]:
    """``await arrive("李雷")``: a shopper with a phone of their own; all leave at the end, and nothing strange happened."""
    async with AsyncExitStack() as stack:

        async def come(name: str, *, language: str = "zh-CN", dark: bool = False) -> Shopper:
            phone = f"138{time.time_ns() // 1000 % 10**8:08d}"
            shopper = await Shopper.arrive(browser, running.base_url, name, phone, language=language, dark=dark)
            stack.push_async_callback(shopper.leave, PICTURES / f"{request.node.name}-{name}.png")
            return shopper

        yield come


@pytest.fixture
async def sit_down(browser: Browser, running: Running, operator: Operator) -> AsyncIterator[SitDown]:
    """``await sit_down("operator")``: a new colleague with these roles, signed in at a screen of their own."""
    opened: list[Console] = []

    async def come(*roles: str, dark: bool = False, language: str = "zh-CN") -> Console:
        email = f"{uuid4().hex[:10]}@example.com"
        made = await operator.call("POST", "/staff", {"email": email, "name": "小周", "roles": list(roles)})
        console = await Console.open(browser, running.base_url, dark=dark, language=language)
        opened.append(console)
        await console.sign_in(email, made["one_time_password"])
        return console

    yield come
    for each in opened:
        await each.leave()


@pytest.fixture
async def product(running: Running) -> Callable[[str], Awaitable[str]]:
    """The id of the first product whose title contains a word."""

    async def find(word: str) -> str:
        async with httpx.AsyncClient(base_url=running.base_url) as http:
            found = (await http.get("/api/v1/shop/products", params={"q": word})).json()["items"]
        assert found, word
        return str(found[0]["id"])

    return find
