"""Putting work into the table, and taking it out again before it ran."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from uuid_utils.compat import uuid7

from tuanzi.kernel import clock
from tuanzi.kernel.db import Statement, Tx, writer
from tuanzi.kernel.jobs.catalogue import Call

INSERT = """
INSERT INTO jobs_job (id, name, queue, arguments, key, due_at, attempts_max, enqueued_at)
SELECT id, name, queue, arguments::jsonb, key, due_at, attempts_max, $8 FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::int[]
) AS call (id, name, queue, arguments, key, due_at, attempts_max)
ON CONFLICT (key) WHERE state = 'waiting' AND key IS NOT NULL DO UPDATE SET due_at = EXCLUDED.due_at, arguments = EXCLUDED.arguments
"""
CANCEL = "DELETE FROM jobs_job WHERE key = ANY($1) AND state = 'waiting'"


def enqueue(tx: Tx, call: Call, *, due_at: datetime | None = None, key: str | None = None) -> None:
    """Run ``call`` at ``due_at`` (business time; now if None) or soon after. A waiting job with the same key is moved instead."""
    tx.buffer("jobs").append((call, due_at or clock.now(), key))
    # A timer needs nobody's attention before its time, and then it is looked for anyway.
    if due_at is None or due_at <= clock.now():
        tx.tell("jobs")


def cancel(tx: Tx, key: str) -> None:
    """Forget the waiting job with this key, if there is one; what runs already goes on."""
    tx.buffer("jobs").append((None, clock.now(), key))


@writer("jobs")
def _write(items: list[Any]) -> list[Statement]:
    # Of several wishes for one key the last one counts.
    latest = {key or object(): (call, due_at, key) for call, due_at, key in items}
    rows = [row for row in latest.values() if row[0]]
    forgotten = [key for call, _, key in latest.values() if not call]
    statements: list[Statement] = [(CANCEL, (forgotten,))] if forgotten else []
    if rows:
        values = (
            [uuid7() for _ in rows],
            [call.name for call, _, _ in rows],
            [call.queue for call, _, _ in rows],
            [orjson.dumps(call.arguments).decode() for call, _, _ in rows],
            [key for _, _, key in rows],
            [due_at for _, due_at, _ in rows],
            [call.attempts_max for call, _, _ in rows],
            clock.now(),
        )
        statements.append((INSERT, values))
    return statements
