"""Run pgbench scripts against a small shop of plain tables and count the CPU of database and pgbench together."""

from __future__ import annotations

import asyncio
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
import psutil

from bench.cpu import Group
from tuanzi.kernel.embedded_place import prepare as place_of

PRODUCTS = 1000
CLIENTS = 8

SCHEMA = f"""
DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor;
CREATE TABLE floor.product (id int PRIMARY KEY, title text, selling_point text, detail text);
CREATE TABLE floor.sku (id int PRIMARY KEY, product_id int, options text, price bigint, stock int);
CREATE TABLE floor.offer (id int PRIMARY KEY, product_id int, size int, price bigint, ends_at timestamptz);
CREATE TABLE floor.card (id int PRIMARY KEY, category int, title text, picture text, price bigint, offer_price bigint, sold int);
CREATE TABLE floor.orders (id bigserial PRIMARY KEY, member int, payable bigint, state text, at timestamptz);
CREATE TABLE floor.line (id bigserial PRIMARY KEY, order_id bigint, sku int, quantity int, payable bigint);
CREATE TABLE floor.fact (id bigserial PRIMARY KEY, name text, payload jsonb, at timestamptz);
INSERT INTO floor.product SELECT i, 'product ' || i, 'point', repeat('detail ', 100) FROM generate_series(1, {PRODUCTS}) i;
INSERT INTO floor.sku SELECT i, (i - 1) / 6 + 1, 'option ' || i, 4990, 1000000000 FROM generate_series(1, {PRODUCTS} * 6) i;
INSERT INTO floor.offer SELECT i, i, 3, 3990, now() + interval '1 day' FROM generate_series(1, {PRODUCTS}) i;
INSERT INTO floor.card SELECT i, i % 10, 'product ' || i, 'p/' || i || '.webp', 4990, 3990, i FROM generate_series(1, {PRODUCTS}) i;
CREATE INDEX ON floor.sku (product_id); CREATE INDEX ON floor.offer (product_id); CREATE INDEX ON floor.card (category, sold DESC, id);
ANALYZE floor.product; ANALYZE floor.sku; ANALYZE floor.offer; ANALYZE floor.card;
"""
SCRIPTS = {
    "product": f"""\\set id random(1, {PRODUCTS})
SELECT p.*, (SELECT json_agg(s) FROM floor.sku s WHERE s.product_id = p.id) AS skus,
    (SELECT json_agg(o) FROM floor.offer o WHERE o.product_id = p.id AND o.ends_at > now()) AS offers
FROM floor.product p WHERE p.id = :id;
""",
    "list": """\\set category random(0, 9)
SELECT json_agg(c) FROM (SELECT * FROM floor.card WHERE category = :category ORDER BY sold DESC, id LIMIT 20) c;
""",
    "order": f"""\\set member random(1, 100000)
\\set a random(1, {PRODUCTS} * 6)
\\set b random(1, {PRODUCTS} * 6)
BEGIN;
UPDATE floor.sku SET stock = stock - 1 WHERE id = least(:a::int, :b::int) AND stock >= 1;
UPDATE floor.sku SET stock = stock - 1 WHERE id = greatest(:a::int, :b::int) AND stock >= 1;
WITH o AS (INSERT INTO floor.orders (member, payable, state, at) VALUES (:member, 9980, 'awaiting_payment', now()) RETURNING id)
INSERT INTO floor.line (order_id, sku, quantity, payable) SELECT o.id, s, 1, 4990 FROM o, unnest(ARRAY[:a, :b]::int[]) s;
INSERT INTO floor.fact (name, payload, at) VALUES ('OrderPlaced', '{{"payable": 9980}}', now());
COMMIT;
""",
}


@dataclass(frozen=True)
class Floor:
    """CPU seconds per 1,000 transactions and transactions per second."""

    cpu_s_per_1000: float
    per_second: float


async def prepare(url: str) -> None:
    """Create the plain tables in a schema of their own."""
    connection = await asyncpg.connect(url)
    await connection.execute(SCHEMA)
    await connection.close()


def run(url: str, data_dir: Path, script: str, transactions: int, database_pid: int) -> Floor:
    """One measured run of a script; the CPU of the server's processes and of pgbench."""
    path = data_dir / f"floor_{script}.sql"
    path.write_text(SCRIPTS[script], "utf-8")
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    program = place_of(data_dir).binaries / "pgbench"
    group = Group((database_pid,))
    per_client = max(1, transactions // CLIENTS)
    before = group.seconds()
    spent_before = _children()
    done = subprocess.run(
        [
            *(str(program), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-t", str(per_client), "-f", str(path)),
            *("-h", unquote(host), "-U", parts.username or "tuanzi", parts.path.lstrip("/")),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    cpu = group.seconds() - before + _children() - spent_before
    match = re.search(r"tps = ([\d.]+)", done.stdout)
    return Floor(cpu / (per_client * CLIENTS) * 1000, float(match.group(1)) if match else 0.0)


def _children() -> float:
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)


def prepare_now(url: str) -> None:
    """``prepare`` for callers without a loop."""
    asyncio.run(prepare(url))
