"""One intention, one effect: the first request with a key does the work, every repeat gets its stored answer.

The record is inserted at the start of the request's own transaction. A concurrent duplicate waits on it and then replays;
a request that fails leaves no record, so the client may try the same key again.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, SmallInteger, Table, Text
from starlette.responses import Response

from tuanzi.kernel import clock, crypto
from tuanzi.kernel.db import Statement, Tx, metadata, moment, sealed, writer
from tuanzi.kernel.errors import KeyMissing, KeyReused

ANSWER = "idempotency.answer"
"""Answers hold addresses and more, so they are sealed like the rows they tell of."""
KEY = re.compile(r"^[\x21-\x7e]{8,128}$")

idempotency_record = Table(
    "idempotency_record",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    sealed("body", ANSWER, nullable=True),
    moment("created_at"),
    Index("ix_idempotency_record_created_at", "created_at"),
)


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """What must be the same for two requests to be one."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).digest()


async def begin(tx: Tx, scope: str, key: str | None, digest: bytes) -> Response | None:
    """Claim the key, or the stored answer of the request that did. Raises ``KeyMissing`` and ``KeyReused``."""
    if key is None or not KEY.match(key):
        raise KeyMissing
    claimed = await tx.fetchval(
        "INSERT INTO idempotency_record (scope, key, request_hash, created_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING RETURNING true",
        scope,
        key,
        digest,
        clock.now(),
    )
    if claimed:
        return None
    row = await tx.fetchrow("SELECT request_hash, status, body FROM idempotency_record WHERE scope = $1 AND key = $2", scope, key)
    if row is None or row["request_hash"] != digest:
        raise KeyReused
    return Response(_opened(row["body"]), row["status"], {"Idempotency-Replayed": "true"}, "application/json")


def finish(tx: Tx, scope: str, key: str, response: Response) -> None:
    """Keep the answer beside the effect."""
    tx.buffer("idempotency").append((scope, key, response.status_code, crypto.seal(bytes(response.body).decode(), ANSWER)))


def _opened(body: bytes) -> bytes:
    """An answer as it was given; one that was kept before answers were sealed begins like JSON."""
    return crypto.open_(body, ANSWER).encode() if body.startswith(crypto.VERSION) else body


@writer("idempotency")
def _write(items: list[Any]) -> list[Statement]:
    return [("UPDATE idempotency_record SET status = $3, body = $4 WHERE scope = $1 AND key = $2", item) for item in items]
