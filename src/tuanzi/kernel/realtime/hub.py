"""Topics of this process, and the wire between processes."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import asyncpg
import orjson

from tuanzi.kernel.db import Database

log = logging.getLogger(__name__)

CHANNEL = "tuanzi_live"
NOTIFY_BYTES_MAX = 7900
QUEUE_MAX = 100
TOPICS_MAX = 20
Message = tuple[str, str, dict[str, Any]]


async def publish(db: Database, messages: list[Message]) -> None:
    """Send (topic, event, data) to every process; each message at most 7.9 KB as JSON."""
    if not messages:
        return
    payloads = [orjson.dumps({"topic": topic, "event": event, "data": data}, default=str).decode() for topic, event, data in messages]
    fitting = [payload for payload in payloads if len(payload) <= NOTIFY_BYTES_MAX]
    if len(fitting) < len(payloads):
        log.error("%d live messages were too large and are dropped", len(payloads) - len(fitting))
    await db.pool.execute("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", CHANNEL, fitting)


class Client:
    """One connected socket: what it listens to and what waits to be sent."""

    def __init__(self) -> None:
        self.topics: set[str] = set()
        self.queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_MAX)
        self.dropped = False


class Hub:
    """The sockets of this process. ``run`` listens until cancelled and reconnects by itself."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._by_topic: dict[str, set[Client]] = {}

    def join(self, client: Client, topic: str) -> None:
        """Let ``client`` hear ``topic``; beyond 20 topics nothing happens."""
        if len(client.topics) < TOPICS_MAX:
            client.topics.add(topic)
            self._by_topic.setdefault(topic, set()).add(client)

    def leave(self, client: Client) -> None:
        """Forget ``client``."""
        for topic in client.topics:
            listeners = self._by_topic.get(topic, set())
            listeners.discard(client)
            if not listeners:
                self._by_topic.pop(topic, None)
        client.topics.clear()

    def deliver(self, payload: str) -> None:
        """Hand a published message to the local listeners; one whose queue is full is dropped."""
        for client in list(self._by_topic.get(orjson.loads(payload)["topic"], ())):
            try:
                client.queue.put_nowait(payload)
            except asyncio.QueueFull:
                client.dropped = True
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
