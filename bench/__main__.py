"""``python -m bench [--full] [--only F1,F3]``: measure, print the table, write bench/results/latest.{json,md}.

Exit code 1 if a result was wrong (oversold, a 5xx, a timer lost): being slow is for the reader to judge, being wrong is not.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import data, report
from bench.bench import Bench
from bench.figures import choice, front_ends, orders, outbox, promotions, purchase, reads, rest, rush, tables, timers
from bench.floors import pgbench
from bench.measure import Figure
from bench.shop import Shop, running_shop
from tuanzi.apps import wiring
from tuanzi.kernel.config import load
from tuanzi.kernel.db import Database

RUNNING: dict[str, Callable[[Bench], Awaitable[list[Figure]]]] = {
    "F1": reads.run,
    "F2": reads.run,
    "F3": orders.run,
    "F4": purchase.run,
    "F6": outbox.run,
    "RUSH": rush.run,
    "CHOICE": choice.run,
    "QUOTE": promotions.quotes,
    "GUARD": promotions.guard,
    "TIMERS": timers.run,
}
READING = {"TABLES"}
"""What is read in a shop of its own, the demo shop made large."""
RESTING = {"F13", "F14"}
SEEN = {"F15"}
"""What a browser is needed for."""
SHORT, LONG = (5, 1), (9, 4)


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="more repetitions of more work")
    parser.add_argument(
        "--only", default="", help=f"a comma-separated choice of {', '.join([*RUNNING, *sorted(READING | RESTING | SEEN)])}"
    )
    asked = parser.parse_args()
    wanted = {name.strip().upper() for name in asked.only.split(",") if name.strip()} or {*RUNNING, *READING, *RESTING, *SEEN}
    if unknown := wanted - {*RUNNING, *READING, *RESTING, *SEEN}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    form = "long" if asked.full else "short"
    repetitions, scale = LONG if asked.full else SHORT
    began = time.monotonic()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="tuanzi-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        functions = list(dict.fromkeys(RUNNING[name] for name in RUNNING if name in wanted))
        if functions:
            with running_shop(Path(folder) / "shop", has_outside="F4" in wanted) as shop:
                figures += asyncio.run(_running(shop, functions, repetitions, scale))
            # Written before `tuanzi up` is tried: what was measured is not lost if that does not start.
            report.write(figures, form=form, seconds=time.monotonic() - began)
        if wanted & READING:
            with running_shop(Path(folder) / "crowd", is_demo=True) as shop:
                figures += asyncio.run(_reading(shop))
            report.write(figures, form=form, seconds=time.monotonic() - began)
        if wanted & RESTING:
            (Path(folder) / "up").mkdir()
            figures += rest.run(Path(folder) / "up", repetitions)
        if wanted & SEEN:
            (Path(folder) / "front").mkdir()
            figures += front_ends.run(Path(folder) / "front", repetitions, _say)
    print(report.write(figures, form=form, seconds=time.monotonic() - began))
    return 1 if any(figure.faults for figure in figures) else 0


async def _running(shop: Shop, functions: list[Callable[[Bench], Awaitable[list[Figure]]]], repetitions: int, scale: int) -> list[Figure]:
    os.environ.update(TUANZI_DATA_DIR=str(shop.data_dir), TUANZI_DATABASE_URL=shop.database_url)
    wiring.wire(load(access_token_s=86_400))
    db = await Database.connect(shop.database_url)
    try:
        began = time.monotonic()
        await pgbench.prepare(shop.database_url)
        goods = await data.fill(db)
        if not goods.is_real:
            _say(f"{data.catalogue_file()} is not there: products are made up")
        bench = Bench(shop, db, goods, repetitions, scale)
        await bench.settle()
        await db.pool.execute("ANALYZE")
        _say(f"{len(goods.items)} products: {time.monotonic() - began:.0f} s")
        figures: list[Figure] = []
        for function in functions:
            began = time.monotonic()
            figures += await function(bench)
            _say(f"{function.__module__.rpartition('.')[2]}: {time.monotonic() - began:.0f} s")
        return figures
    finally:
        await db.close()


async def _reading(shop: Shop) -> list[Figure]:
    os.environ.update(TUANZI_DATA_DIR=str(shop.data_dir), TUANZI_DATABASE_URL=shop.database_url)
    wiring.wire(load(access_token_s=86_400))
    db = await Database.connect(shop.database_url)
    try:
        began = time.monotonic()
        figures = await tables.run(db, shop.base_url)
        _say(f"tables: {time.monotonic() - began:.0f} s")
        return figures
    finally:
        await db.close()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
