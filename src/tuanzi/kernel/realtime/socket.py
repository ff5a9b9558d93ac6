"""The WebSocket endpoint: subscribe to topics, receive what happens there.

A client says ``{"subscribe": [topics], "unsubscribe": [topics], "token": access token or null}`` and is answered for each topic it
subscribes to with the event "subscribed" or "refused". Whoever does not keep to that is sent away with a code of RFC 6455: 1003 binary,
1007 not what is described here, 1008 too much of it, or signed out, 1009 too large, 1013 too slow, or no room: come back later.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from tuanzi.kernel.db import is_transient
from tuanzi.kernel.errors import Unauthenticated
from tuanzi.kernel.http.access import Authenticator, Principal
from tuanzi.kernel.realtime.hub import TOPICS_MAX, Client, Hub

PING_S = 25
SEND_S = 10
"""How long one message may take to leave: a client that does not read holds nothing longer than that."""
FIRST_WORD_S = 30
LIVING_S = 30
"""How long after a session ended its socket may still hear what is private."""
MESSAGES_MAX, MESSAGES_WINDOW_S = 60, 60
MESSAGE_BYTES_MAX = 4096
TOPIC_LENGTH_MAX = 100
PING = '{"topic":null,"event":"ping","data":{}}'
MayListen = Callable[[str, Principal | None], bool]


class SentAway(Exception):
    """The client has to go, with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client says."""

    subscribe: tuple[str, ...]
    unsubscribe: tuple[str, ...]
    token: str | None

    @classmethod
    def read(cls, message: Any) -> Wish:
        """Raises ``SentAway`` for whatever is none."""
        text = message.get("text")
        if text is None:
            raise SentAway(1003)
        if len(text.encode()) > MESSAGE_BYTES_MAX:
            raise SentAway(1009)
        try:
            said = orjson.loads(text)
        except ValueError as error:
            raise SentAway(1007) from error
        if not isinstance(said, dict) or not said.keys() & {"subscribe", "unsubscribe"}:
            raise SentAway(1007)
        token = said.get("token")
        return cls(_topics(said.get("subscribe")), _topics(said.get("unsubscribe")), token if isinstance(token, str) else None)


def _topics(said: Any) -> tuple[str, ...]:
    topics = [] if said is None else said
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise SentAway(1007)
    if len(topics) > TOPICS_MAX:
        raise SentAway(1008)
    return tuple(topics)


async def serve(socket: WebSocket, hub: Hub, authenticator: Authenticator, may_listen: MayListen) -> None:
    """Serve one client until it leaves or is sent away."""
    await socket.accept()
    with hub.visit() as client:
        code = await _Visit(socket, hub, client, authenticator, may_listen).run() if client else 1013
    if code is not None:
        # Whoever does not read does not read this either.
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            await asyncio.wait_for(socket.close(code), SEND_S)


class _Visit:
    """One client from its first word on: one loop hears it, another speaks to it, and the first that ends ends both."""

    def __init__(self, socket: WebSocket, hub: Hub, client: Client, authenticator: Authenticator, may_listen: MayListen) -> None:
        self._socket, self._hub, self._client = socket, hub, client
        self._authenticator, self._may_listen = authenticator, may_listen
        self._heard: deque[float] = deque(maxlen=MESSAGES_MAX)
        self._lived: tuple[UUID, float] | None = None

    async def run(self) -> int | None:
        """The code to close with; None when the client has gone by itself."""
        loops = [asyncio.create_task(self._hear()), asyncio.create_task(self._speak())]
        try:
            ended, _ = await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
            await ended.pop()
        except SentAway as end:
            return end.code
        except WebSocketDisconnect:
            return None
        except Exception as error:
            if not is_transient(error):
                raise
            return 1013
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
        return None

    async def _hear(self) -> None:
        patience_s: float | None = FIRST_WORD_S
        while True:
            try:
                message = await asyncio.wait_for(self._socket.receive(), patience_s)
            except TimeoutError:
                raise SentAway(1008) from None
            if message["type"] == "websocket.disconnect":
                return
            patience_s = None
            self._bear(time.monotonic())
            await self._fulfil(Wish.read(message))

    def _bear(self, now: float) -> None:
        if len(self._heard) == MESSAGES_MAX and now - self._heard[0] < MESSAGES_WINDOW_S:
            raise SentAway(1008)
        self._heard.append(now)

    async def _fulfil(self, wish: Wish) -> None:
        for topic in wish.unsubscribe:
            self._hub.leave(self._client, topic)
        private = frozenset(topic for topic in wish.subscribe if not self._may_listen(topic, None))
        principal = await self._person(wish.token) if private and wish.token else None
        for topic in wish.subscribe:
            owner = principal if topic in private else None
            allowed = len(topic) <= TOPIC_LENGTH_MAX and self._may_listen(topic, owner) and self._hub.join(self._client, topic, owner)
            answer: dict[str, Any] = {"topic": topic, "event": "subscribed" if allowed else "refused", "data": {}}
            self._client.put(None, orjson.dumps(answer).decode())

    async def _person(self, token: str) -> Principal | None:
        try:
            principal = self._authenticator.principal(token)
        except Unauthenticated:
            return None
        return principal if await self._lives(principal) else None

    async def _lives(self, principal: Principal) -> bool:
        """Whether the session has not ended, as of a moment ago."""
        now = time.monotonic()
        if self._lived and self._lived[0] == principal.session_id and now - self._lived[1] < LIVING_S:
            return True
        if not await self._authenticator.is_living(self._hub.db.reader, principal):
            return False
        self._lived = principal.session_id, now
        return True

    async def _speak(self) -> None:
        while not (self._client.dropped and self._client.queue.empty()):
            try:
                owner, payload = await asyncio.wait_for(self._client.queue.get(), PING_S)
            except TimeoutError:
                owner, payload = None, PING
            if owner and not await self._lives(owner):
                raise SentAway(1008)
            try:
                await asyncio.wait_for(self._socket.send_text(payload), SEND_S)
            except TimeoutError:
                break
            except RuntimeError:  # the server has closed the line itself, for a frame that is none or a missing pong
                return
        raise SentAway(1013)
