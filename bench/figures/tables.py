"""The console's lists among a hundred thousand rows: every order and every filter that the API offers, one after the other."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.bench import Bench
from bench.client import Connection
from bench.crowd import Family, grow
from bench.data import console_token
from bench.measure import Figure, Sample

ROWS = 100_000
ASKED = 5
"""How often each list is asked; the first answer, which plans the statement, counts too."""
API = "/api/v1/console"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi" / "console.json"
FAMILIES = (
    Family(("orders_order", "orders_line"), frozenset({"order_id"})),
    Family(("accounts_member",)),
    Family(("catalog_product", "catalog_sku"), frozenset({"product_id"})),
    Family(("inventory_level",), frozenset({"sku_id"})),
    Family(("inventory_movement",)),
    Family(("payments_payment",)),
    Family(("groupbuy_activity",)),
    Family(("groupbuy_team", "groupbuy_seat"), frozenset({"team_id"})),
    Family(("audit_entry",)),
    Family(("jobs_job",)),
    Family(("facts_outbox",)),
)


async def run(bench: Bench) -> list[Figure]:
    """The slowest of all lists; the note names the five slowest. Comes last: the shop's figures no longer add up afterwards."""
    figure = Figure("TABLES", f"slowest console list among {ROWS:,} rows: time of an answer, the worst of five", "ms", 200, 50)
    for family in FAMILIES:
        await grow(bench.db, family, ROWS)
    headers = {"Authorization": f"Bearer {await console_token(bench.db)}"}
    connection = await Connection.open(bench.shop.base_url)
    slowest: list[tuple[float, str]] = []
    for path in lists(json.loads(DOCUMENT.read_text("utf-8"))):
        times = []
        for _ in range(ASKED):
            began = time.perf_counter()
            answer = await connection.call("GET", f"{API}{path}", **headers)
            times.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                figure.faults.append(f"{path}: {answer.status}")
        slowest.append((max(times), path))
    connection.close()
    slowest.sort(reverse=True)
    figure.ours.append(Sample(slowest[0][0]))
    figure.note = f"{len(slowest)} lists asked {ASKED} times each; the slowest: " + ", ".join(
        f"{path} {ms:.0f}" for ms, path in slowest[:5]
    )
    return [figure]


def lists(document: dict[str, Any]) -> Iterator[str]:
    """Every list (an address without places that takes a cursor): plain, in each order, and with each value of each closed filter."""
    for path, methods in document["paths"].items():
        parameters = {each["name"]: each for each in methods.get("get", {}).get("parameters", ())}
        if "{" in path or "cursor" not in parameters:
            continue
        needed = {name: value for name, each in parameters.items() if each.get("required") for value in _values(each["schema"])[:1]}
        wishes = itertools.chain([{}], ({name: value} for name, each in parameters.items() for value in _values(each["schema"])))
        for wish in wishes:
            query = urlencode({**needed, **wish})
            yield f"{path}?{query}" if query else path


def _values(schema: dict[str, Any]) -> list[str]:
    """What a closed parameter may be."""
    if "enum" in schema:
        return [str(value) for value in schema["enum"]]
    if schema.get("type") == "boolean":
        return ["true", "false"]
    return [value for part in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])) for value in _values(part)]
