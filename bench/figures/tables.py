"""The console's lists among a hundred thousand rows: every order, every filter and a far page, one after the other."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from bench.client import Connection
from bench.crowd import Family, grow
from bench.data import console_token
from bench.lists import List, lists, templates, wishes
from bench.measure import Figure, Sample
from tuanzi.kernel.db import Database

ROWS = 100_000
LIMIT_MS = 200
ASKED = 20
"""How often each is asked, the first time, which plans the statement, counted too; once is enough to see that it takes a second."""
FAR, PAGE = 20, 100
"""A far page is so many pages of so many rows away."""
API = "/api/v1/console"
ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "openapi" / "console.json"
TABLE = ROOT / "bench" / "results" / "tables.md"
COUPON = {
    "name": "满1减1",
    "worth": {"kind": "amount", "amount": 100, "threshold": 100},
    "validity": {"mode": "after_claim", "days": 3},
    "issue": {"channels": ["centre"], "per_member": None},
}
SAVING = {
    "name": "满100减5",
    "rule": {"kind": "full_reduction", "tiers": [{"threshold": 10_000, "gain": {"kind": "amount", "amount": 500}}]},
    "when": {"starts_at": "2026-01-01T00:00:00Z", "ends_at": "2099-01-01T00:00:00Z"},
}
NOT_GROWN = {"/members/{member_id}/wallet-entries": "ledger_entry", "/stock/takes/{stocktake_id}/lines": "inventory_stocktake_line"}
GROWN = {
    "/audit": "audit_entry",
    "/coupon-templates": "coupons_template",
    "/errands": "errands_errand",
    "/facts/outbox": "facts_outbox",
    "/groupbuy/activities": "groupbuy_activity",
    "/groupbuy/teams": "groupbuy_team",
    "/jobs": "jobs_job",
    "/members": "accounts_member",
    "/members/{member_id}/wallet-entries": "ledger_entry",
    "/orders": "orders_order",
    "/payments": "payments_payment",
    "/products": "catalog_product",
    "/refunds": "payments_refund",
    "/savings": "savings_saving",
    "/sandbox/sms": "sms_outbox",
    "/sharing/links": "sharing_link",
    "/staff": "access_staff",
    "/stock": "inventory_level",
    "/stock/movements": "inventory_movement",
    "/stock/takes": "inventory_stocktake",
    "/stock/takes/{stocktake_id}/lines": "inventory_stocktake_line",
    "/tracking/events": "tracking_event",
}
"""The table behind each list; a list that is not named here ends the run."""
FAMILIES = (
    Family(("accounts_member", "accounts_address"), frozenset({"member_id"})),
    Family(
        ("orders_order", "orders_line", "orders_adjustment", "orders_hold", "orders_payment", "orders_note", "fulfilment_parcel"),
        frozenset({"order_id", "line_id"}),
        frozenset({"payment_id"}),
    ),
    Family(("catalog_product", "catalog_sku", "catalog_listing", "catalog_overview"), frozenset({"product_id"})),
    Family(("inventory_level",), frozenset({"sku_id"}), frozenset({"location_id"})),
    Family(("inventory_movement",), frozenset({"sku_id"}), frozenset({"location_id"})),
    Family(("payments_payment",)),
    Family(("payments_refund",)),
    Family(("ledger_entry", "ledger_leg"), frozenset({"entry_id"})),
    Family(("groupbuy_team", "groupbuy_seat"), frozenset({"team_id"})),
    Family(("groupbuy_activity",)),
    Family(("consent_entry",)),
    Family(("sharing_link",)),
    Family(("audit_entry",)),
    Family(("jobs_job",)),
    Family(("facts_outbox",)),
    Family(("tracking_event",)),
    Family(("sms_outbox",)),
    Family(("access_staff", "access_staff_role"), frozenset({"staff_id"}), frozenset({"role_id"})),
    Family(("errands_errand",), kept=frozenset({"staff_id"})),
    Family(("inventory_stocktake",)),
    Family(("coupons_template",)),
    Family(("savings_saving",)),
)
FIRST = (
    """INSERT INTO errands_errand (id, kind, staff_id, language, arguments, state, created_at, ended_at)
       SELECT gen_random_uuid(), 'orders.export_orders', id, 'zh-CN', '{}', 'done', now(), now()
       FROM access_staff ORDER BY created_at DESC LIMIT 1""",
    """INSERT INTO inventory_stocktake (id, name, location_id, state, note, staff_id, created_at)
       SELECT gen_random_uuid(), '盘点', (SELECT location_id FROM inventory_level LIMIT 1), 'counting', '', id, now()
       FROM access_staff ORDER BY created_at DESC LIMIT 1""",
)
"""What the demo shop has none of."""
LAST = (
    """INSERT INTO inventory_stocktake_line (stocktake_id, sku_id, position, expected)
       SELECT (SELECT id FROM inventory_stocktake LIMIT 1), sku_id, row_number() OVER (), 5 FROM (SELECT DISTINCT sku_id FROM inventory_level) l""",
    "UPDATE jobs_job SET state = 'dead', error = 'RuntimeError()', key = NULL WHERE hashtext(id::text) % 3 = 0",
    "VACUUM (ANALYZE) jobs_job",
    "VACUUM (ANALYZE) inventory_stocktake_line",
)


async def run(db: Database, base_url: str) -> list[Figure]:
    """Every list with everything that may be asked of it, in a demo shop whose figures no longer add up afterwards."""
    figure = Figure("TABLES", f"slowest console list among {ROWS:,} rows, every filter and order, p95", "ms", LIMIT_MS, 50)
    token = await console_token(db)
    document = json.loads(DOCUMENT.read_text("utf-8"))
    if unknown := templates(document) - GROWN.keys():
        raise LookupError(f"bench.figures.tables: say which tables hold {unknown}")
    await _fill(db, {"Authorization": f"Bearer {token}"}, base_url)
    headers = {"Authorization": f"Bearer {token}"}
    connection = await Connection.open(base_url)
    found: list[tuple[float, str, str]] = []
    for each in await lists(db, document):
        sorts = await _sorts(connection, each, headers)
        asked = [(await _p95(connection, wish.address, headers, figure), wish.what) for wish in await wishes(db, document, each, sorts)]
        asked += [(await _far(connection, each, sort, headers, figure), f"far {sort}".strip()) for sort in sorts or [""]]
        found += [(ms, each.template, what) for ms, what in asked]
    connection.close()
    found.sort(reverse=True)
    TABLE.write_text(_table(found), "utf-8")
    slow = [each for each in found if each[0] >= LIMIT_MS]
    figure.ours.append(Sample(found[0][0]))
    named = "; ".join(f"{path} {what} {ms:.0f}".replace("  ", " ") for ms, path, what in found[:5])
    figure.note = (
        f"{len(found)} questions to {len({each[1] for each in found})} lists; {len(slow)} take {LIMIT_MS} ms or more; slowest: {named}"
    )
    return [figure]


async def _fill(db: Database, headers: dict[str, str], base_url: str) -> None:
    connection = await Connection.open(base_url)
    for path, body in (("coupon-templates", COUPON), ("savings", SAVING)):
        answer = await connection.call("POST", f"{API}/{path}", body, Idempotency_Key=f"bench-{path}", **headers)
        if answer.status != 201:
            raise RuntimeError(f"no {path}: {answer.body.decode()}")
    connection.close()
    for statement in FIRST:
        await db.pool.execute(statement)
    for family in FAMILIES:
        await grow(db, family, ROWS)
    async with db.pool.acquire() as session:
        await session.execute("SET statement_timeout = 0")
        for statement in LAST:
            await session.execute(statement, timeout=600)
        await session.execute("RESET statement_timeout")
    if lacking := set(GROWN.values()) - {family.tables[0] for family in FAMILIES} - set(NOT_GROWN.values()):
        raise LookupError(f"bench.figures.tables: {lacking} were not filled")


async def _sorts(connection: Connection, each: List, headers: dict[str, str]) -> list[str]:
    """The orders a list knows: it names them when it is asked for one that is none."""
    answer = await connection.call("GET", f"{API}{each.path}?sort=none", **headers)
    if answer.status == 200:
        return []
    said = answer.json()
    if "known" in said:
        return [name.strip() for name in str(said["known"]).split(",")]
    document = json.loads(DOCUMENT.read_text("utf-8"))
    parameters = document["paths"][each.template]["get"]["parameters"]
    return [str(name) for parameter in parameters if parameter["name"] == "sort" for name in parameter["schema"]["enum"]]


async def _p95(connection: Connection, address: str, headers: dict[str, str], figure: Figure) -> float:
    times: list[float] = []
    while len(times) < ASKED and sum(times) < 1000:
        began = time.perf_counter()
        answer = await connection.call("GET", f"{API}{address}", **headers)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            figure.faults.append(f"{address}: {answer.status} {answer.body.decode()[:200]}")
            return times[0]
    return sorted(times)[int(len(times) * 0.95) - (len(times) == ASKED)]


async def _far(connection: Connection, each: List, sort: str, headers: dict[str, str], figure: Figure) -> float:
    """A page that one comes to only after long scrolling."""
    address = f"{each.path}?limit={PAGE}" + (f"&sort={sort}" if sort else "")
    cursor = ""
    for _ in range(FAR):
        page: dict[str, Any] = (await connection.call("GET", f"{API}{address}{cursor}", **headers)).json()
        if not page.get("next"):
            break
        cursor = f"&cursor={page['next']}"
    return await _p95(connection, address + cursor, headers, figure)


def _table(found: list[tuple[float, str, str]]) -> str:
    """The slowest question of each list, and all that are too slow."""
    lines = [f"- {path} {what}: {ms:.0f} ms" + (" **slow**" if ms >= LIMIT_MS else "") for ms, path, what in found]
    return "\n".join(lines) + "\n"
