"""F4: whole purchases through the API, group-buy and gateway included."""

from __future__ import annotations

import asyncio

from bench.bench import Bench
from bench.floors import pgbench
from bench.measure import Figure, Meter, Sample, alternate

CONNECTIONS = 16
PAIRS = 48


async def run(bench: Bench) -> list[Figure]:
    """Pairs of strangers who buy in a team of two."""
    figure = Figure(
        "F4",
        "whole purchase by API, from sign-in to an order being prepared, 16 at a time",
        "CPU-s per 1,000",
        30,
        12,
        floor_name="pgbench",
    )
    figure.note = (
        "sign-in, address, cart, quote, checkout with group-buy, payment, the provider's signed notification, order paid, team full; "
        "WeChat and the payment provider are played by another process, whose work is not counted; p50 / p99 is the time from "
        "sign-in until the provider's button is answered; the floor is one plain order"
    )

    async def ours() -> None:
        figure.ours.append(await _round(bench, len(figure.ours), PAIRS * bench.scale))

    async def floor() -> None:
        shop = bench.shop
        found = await asyncio.to_thread(pgbench.run, shop.database_url, shop.data_dir, "order", 1600 * bench.scale, shop.database)
        figure.floor.append(found.cpu_s_per_1000)

    await _round(bench, 99, PAIRS)  # warm-up
    await alternate(bench.repetitions, ours, floor)
    return [figure]


async def _round(bench: Bench, number: int, pairs: int) -> Sample:
    items = [item for item in bench.goods.items if item.activity_id]
    work = {
        "what": "purchases",
        "round": f"{bench.shop.web}-{number}-",
        "connections": CONNECTIONS,
        "pairs": [
            {"number": place, "sku_id": items[place % len(items)].sku_ids[0], "activity_id": items[place % len(items)].activity_id}
            for place in range(pairs)
        ],
    }
    meter = Meter(bench.shop)
    said = await bench.drive("bench.shopping", work)
    await bench.settle()
    parts = meter.per_1000(pairs * 2)
    return Sample(sum(parts.values()), pairs * 2 / said["seconds"], said["p50_ms"], said["p99_ms"], parts)
