"""Recording: into the outbox, in the same transaction, all facts of one transaction in one statement."""

from __future__ import annotations

from typing import Any

from uuid_utils.compat import uuid7

from tuanzi.kernel import clock, codec
from tuanzi.kernel.db import Statement, Tx, writer
from tuanzi.kernel.facts.catalogue import fact_name

INSERT = """
INSERT INTO facts_outbox (id, name, version, payload, recorded_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::jsonb[], $5::timestamptz[])
"""


def record(tx: Tx, fact: Any) -> None:
    """Say that something happened. Durable exactly when the transaction is."""
    tx.buffer("facts").append((fact, clock.now()))
    tx.tell("facts")


@writer("facts")
def _write(items: list[Any]) -> list[Statement]:
    ids, names, versions, payloads, moments = [], [], [], [], []
    for fact, moment in items:
        name, version = fact_name(type(fact))
        ids.append(uuid7())
        names.append(name)
        versions.append(version)
        payloads.append(codec.dump(type(fact), fact))
        moments.append(moment)
    return [(INSERT, (ids, names, versions, payloads, moments))]
