"""The pool keeps what it was told."""

from __future__ import annotations

import time

import asyncpg
import pytest

from tuanzi.apps import wiring
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database, is_transient


async def test_a_statement_that_runs_too_long_is_cancelled_and_expected_trouble(db: Database) -> None:
    hasty = await Database.connect(db.url, size_max=1, statement_timeout_s=0.1)
    try:
        began = time.monotonic()
        with pytest.raises(asyncpg.QueryCanceledError) as caught:
            await hasty.reader.fetchval("SELECT pg_sleep(5)")
        assert time.monotonic() - began < 3
        assert is_transient(caught.value)
    finally:
        await hasty.close()


async def test_a_process_connects_as_configured(db: Database, config: Config) -> None:
    opened = await wiring.connect(config.model_copy(update={"db_statement_timeout_s": 7.5, "db_pool_max": 3}), db.url)
    try:
        assert await opened.reader.fetchval("SHOW statement_timeout") == "7500ms"
        assert opened.pool.get_max_size() == 3
    finally:
        await opened.close()
