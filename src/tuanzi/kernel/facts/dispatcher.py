"""Delivery: every reactor advances its own cursor over the outbox, batch by batch, each batch one transaction.

Order and safety: facts are read by (transaction, position) and only below ``pg_snapshot_xmin``, the oldest transaction
still running, so whatever commits later also sorts later. A batch that fails is undone and tried again fact by fact; a
fact that fails alone is parked in ``facts_failure`` and retried with backoff, so one bad fact never blocks a shop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg

from tuanzi.kernel import clock, observe
from tuanzi.kernel.db import Database, Statement, Tx, is_repeatable, is_transient, writer
from tuanzi.kernel.facts.catalogue import Delivery, Reactor, reactors

log = logging.getLogger(__name__)

BATCH = 500
ATTEMPTS_MAX = 12
CONCURRENCY = 4
Publish = Callable[[list[tuple[str, str, dict[str, Any]]]], Awaitable[None]]
Cursor = tuple[int, int]
START: Cursor = (0, 0)
END: Cursor = (2**62, 0)

# How far facts may be delivered, what kinds there are beyond what every reactor has seen, and whether parked ones are due.
LOOK = """
WITH head AS (
    SELECT transaction, position FROM facts_outbox
    WHERE transaction < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY transaction DESC, position DESC LIMIT 1)
SELECT head.transaction::text::bigint AS transaction, head.position,
    ARRAY(SELECT DISTINCT name FROM facts_outbox o
          WHERE (o.transaction, o.position) > ($1::text::xid8, $2) AND (o.transaction, o.position) <= (head.transaction, head.position)
    ) AS names,
    EXISTS (SELECT FROM facts_failure WHERE retry_at <= $3) AS has_parked
FROM head
"""
# Locks the cursor; nothing if somebody else has it, else the facts behind it and behind what we know to be seen, or one empty row.
NEXT = """
WITH kept AS (
    SELECT transaction, position FROM facts_cursor WHERE reactor = $1 FOR UPDATE SKIP LOCKED
), cursor AS (
    SELECT CASE WHEN ahead THEN transaction ELSE $2::text::xid8 END AS transaction, CASE WHEN ahead THEN position ELSE $3 END AS position
    FROM kept, LATERAL (SELECT (transaction, position) > ($2::text::xid8, $3::bigint)) AS compared (ahead)
)
SELECT next.* FROM cursor LEFT JOIN LATERAL (
    SELECT transaction::text::bigint AS xid, position, id, name, payload, recorded_at FROM facts_outbox o
    WHERE (o.transaction, o.position) > (cursor.transaction, cursor.position)
      AND (o.transaction, o.position) <= ($4::text::xid8, $5) AND name = ANY($6)
    ORDER BY o.transaction, o.position LIMIT $7) AS next ON true
"""
MOVE_CURSOR = "UPDATE facts_cursor SET transaction = $2::text::xid8, position = $3, moved_at = $4 WHERE reactor = $1"
WAITING = """
SELECT heard.reactor, count(*) FROM unnest($1::text[], $2::text[]) AS heard (reactor, name)
LEFT JOIN facts_cursor c USING (reactor)
JOIN facts_outbox o ON o.name = heard.name AND o.recorded_at <= $3
    AND (o.transaction, o.position) > (coalesce(c.transaction, '0'::xid8), coalesce(c.position, 0))
