"""The cluster under the tests, on a machine that has none yet."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import asyncpg
import pytest

from tests import database
from tuanzi.kernel.embedded import EmbeddedPostgres

WORKERS = 4


def test_workers_that_start_at_once_share_one_tuned_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A restart by one of them cut the others' connections, and every test of theirs failed."""
    monkeypatch.delenv("TUANZI_TEST_DATABASE_URL", raising=False)
    try:
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as workers:
            answers = list(workers.map(_arrive, [tmp_path] * WORKERS))
    finally:
        EmbeddedPostgres(tmp_path).stop()
    assert len({url for url, _ in answers}) == 1
    assert {fsync for _, fsync in answers} == {database.SETTINGS["fsync"]}


def _arrive(folder: Path) -> tuple[str, str]:
    """What one worker finds, over a connection that it keeps a while."""
    url = database.cluster_url(folder)
    return url, asyncio.run(_stay(url))


async def _stay(url: str) -> str:
    connection = await asyncpg.connect(url)
    await asyncio.sleep(0.5)
    fsync = await connection.fetchval("SHOW fsync")
    await connection.close()
    return str(fsync)
