"""Stored answers go after a week, a batch at a time."""

from __future__ import annotations

from datetime import timedelta

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.http import forget


async def test_old_answers_are_forgotten_and_young_ones_kept(db: Database) -> None:
    for number in range(5):
        await db.pool.execute(
            "INSERT INTO idempotency_record (scope, key, request_hash, created_at) VALUES ('me', $1, '', $2)",
            f"key-{number}",
            clock.now() - timedelta(days=2 * number),
        )
    assert await forget.forget_answers(db, clock.now() - timedelta(days=5), batch=1) == 2
    await forget.prune_idempotency.function(db)
    assert [row["key"] for row in await db.reader.fetch("SELECT key FROM idempotency_record ORDER BY key")] == ["key-0", "key-1", "key-2"]