GROUP BY heard.reactor ORDER BY heard.reactor
"""
PARK = """
INSERT INTO facts_failure (reactor, position, attempts, error, retry_at, failed_at) VALUES ($1, $2, 1, $3, $4, $5)
ON CONFLICT (reactor, position) DO NOTHING
"""


@writer("facts.cursor")
def _move_cursor(items: list[Any]) -> list[Statement]:
    return [(MOVE_CURSOR, item) for item in items]


class Dispatcher:
    """Drives all reactors of this process. Several dispatchers may run: a cursor row belongs to one at a time."""

    def __init__(self, db: Database, publish: Publish, *, batch: int = BATCH) -> None:
        self.db = db
        self.publish = publish
        self.batch = batch
        self._seen: dict[str, Cursor] = {}
        self._known = False

    async def run_once(self) -> int:
        """Deliver what is deliverable now; the number of facts handled, over all reactors."""
        if not self._known:
            await self._register()
        # Before anything was seen every reactor is behind, and there is no need to read the whole outbox for their names.
        floor = min(self._seen.values(), default=END)
        row = await self.db.reader.fetchrow(LOOK, str(floor[0]), floor[1], clock.real_now())
        if row is None:
            return 0
        handled = await self._retry_parked() if row["has_parked"] else 0
        head = (row["transaction"], row["position"])
        behind = self._behind(head, frozenset(row["names"]))
        gate = asyncio.Semaphore(CONCURRENCY)

        async def one(reactor: Reactor) -> int:
            async with gate:
                return await self._advance(reactor, head)

        return handled + sum(await asyncio.gather(*(one(reactor) for reactor in behind)))

    def _behind(self, head: Cursor, names: frozenset[str]) -> list[Reactor]:
        """Who has something to do. Whoever hears none of ``names`` has seen everything by that; most facts concern few reactors."""
        behind = []
        for reactor in reactors().values():
            seen = self._seen.get(reactor.name)
            if seen is not None and names.isdisjoint(reactor.facts):
                self._seen[reactor.name] = max(head, seen)
            elif seen is None or seen < head:
                behind.append(reactor)
        return behind

    async def _register(self) -> None:
        await self.db.pool.execute(
            """INSERT INTO facts_cursor (reactor, transaction, position, moved_at)
               SELECT name, '0'::xid8, 0, $2 FROM unnest($1::text[]) AS name ON CONFLICT DO NOTHING""",
            list(reactors()),
            clock.real_now(),
        )
        self._known = True

    async def _advance(self, reactor: Reactor, head: Cursor) -> int:
        handled = 0
        while True:
            try:
                count, messages, more = await self._batch(reactor, head, self.batch)
            except Exception as error:  # noqa: BLE001 - any failure of a handler is contained here
                # Reactors run beside each other and each holds what a batch touched until its end. Who lost a deadlock goes on
                # fact by fact, for a single fact holds little.
                if is_transient(error) and not is_repeatable(error):
                    log.warning("%s: %r, will try again", reactor.name, error)
                    return handled
                count, messages, more = await self._one_by_one(reactor, head)
            if messages:
                await self.publish(messages)
            handled += count
            if not more:
                return handled

    async def _batch(self, reactor: Reactor, head: Cursor, limit: int) -> tuple[int, list[Any], bool]:
        async with self.db.transaction() as tx:
            rows = await self._next(tx, reactor, head, limit)
            if rows is None:
                return 0, [], False
            deliveries = [self._delivery(each) for each in rows]
            reached = head
            if deliveries:
                await reactor.handle(tx, deliveries)
                reached = (rows[-1]["xid"], rows[-1]["position"]) if len(rows) == limit else head
                tx.buffer("facts.cursor").append((reactor.name, str(reached[0]), reached[1], clock.real_now()))
        self._seen[reactor.name] = max(reached, self._seen.get(reactor.name, START))
        if deliveries:
            observe.fact_delivered(reactor.name, "done", len(deliveries))
        return len(deliveries), [message for delivery in deliveries for message in delivery.messages], len(rows) == limit

    async def _next(self, tx: Tx, reactor: Reactor, head: Cursor, limit: int) -> list[asyncpg.Record] | None:
        """The facts behind the reactor's cursor, which is locked; None if somebody else has it."""
        seen = self._seen.get(reactor.name, START)
        rows = await tx.fetch(NEXT, reactor.name, str(seen[0]), seen[1], str(head[0]), head[1], list(reactor.facts), limit)
        return [row for row in rows if row["id"] is not None] if rows else None

    async def _one_by_one(self, reactor: Reactor, head: Cursor) -> tuple[int, list[Any], bool]:
        try:
            return await self._batch(reactor, head, 1)
        except Exception as error:
            if is_transient(error):
                return 0, [], False
            log.exception("%s failed on a fact; it is parked", reactor.name)
            return await self._park(reactor, head, error)

    async def _park(self, reactor: Reactor, head: Cursor, error: Exception) -> tuple[int, list[Any], bool]:
        async with self.db.transaction() as tx:
            rows = await self._next(tx, reactor, head, 1)
            if not rows:
                return 0, [], False
            now = clock.real_now()
            await tx.execute(PARK, reactor.name, rows[0]["position"], repr(error)[:2000], now + timedelta(seconds=2), now)
            tx.buffer("facts.cursor").append((reactor.name, str(rows[0]["xid"]), rows[0]["position"], now))
        observe.fact_delivered(reactor.name, "parked")
        return 1, [], True

    async def _retry_parked(self) -> int:
        parked = await self.db.reader.fetch(
            "SELECT reactor, position FROM facts_failure WHERE retry_at <= $1 ORDER BY position LIMIT 50", clock.real_now()
        )
        for row in parked:
            await self._retry(row["reactor"], row["position"])
        return len(parked)

    async def _retry(self, name: str, position: int) -> None:
        reactor = reactors().get(name)
        if reactor is None:
            return
        try:
            async with self.db.transaction() as tx:
                if not await tx.execute("DELETE FROM facts_failure WHERE reactor = $1 AND position = $2", name, position):
                    return
                row = await tx.fetchrow("SELECT id, name, payload, position, recorded_at FROM facts_outbox WHERE position = $1", position)
                if row is None:
                    return
                delivery = self._delivery(row)
                await reactor.handle(tx, [delivery])
            observe.fact_delivered(name, "done")
            await self.publish(delivery.messages)
        except Exception as error:  # noqa: BLE001 - counted and tried again, or left for a person
            await self.db.pool.execute(
                """UPDATE facts_failure SET attempts = attempts + 1, error = $3,
                   retry_at = CASE WHEN attempts + 1 >= $4 THEN NULL ELSE $5::timestamptz + interval '1 second' * power(2, attempts + 1) END
                   WHERE reactor = $1 AND position = $2""",
                name,
                position,
                repr(error)[:2000],
                ATTEMPTS_MAX,
                clock.real_now(),
            )

    def _delivery(self, row: asyncpg.Record) -> Delivery[Any]:
        return Delivery(row["payload"], row["name"], row["id"], row["position"], row["recorded_at"])


async def undelivered(tx: Tx, patience: timedelta = timedelta(0)) -> list[str]:
    """What the outbox still owes, in words: parked facts, and facts past a cursor for longer than ``patience``. Empty when drained."""
    problems = [
        f"facts: {row['reactor']} failed on fact {row['position']} ({row['attempts']} times): {row['error'][:120]}"
        for row in await tx.fetch("SELECT reactor, position, attempts, error FROM facts_failure ORDER BY position LIMIT 100")
    ]
    known = list(reactors().values())
    waiting = await tx.fetch(
        WAITING,
        [reactor.name for reactor in known for _ in reactor.facts],
        [name for reactor in known for name in reactor.facts],
        clock.now() - patience,
    )
    return problems + [f"facts: {row['reactor']} has not seen {row['count']} facts" for row in waiting]
