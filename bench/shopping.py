"""Shoppers in a process of their own: ``python -m bench.shopping WORK_FILE`` prints JSON.

``purchases``: pairs that buy together in a team of two, from the sign-in to two orders that are being prepared.
``rush``: everybody quotes and orders the same SKU at the same moment.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

from bench.client import Answer, Connection

API = "/api/v1/shop"
PATIENCE_S = 60
POLL_S = 0.1


class Shopper:
    """One person with a phone."""

    connection: Connection
    outside: Connection

    def __init__(self, outside_url: str, name: str) -> None:
        self._outside_url, self.name = outside_url, name
        self._headers: dict[str, str] = {}
        self.order_id = self.team_id = ""
        self.requests = 0

    async def ask(self, method: str, path: str, body: Any = None, *, status: int = 200, **headers: str) -> Answer:
        """A request whose answer must have ``status``."""
        self.requests += 1
        answer = await self.connection.call(method, path, body, **self._headers, **headers)
        return self._checked(method, path, answer, status)

    async def ask_outside(self, method: str, path: str, *, status: int = 200) -> Answer:
        """As ``ask``, but WeChat or the payment provider."""
        return self._checked(method, path, await self.outside.call(method, path), status)

    def _checked(self, method: str, path: str, answer: Answer, status: int) -> Answer:
        if answer.status != status:
            raise SystemExit(f"{method} {path}: {answer.status} {answer.body.decode()[:500]}")
        return answer

    async def sign_in(self) -> None:
        """With WeChat's pretend server: the code, then the session."""
        code = (await self.ask_outside("GET", f"/sandbox/wechat/login?name={self.name}")).json()["code"]
        session = (await self.ask("POST", f"{API}/sign-in/wechat", {"code": code, "device": "bench"})).json()
        self._headers = {"Authorization": f"Bearer {session['access_token']}"}

    async def buy(self, sku_id: str, activity_id: str, team_id: str | None) -> None:
        """Address, cart, quote, checkout, payment page, button."""
        address = {"name": "张三", "phone": "13800000000", "region_code": "370783", "detail": "圣城街道 88 号", "is_default": True}
        address_id = (await self.ask("POST", f"{API}/me/addresses", address, status=201)).json()["id"]
        await self.ask("POST", f"{API}/cart/lines", {"sku_id": sku_id, "quantity": 1})
        await self.ask("GET", f"{API}/cart")
        wanted = {
            "lines": [{"sku_id": sku_id, "quantity": 1}],
            "deal": {"kind": "groupbuy", "activity_id": activity_id, "team_id": team_id},
            "delivery": "ship",
            "address_id": address_id,
            "pickup_point_id": None,
        }
        quote = (await self.ask("POST", f"{API}/quotes", wanted)).json()
        placed = await self.ask("POST", f"{API}/orders", {**wanted, "quote_hash": quote["hash"]}, status=201, Idempotency_Key=_key())
        order = placed.json()["order"]
        self.order_id, self.team_id = order["id"], order["team_id"]
        await self._pay()

    async def _pay(self) -> None:
        path = f"{API}/orders/{self.order_id}/payments"
        payment = (await self.ask("POST", path, {"method": "sandbox"}, status=201, Idempotency_Key=_key())).json()
        entrance = payment["redirect_url"].removeprefix(self._outside_url)
        page = (await self.ask_outside("GET", entrance, status=303)).headers["location"]
        await self.ask_outside("GET", page)
        await self.ask_outside("POST", f"{page}/confirm", status=303)

    async def wait_for(self, path: str, state: str) -> None:
        """Look until ``path`` is in ``state``."""
        deadline = time.monotonic() + PATIENCE_S
        while (found := (await self.ask("GET", path)).json()["state"]) != state:
            if time.monotonic() > deadline:
                raise SystemExit(f"{path} is {found}, not {state}")
            await asyncio.sleep(POLL_S)


def _key() -> str:
    return uuid.uuid4().hex  # noqa: TID251 - any key will do


async def purchases(work: dict[str, Any]) -> dict[str, Any]:
    """Everybody who opens a team, then everybody who joins one; at the end each looks at their own order.

    A page hears of changes through the live socket; so that asking again and again is not what is measured, only one person at
    a time looks whether it is done.
    """
    base_url, outside_url, times = work["base_url"], work["outside_url"], list[float]()
    connections = [(await Connection.open(base_url), await Connection.open(outside_url)) for _ in range(work["connections"])]

    async def all_buy(shoppers: list[tuple[Shopper, dict[str, Any]]], teams: list[str | None]) -> None:
        waiting = list(zip(shoppers, teams, strict=True))

        async def one_after_the_other(connection: Connection, outside: Connection) -> None:
            while waiting:
                (shopper, pair), team_id = waiting.pop(0)
                shopper.connection, shopper.outside = connection, outside
                began = time.perf_counter()
                await shopper.sign_in()
                await shopper.buy(pair["sku_id"], pair["activity_id"], team_id)
                times.append(time.perf_counter() - began)

        await asyncio.gather(*(one_after_the_other(*each) for each in connections))

    began = time.perf_counter()
    leaders, friends = ([(Shopper(outside_url, f"{work['round']}{pair['number']}{role}"), pair) for pair in work["pairs"]] for role in "ab")
    await all_buy(leaders, [None] * len(leaders))
    for leader, _ in leaders:
        await leader.wait_for(f"{API}/teams/{leader.team_id}", "forming")
    await all_buy(friends, [leader.team_id for leader, _ in leaders])
    for shopper, _ in (*friends, *leaders):
        await shopper.wait_for(f"{API}/orders/{shopper.order_id}", "preparing")
    seconds = time.perf_counter() - began
    for connection in chain(*connections):
        connection.close()
    return {"seconds": seconds, "requests": sum(shopper.requests for shopper, _ in (*leaders, *friends)), **_quantiles(times)}


async def rush(work: dict[str, Any]) -> dict[str, Any]:
    """All at once; what everybody was told, and when."""
    base_url = work["base_url"]
    connections = await asyncio.gather(*(Connection.open(base_url) for _ in work["buyers"]))
    told: Counter[str] = Counter()
    times = list[float]()
    started = asyncio.Event()

    async def one(connection: Connection, buyer: dict[str, str]) -> None:
        headers = {"Authorization": f"Bearer {buyer['token']}"}
        lines = [{"sku_id": work["sku_id"], "quantity": 1}]
        wanted = {"lines": lines, "deal": None, "delivery": "ship", "address_id": buyer["address_id"], "pickup_point_id": None}
        await started.wait()
        began = time.perf_counter()
        answer = await connection.call("POST", f"{API}/quotes", wanted, **headers)
        if answer.status == 200:
            wanted["quote_hash"] = answer.json()["hash"]
            answer = await connection.call("POST", f"{API}/orders", wanted, Idempotency_Key=_key(), **headers)
        times.append(time.perf_counter() - began)
        is_problem = answer.headers.get("content-type") == "application/problem+json"
        told[f"{answer.status} {answer.json()['code']}" if is_problem else str(answer.status)] += 1

    tasks = [asyncio.create_task(one(*each)) for each in zip(connections, work["buyers"], strict=True)]
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    started.set()
    await asyncio.gather(*tasks)
    return {"seconds": time.perf_counter() - began, "told": told, **_quantiles(times)}


def _quantiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"p50_ms": ordered[len(ordered) // 2] * 1000, "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000}


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(json.dumps(asyncio.run({"purchases": purchases, "rush": rush}[given["what"]](given))))
