"""A database that was restored from a dump of another PostgreSQL.

Facts are delivered in the order of the transactions that recorded them. A dump brings their numbers along, but each PostgreSQL
counts its own: what is recorded after the restore would stand before what every reactor has seen, and be heard by nobody. So the
facts are numbered anew when a worker starts and finds numbers that this PostgreSQL has not reached.
"""

from __future__ import annotations

import logging

from tuanzi.kernel.db import Database

log = logging.getLogger(__name__)

RENUMBER_TIMEOUT_S = 3600
IS_FOREIGN = """
SELECT coalesce(greatest((SELECT max(transaction) FROM facts_outbox), (SELECT max(transaction) FROM facts_cursor))
    >= pg_snapshot_xmax(pg_current_snapshot()), false)
"""
LOCK = "SET LOCAL statement_timeout = 0; LOCK TABLE facts_outbox, facts_cursor IN ACCESS EXCLUSIVE MODE"
# From here on they are in the order of their positions, as if one transaction older than all others had recorded them. What a
# reactor has surely seen ends before the first fact that it has not: some are delivered twice, which every reactor bears.
MOVE_CURSORS = """
UPDATE facts_cursor c SET transaction = '1', position = least(c.position, (
    SELECT min(o.position) - 1 FROM facts_outbox o WHERE (o.transaction, o.position) > (c.transaction, c.position)))
"""
MOVE_FACTS = "UPDATE facts_outbox SET transaction = '1'"


async def renumber(db: Database) -> bool:
    """Number the facts anew if they come from another PostgreSQL; whether they did. No other worker may run."""
    if not await db.reader.fetchval(IS_FOREIGN):
        return False
    async with db.pool.acquire() as connection, connection.transaction():
        await connection.execute(LOCK)
        if not await connection.fetchval(IS_FOREIGN):
            return False
        await connection.execute(MOVE_CURSORS, timeout=RENUMBER_TIMEOUT_S)
        await connection.execute(MOVE_FACTS, timeout=RENUMBER_TIMEOUT_S)
    log.warning("this database was restored from another PostgreSQL: its facts are numbered anew")
    return True
