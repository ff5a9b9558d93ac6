"""When the database is away the shop says 503 and when to come back, logs one line, and nothing escapes."""

from __future__ import annotations

import logging

import asyncpg
import httpx
import pytest

from tests.contract.refusals import check
from tests.factories.shop import CONSOLE, SHOP
from tuanzi.apps.web import build
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database, is_transient

PATHS = (f"{SHOP}/products", f"{SHOP}/home", f"{SHOP}/teams/tea_01k9xyv3q8e7ys2z4m6t5w8ab0", "/sandbox/pay/c/token")


@pytest.fixture
async def gone(cluster: str, config: Config) -> Database:
    """A database that has closed on us."""
    database = await Database.connect(cluster, size_max=1)
    await database.close()
    return database


async def test_without_a_database_everything_is_busy_and_nothing_escapes(
    gone: Database, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    transport = httpx.ASGITransport(app=build(config, gone), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        with caplog.at_level(logging.WARNING):
            answers = [await client.get(path) for path in PATHS]
            answers.append(await client.post(f"{CONSOLE}/sign-in", json={"email": "a@example.com", "password": "long enough, surely"}))
    for answer in answers:
        check(answer, 503, "kernel.unavailable")
        assert int(answer.headers["retry-after"]) >= 1
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_what_counts_as_trouble_of_the_database() -> None:
    assert is_transient(FileNotFoundError(2, "No such file or directory")), "the server's socket while it restarts"
    assert not is_transient(FileNotFoundError(2, "No such file or directory", "a picture")), "our own mistake"
    assert is_transient(asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"))
    assert is_transient(asyncpg.CannotConnectNowError())
    assert not is_transient(asyncpg.UniqueViolationError())
