"""The WebSocket endpoint: subscribe to topics, receive what happens there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from tuanzi.kernel.errors import Unauthenticated
from tuanzi.kernel.http.access import Authenticator, Principal
from tuanzi.kernel.realtime.hub import Client, Hub

PING_S = 25
MESSAGE_BYTES_MAX = 4096
MayListen = Callable[[str, Principal | None], bool]


async def serve(socket: WebSocket, hub: Hub, authenticator: Authenticator, may_listen: MayListen) -> None:
    """Serve one client until it leaves. Topics it may not hear are answered with event 'refused'."""
    await socket.accept()
    client = Client()
    sender = asyncio.create_task(_send(socket, client))
    try:
        while True:
            text = await socket.receive_text()
            if len(text) > MESSAGE_BYTES_MAX:
                break
            await _subscribe(text, client, hub, authenticator, may_listen)
    except (WebSocketDisconnect, ValueError):
        pass
    finally:
        hub.leave(client)
        sender.cancel()
        with contextlib.suppress(RuntimeError):
            await socket.close()


async def _subscribe(text: str, client: Client, hub: Hub, authenticator: Authenticator, may_listen: MayListen) -> None:
    request = orjson.loads(text)
    if not isinstance(request, dict):
        raise ValueError("not an object")  # noqa: TRY004 - the client is wrong, not the program
    token = request.get("token")
    principal = None
    if isinstance(token, str):
        with contextlib.suppress(Unauthenticated):
            principal = authenticator.principal(token)
    for topic in request.get("subscribe") or []:
        allowed = isinstance(topic, str) and may_listen(topic, principal)
        if allowed:
            hub.join(client, topic)
        answer = {"topic": topic, "event": "subscribed" if allowed else "refused", "data": {}}
        client.queue.put_nowait(orjson.dumps(answer).decode())


async def _send(socket: WebSocket, client: Client) -> None:
    while True:
        try:
            payload = await asyncio.wait_for(client.queue.get(), PING_S)
        except TimeoutError:
            payload = '{"topic":null,"event":"ping","data":{}}'
        await socket.send_text(payload)
        if client.dropped and client.queue.empty():
            await socket.close(1013)
            return
