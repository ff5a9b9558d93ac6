"""Topics of this process, and the wire between processes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import orjson

from tuanzi.kernel.db import Database
from tuanzi.kernel.http.access import Principal

log = logging.getLogger(__name__)

CHANNEL = "tuanzi_live"
NOTIFY_BYTES_MAX = 7900
QUEUE_MAX = 100
TOPICS_MAX = 20
CLIENTS_MAX = 5_000
"""Sockets of one process: some 400 MB (77 KB each, measured). What waits in their queues is shared by all who hear a topic."""
Message = tuple[str, str, dict[str, Any]]


async def publish(db: Database, messages: list[Message]) -> None:
    """Send (topic, event, data) to every process; each message at most 7.9 KB as JSON."""
    if not messages:
        return
    payloads = [orjson.dumps({"topic": topic, "event": event, "data": data}, default=str) for topic, event, data in messages]
    fitting = [payload.decode() for payload in payloads if len(payload) <= NOTIFY_BYTES_MAX]
    if len(fitting) < len(payloads):
        log.error("%d live messages were too large and are dropped", len(payloads) - len(fitting))
    await db.pool.execute("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", CHANNEL, fitting)


class Client:
    """One connected socket: what it listens to and what waits to be sent, each with the person it was allowed for (None: anybody)."""

    def __init__(self) -> None:
        self.topics: dict[str, Principal | None] = {}
        self.queue: asyncio.Queue[tuple[Principal | None, str]] = asyncio.Queue(QUEUE_MAX)
        self.dropped = False

    def put(self, owner: Principal | None, payload: str) -> bool:
        """Queue what is to be sent; False when it is too slow for it and from now on ``dropped``."""
        try:
            self.queue.put_nowait((owner, payload))
        except asyncio.QueueFull:
            self.dropped = True
        return not self.dropped


class Hub:
    """The sockets of this process. ``run`` listens until cancelled and reconnects by itself."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clients = 0
        self._by_topic: dict[str, set[Client]] = {}

    @property
    def topics(self) -> frozenset[str]:
        """What anybody here listens to."""
        return frozenset(self._by_topic)

    @contextmanager
    def visit(self) -> Iterator[Client | None]:
        """A client for as long as its socket is open; None when the house is full."""
        if self.clients >= CLIENTS_MAX:
            yield None
            return
        client = Client()
        self.clients += 1
        try:
            yield client
        finally:
            self.clients -= 1
            self.leave(client)

    def join(self, client: Client, topic: str, owner: Principal | None) -> bool:
        """Let ``client`` hear ``topic``, which ``owner`` may hear; False when it listens to 20 others already."""
        if topic not in client.topics and len(client.topics) >= TOPICS_MAX:
            return False
        client.topics[topic] = owner
        self._by_topic.setdefault(topic, set()).add(client)
        return True

    def leave(self, client: Client, topic: str | None = None) -> None:
        """Let ``client`` hear no more of ``topic``, or of anything."""
        for each in list(client.topics) if topic is None else [topic]:
            client.topics.pop(each, None)
            listeners = self._by_topic.get(each, set())
            listeners.discard(client)
            if not listeners:
                self._by_topic.pop(each, None)

    def deliver(self, payload: str) -> None:
        """Hand a published message to the local listeners; one whose queue is full is dropped."""
        topic = orjson.loads(payload)["topic"]
        for client in list(self._by_topic.get(topic, ())):
            if not client.put(client.topics[topic], payload):
                self.leave(client)

    async def run(self) -> None:
        """Listen for messages of all processes."""
        while True:
            try:
                await self._listen()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
                log.warning("live channel lost (%r), reconnecting", error)
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self.db.url)
        try:
            await connection.add_listener(CHANNEL, lambda _connection, _pid, _channel, payload: self.deliver(payload))
            while not connection.is_closed():
                await asyncio.sleep(5)
                await connection.fetchval("SELECT 1")
        finally:
            await connection.close()
