"""Facts that everybody has heard and that are old are forgotten; what they led to stands elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.facts.catalogue import listeners
from tuanzi.kernel.jobs import cron, outside_job

KEPT_DAYS = 30
BATCH = 5_000
BATCHES_MAX = 2_000

# One window of the outbox in the order of delivery. A fact goes if no reactor that listens to its kind still has it before it or
# keeps it parked; a cursor that is not there yet stands at the beginning.
FORGET = """
WITH looked_at AS MATERIALIZED (
  SELECT transaction, position, name, recorded_at FROM facts_outbox WHERE (transaction, position) > ($1::text::xid8, $2)
  ORDER BY facts_outbox.transaction, position LIMIT $3
), gone AS (
  DELETE FROM facts_outbox o USING looked_at l WHERE o.position = l.position AND l.recorded_at < $4
    AND NOT EXISTS (
      SELECT FROM unnest($5::text[], $6::text[]) AS ear(name, reactor) LEFT JOIN facts_cursor c ON c.reactor = ear.reactor
      WHERE ear.name = l.name AND (c.reactor IS NULL OR (l.transaction, l.position) > (c.transaction, c.position)))
    AND NOT EXISTS (SELECT FROM facts_failure f WHERE f.position = l.position)
  RETURNING o.position
)
SELECT transaction::text::bigint AS xid, position, recorded_at, (SELECT count(*) FROM gone) AS forgotten
FROM looked_at ORDER BY looked_at.transaction DESC, position DESC LIMIT 1
"""


async def forget_facts(db: Database, before: datetime, *, batch: int = BATCH) -> int:
    """Delete finished facts recorded before then, a bounded batch per transaction; how many."""
    ears = listeners()
    reached, forgotten = (0, 0), 0
    for _ in range(BATCHES_MAX):
        async with db.transaction() as tx:
            row = await tx.fetchrow(
                FORGET, str(reached[0]), reached[1], batch, before, [name for name, _ in ears], [reactor for _, reactor in ears]
            )
        if row is None:
            break
        reached, forgotten = (row["xid"], row["position"]), forgotten + row["forgotten"]
        if row["recorded_at"] >= before:
            break
    return forgotten


@cron("30 4 * * *")
@outside_job(queue="bulk")
async def prune_facts(db: Database) -> None:
    """Forget finished facts older than ``KEPT_DAYS``."""
    await forget_facts(db, clock.now() - timedelta(days=KEPT_DAYS))
