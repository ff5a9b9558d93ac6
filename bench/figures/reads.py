"""F1 and F2: the product page and the list of cards, anonymous, beside pgbench running plain SQL of the same size."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bench.bench import Bench
from bench.floors import pgbench
from bench.measure import Figure, Meter, Sample, alternate

CONNECTIONS = 64
LIST_SIZE = 20


async def run(bench: Bench) -> list[Figure]:
    """Both, in turns with their floors."""
    alone = Figure("F1", "product page JSON, anonymous, one by one", "CPU-s per 1,000", 1.2, 0.7, floor_name="pgbench")
    crowd = Figure("F1", f"product page JSON, {CONNECTIONS} at a time", "CPU-s per 1,000", 1.2, 0.35, floor_name="pgbench")
    cards = Figure(
        "F2", f"list of {LIST_SIZE} cards with offers, {CONNECTIONS} at a time", "CPU-s per 1,000", 1.6, 0.8, floor_name="pgbench"
    )
    singly = Figure("F2", f"list of {LIST_SIZE} cards with offers, one by one", "CPU-s per 1,000", 1.6, None, floor_name="pgbench")
    pages = [{"path": f"/api/v1/shop/products/{item.product_id}"} for item in bench.goods.items]
    lists = [
        {"path": f"/api/v1/shop/products?category={category_id}&sort={sort}&limit={LIST_SIZE}"}
        for category_id in bench.goods.category_ids
        for sort in ("sales", "new", "price", "relevance")
    ]
    for requests in (pages, lists):
        await bench.load(requests, CONNECTIONS, 1500)  # warm-up
    await alternate(
        bench.repetitions,
        _ours(bench, alone, pages, 1, 600),
        _floor(bench, "product", 6000, alone, crowd),
        _ours(bench, crowd, pages, CONNECTIONS, 3000),
        _ours(bench, singly, lists, 1, 500),
        _floor(bench, "list", 4000, singly, cards),
        _ours(bench, cards, lists, CONNECTIONS, 2000),
    )
    return [alone, crowd, singly, cards]


def _ours(
    bench: Bench, figure: Figure, requests: list[dict[str, Any]], connections: int, count: int
) -> Callable[[], Coroutine[Any, Any, None]]:
    async def turn() -> None:
        number = count * bench.scale
        meter = Meter(bench.shop)
        said = await bench.load(requests, connections, number)
        parts = meter.per_1000(said["count"])
        figure.ours.append(Sample(sum(parts.values()), said["per_second"], said["p50_ms"], said["p99_ms"], parts))

    return turn


def _floor(bench: Bench, script: str, count: int, *figures: Figure) -> Callable[[], Coroutine[Any, Any, None]]:
    async def turn() -> None:
        shop = bench.shop
        floor = await asyncio.to_thread(pgbench.run, shop.database_url, shop.data_dir, script, count * bench.scale, shop.database)
        for figure in figures:
            figure.floor.append(floor.cpu_s_per_1000)

    return turn
