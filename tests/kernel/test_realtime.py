"""The live socket among the rude: whatever one client does, it is sent away with a code, nobody else notices, and nothing grows."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.factories import people
from tuanzi.apps.doors import authenticator
from tuanzi.apps.web import may_listen
from tuanzi.kernel import realtime
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.observe import logs
from tuanzi.kernel.realtime import hub as hubs
from tuanzi.kernel.realtime import socket as sockets
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId, Tokens

Shift = Callable[[timedelta], None]
TEAM = "team:tea_01"
LISTENS = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%tuanzi_live%')"


@dataclass
class Live:
    """A running process with a live socket, and its hub."""

    port: int
    hub: realtime.Hub
    db: Database

    @contextlib.asynccontextmanager
    async def client(self, *topics: str, token: str | None = None) -> AsyncIterator[ClientConnection]:
        """A client that hears ``topics``."""
        async with connect(f"ws://127.0.0.1:{self.port}/", proxy=None) as opened:
            if topics:
                await say(opened, {"subscribe": list(topics), "token": token})
                assert [await heard(opened) for _ in topics] == [answer(topic) for topic in topics]
            yield opened

    async def tell(self, topic: str, number: int = 1) -> None:
        await realtime.publish(self.db, [(topic, "changed", {"number": number})])


def answer(topic: str, event: str = "subscribed") -> dict[str, Any]:
    return {"topic": topic, "event": event, "data": {}}


def news(topic: str, number: int = 1) -> dict[str, Any]:
    return {"topic": topic, "event": "changed", "data": {"number": number}}


async def say(client: ClientConnection, message: Any) -> None:
    await client.send(message if isinstance(message, str | bytes) else json.dumps(message))


async def heard(client: ClientConnection) -> Any:
    async with asyncio.timeout(5):
        return json.loads(await client.recv())


async def hears_nothing(client: ClientConnection) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await client.recv()


async def sent_away(client: ClientConnection) -> int | None:
    """The code it is sent away with; what is said before is passed over."""
    async with asyncio.timeout(10):
        while True:
            try:
                await client.recv()
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else None


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - it is about the state of the server, which tells nobody
            await asyncio.sleep(0.02)


async def signed_in(db: Database) -> tuple[MemberId, Tokens]:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
        return member_id, await people.session(tx, member_id)


@pytest.fixture
async def live(db: Database, config: Config, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Live]:
    """At the end nobody is left in the hub, and the log holds no error and no traceback."""
    logs.hush()
    hub, who = realtime.Hub(db), authenticator(config)

    async def endpoint(opened: WebSocket) -> None:
        await sockets.serve(opened, hub, who, may_listen)

    app = Starlette(routes=[WebSocketRoute("/", endpoint)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    running = [asyncio.create_task(server.serve()), asyncio.create_task(hub.run())]
    await until(lambda: server.started)
    async with asyncio.timeout(10):
        while not await db.reader.fetchval(LISTENS):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
    yield Live(server.servers[0].sockets[0].getsockname()[1], hub, db)
    await until(lambda: hub.clients == 0)
    assert hub.topics == frozenset()
    server.should_exit = True
    running[1].cancel()
    await asyncio.gather(*running, return_exceptions=True)
    gc.collect()  # a task that failed unheard says so when it is collected
    await asyncio.sleep(0)
    said = [record for phase in ("setup", "call", "teardown") for record in caplog.get_records(phase)]
    assert [record.getMessage() for record in said if record.exc_info or record.levelno >= logging.ERROR] == []


@contextlib.asynccontextmanager
async def a_bystander(live: Live) -> AsyncIterator[None]:
    """Somebody well-behaved, who hears the news after whatever happens meanwhile."""
    async with live.client(TEAM) as bystander:
        yield
        await live.tell(TEAM, 7)
        assert await heard(bystander) == news(TEAM, 7)


GARBAGE = {
    "nothing": "",
    "words": "hello",
    "half": '{"subscribe": [',
    "a list": "[]",
    "a number": "1",
    "no topic asked for": '{"please": ["team:tea_01"]}',
    "topics in no list": '{"subscribe": 7}',
    "one topic without a list": '{"subscribe": "team:tea_01"}',
    "topics by name": '{"subscribe": {"team:tea_01": true}}',
    "topics that are no text": '{"subscribe": [7, null, {"team": 1}]}',
    "half a character": '{"subscribe": ["team:\\ud800"]}',
    "a deep nest": "[" * 4000,
    "an endless number": '{"subscribe": [' + "9" * 4000 + "]}",
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_is_sent_away(live: Live, text: str) -> None:
    async with a_bystander(live), live.client(TEAM) as rude:
        await say(rude, text)
        assert await sent_away(rude) == 1007


async def test_text_that_is_no_text_is_sent_away(live: Live) -> None:
    async with a_bystander(live), live.client(TEAM) as rude:
        await rude.send(b"\xff\xfe\x80", text=True)
        assert await sent_away(rude) == 1007


async def test_binary_is_not_spoken_here(live: Live) -> None:
    async with a_bystander(live), live.client(TEAM) as rude:
        await say(rude, b'{"subscribe": ["team:tea_01"]}')
        assert await sent_away(rude) == 1003


@pytest.mark.parametrize("text", ["x" * 4097, "团" * 1366, "x" * 20_000_000], ids=["a byte", "not by letters", "by far"])
async def test_a_message_may_be_too_large(live: Live, text: str) -> None:
    async with a_bystander(live), live.client(TEAM) as rude:
        with contextlib.suppress(ConnectionClosed):  # it is not even read to its end
            await say(rude, text)
        assert await sent_away(rude) == 1009


async def test_topics_that_do_not_exist_are_refused_and_the_rest_is_heard(live: Live) -> None:
    async with live.client() as client:
        asked = ["room:1", "team:", "team", "", ":", "member:", "order:ord_1", "team:" + "x" * 100, TEAM]
        await say(client, {"subscribe": asked})
        assert [await heard(client) for _ in asked] == [*(answer(topic, "refused") for topic in asked[:-1]), answer(TEAM)]
        assert live.hub.topics == {TEAM}


async def test_thousands_of_topics_in_one_message_are_sent_away(live: Live) -> None:
    async with a_bystander(live), live.client() as rude:
        await say(rude, json.dumps({"subscribe": [f"team:{number}" for number in range(340)]}, separators=(",", ":")))
        assert await sent_away(rude) == 1008


async def test_a_client_hears_so_many_topics_and_may_exchange_them(live: Live) -> None:
    topics = [f"team:tea_{number}" for number in range(hubs.TOPICS_MAX)]
    async with live.client(*topics) as client:
        await say(client, {"subscribe": [TEAM, topics[0]]})
        assert [await heard(client), await heard(client)] == [answer(TEAM, "refused"), answer(topics[0])]
        await say(client, {"unsubscribe": topics[:1], "subscribe": [TEAM]})
        assert await heard(client) == answer(TEAM)
        await live.tell(topics[0])
        await live.tell(TEAM)
        assert await heard(client) == news(TEAM)


async def test_a_flood_of_wishes_is_sent_away(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuanzi.kernel.realtime.socket.MESSAGES_MAX", 10)
    async with a_bystander(live), live.client(TEAM) as rude:
        for _ in range(9):
            await say(rude, {"subscribe": [TEAM]})
            assert await heard(rude) == answer(TEAM)
        await say(rude, {"subscribe": [TEAM]})
        assert await sent_away(rude) == 1008


async def test_whoever_wishes_and_never_reads_is_sent_away(live: Live) -> None:
    wish = json.dumps({"subscribe": [TEAM] * hubs.TOPICS_MAX})
    async with a_bystander(live), live.client() as rude:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(1000):
                await rude.send(wish)
        assert await sent_away(rude) in {1008, 1013}


async def test_another_members_topic_is_refused(live: Live) -> None:
    mine, tokens = await signed_in(live.db)
    other, _ = await signed_in(live.db)
    own, foreign = f"member:{mine}", f"member:{other}"
    async with live.client() as client:
        asked = [foreign, f"{own} ", own.upper(), "console:orders", own]
        await say(client, {"subscribe": asked, "token": tokens.access_token})
        assert [await heard(client) for _ in asked] == [*(answer(topic, "refused") for topic in asked[:-1]), answer(own)]
        for topic in asked:
            await live.tell(topic)
        assert await heard(client) == news(own)
        await hears_nothing(client)


async def test_the_console_is_for_staff(live: Live) -> None:
    staff = (await people.as_staff(live.db)).popitem()[1].removeprefix("Bearer ")
    mine, tokens = await signed_in(live.db)
    async with live.client("console:orders", token=staff) as console, live.client() as shopper:
        await say(shopper, {"subscribe": ["console:orders"], "token": tokens.access_token})
        assert await heard(shopper) == answer("console:orders", "refused")
        await say(console, {"subscribe": [f"member:{mine}"], "token": staff})
        assert await heard(console) == answer(f"member:{mine}", "refused")
        await live.tell("console:orders")
        await live.tell(f"member:{mine}")
        assert await heard(console) == news("console:orders")
        await hears_nothing(console)
        await hears_nothing(shopper)


def forged(tokens: Tokens) -> list[Any]:
    head, body, mac = tokens.access_token.split(".")
    return [None, "", "x", f"{head}.{body}.{mac[::-1]}", f"{head}.{body}.", tokens.refresh_token, "x" * 3000, 7, {"a": 1}, True]


async def test_a_forged_token_hears_what_is_public(live: Live) -> None:
    mine, tokens = await signed_in(live.db)
    own = f"member:{mine}"
    async with live.client() as client:
        for token in forged(tokens):
            await say(client, {"subscribe": [own, TEAM], "token": token})
            assert [await heard(client), await heard(client)] == [answer(own, "refused"), answer(TEAM)]
        await live.tell(own)
        await hears_nothing(client)


async def test_a_token_past_its_time_opens_nothing(live: Live, shift_clock: Shift) -> None:
    mine, tokens = await signed_in(live.db)
    shift_clock(timedelta(hours=1))
    async with live.client() as client:
        await say(client, {"subscribe": [f"member:{mine}"], "token": tokens.access_token})
        assert await heard(client) == answer(f"member:{mine}", "refused")


async def test_a_token_whose_session_ended_opens_nothing(live: Live) -> None:
    mine, tokens = await signed_in(live.db)
    async with live.db.transaction() as tx:
        await accounts.end_session(tx, "member", mine, tokens.session_id)
    async with live.client() as client:
        await say(client, {"subscribe": [f"member:{mine}"], "token": tokens.access_token})
        assert await heard(client) == answer(f"member:{mine}", "refused")


async def test_whoever_signed_out_hears_nothing_private_any_more(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuanzi.kernel.realtime.socket.LIVING_S", 0)
    mine, tokens = await signed_in(live.db)
    own = f"member:{mine}"
    async with live.client(own, TEAM, token=tokens.access_token) as client:
        await live.tell(own, 1)
        assert await heard(client) == news(own, 1)
        async with live.db.transaction() as tx:
            await accounts.end_session(tx, "member", mine, tokens.session_id)
        await live.tell(TEAM)
        assert await heard(client) == news(TEAM), "a team is public"
        await live.tell(own, 2)
        with pytest.raises(ConnectionClosed) as end:
            await heard(client)
        assert end.value.rcvd
        assert end.value.rcvd.code == 1008


async def test_a_client_that_says_nothing_is_not_kept(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuanzi.kernel.realtime.socket.FIRST_WORD_S", 0.1)
    async with live.client() as silent:
        assert await sent_away(silent) == 1008


async def test_a_client_that_listens_only_is_kept_awake(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuanzi.kernel.realtime.socket.FIRST_WORD_S", 0.1)
    monkeypatch.setattr("tuanzi.kernel.realtime.socket.PING_S", 0.1)
    async with live.client(TEAM) as listener:
        for _ in range(3):
            assert await heard(listener) == {"topic": None, "event": "ping", "data": {}}


async def test_a_client_that_does_not_read_is_dropped(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuanzi.kernel.realtime.socket.SEND_S", 0.2)
    async with a_bystander(live), live.client("team:tea_02") as rude:
        for _ in range(40):
            # Each different: what is the same would be sent once, and packed on the line.
            await realtime.publish(live.db, [("team:tea_02", "changed", {"filling": secrets.token_hex(3500)}) for _ in range(50)])
        await until(lambda: live.hub.clients == 1)
        assert live.hub.topics == {TEAM}
        rude.transport.abort()


async def test_a_client_that_is_gone_without_a_word_is_forgotten(live: Live) -> None:
    async with a_bystander(live):
        for _ in range(20):
            async with live.client("team:tea_02") as client:
                client.transport.abort()
            await live.tell("team:tea_02")
        await until(lambda: live.hub.clients == 1)


async def test_the_process_takes_so_many_clients(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuanzi.kernel.realtime.hub.CLIENTS_MAX", 2)
    async with a_bystander(live), live.client(TEAM) as second:
        async with live.client() as third:
            assert await sent_away(third) == 1013
        await second.close()
        await until(lambda: live.hub.clients == 1)
        async with live.client(TEAM):
            pass


async def test_news_too_large_for_the_wire_is_dropped_and_the_rest_is_sent(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    async with live.client(TEAM) as client:
        await realtime.publish(live.db, [(TEAM, "changed", {"title": "团" * 2700}), (TEAM, "changed", {"number": 1})])
        assert await heard(client) == news(TEAM)
    assert [record.getMessage() for record in caplog.records if record.name == hubs.__name__] == [
        "1 live messages were too large and are dropped"
    ]
    caplog.clear()
