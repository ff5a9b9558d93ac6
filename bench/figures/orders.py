"""F3: the whole checkout call. The quote was asked for before; the order is durable when the answer comes."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

from bench.bench import Bench
from bench.client import Connection
from bench.data import Buyer, buyers
from bench.floors import pgbench
from bench.measure import Figure, Meter, Sample, alternate

CONNECTIONS = 16
BUYERS = 60
ORDERS = 200


async def run(bench: Bench) -> list[Figure]:
    """Orders of two lines by sixty buyers, in turns with pgbench committing one plain order at a time."""
    alone = Figure("F3", "checkout call, 2 lines, durable, one by one", "CPU-s per 1,000", 8, 3, floor_name="pgbench")
    crowd = Figure("F3", f"checkout call, 2 lines, durable, {CONNECTIONS} at a time", "CPU-s per 1,000", 8, 3, floor_name="pgbench")
    for figure in (alone, crowd):
        figure.note = "with everything an order sets off in the worker until nothing is left to do"
    people = await buyers(bench.db, BUYERS)
    wanted = await _quoted(bench, people)
    await _round(bench, wanted, CONNECTIONS, ORDERS)  # warm-up

    async def one_by_one() -> None:
        alone.ours.append(await _round(bench, wanted, 1, ORDERS * bench.scale))

    async def many() -> None:
        crowd.ours.append(await _round(bench, wanted, CONNECTIONS, ORDERS * bench.scale))

    async def floor() -> None:
        shop = bench.shop
        found = await asyncio.to_thread(pgbench.run, shop.database_url, shop.data_dir, "order", 1600 * bench.scale, shop.database)
        for figure in (alone, crowd):
            figure.floor.append(found.cpu_s_per_1000)

    await alternate(bench.repetitions, one_by_one, floor, many)
    return [alone, crowd]


async def _quoted(bench: Bench, people: list[Buyer]) -> list[dict[str, Any]]:
    """One basket per buyer, with the hash of its quote."""
    connection = await Connection.open(bench.shop.base_url)
    requests = []
    for number, buyer in enumerate(people):
        first, second = (bench.goods.items[(number * 2 + step) % len(bench.goods.items)] for step in (0, 1))
        lines = [{"sku_id": first.sku_ids[number % 6], "quantity": 1}, {"sku_id": second.sku_ids[number % 5], "quantity": 2}]
        body = {"lines": lines, "deal": None, "delivery": "ship", "address_id": buyer.address_id, "pickup_point_id": None}
        answer = await connection.call("POST", "/api/v1/shop/quotes", body, Authorization=f"Bearer {buyer.token}")
        if answer.status != 200:
            raise RuntimeError(f"no quote: {answer.body.decode()}")
        requests.append({"body": {**body, "quote_hash": answer.json()["hash"]}, "token": buyer.token})
    connection.close()
    return requests


async def _round(bench: Bench, wanted: list[dict[str, Any]], connections: int, number: int) -> Sample:
    requests = [
        {
            "method": "POST",
            "path": "/api/v1/shop/orders",
            "body": each["body"],
            "headers": {"Authorization": f"Bearer {each['token']}", "Idempotency-Key": uuid.uuid4().hex},  # noqa: TID251 - any key will do
        }
        for each in (wanted[place % len(wanted)] for place in range(number))
    ]
    meter = Meter(bench.shop)
    said = await bench.load(requests, connections, number)
    await bench.settle()
    parts = meter.per_1000(said["count"])
    return Sample(sum(parts.values()), said["per_second"], said["p50_ms"], said["p99_ms"], parts)
