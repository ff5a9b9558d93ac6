"""Logs carry the request, figures have few labels, and health says what is missing."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from tuanzi.kernel import clock, observe
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.observe import health, logs, metrics


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream, as_json = logs.Requests.stream, logs.Requests.json
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.Requests.stream, logs.Requests.json = stream, as_json
    structlog.reset_defaults()


def setup(tmp_path: Path, **settings: Any) -> io.StringIO:
    out = io.StringIO()
    observe.setup_logging(Config(data_dir=tmp_path, **settings), out)
    return out


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.usefixtures("restored")
async def test_both_kinds_of_logger_write_json_with_the_request(tmp_path: Path) -> None:
    out = setup(tmp_path)
    before = clock.shift()
    clock.set_shift(timedelta(days=30))

    async def request() -> None:
        observe.bind_request("req-12345678")
        logging.getLogger("tuanzi.a").warning("sold %d", 3, extra={"sku": "x"})
        structlog.get_logger("tuanzi.b").info("团满", team="team_1")
        logging.getLogger("tuanzi.c").debug("too quiet")

    await asyncio.create_task(request())
    logging.getLogger("tuanzi.d").error("outside")
    clock.set_shift(before)
    first, second, third = lines(out)
    assert (first["event"], first["level"], first["logger"], first["sku"], first["request_id"]) == (
        "sold 3",
        "warning",
        "tuanzi.a",
        "x",
        "req-12345678",
    )
    assert (second["event"], second["team"], second["request_id"]) == ("团满", "team_1", "req-12345678")
    assert "request_id" not in third
    assert observe.current_request() == ""
    assert third["timestamp"][:10] == f"{clock.real_now():%Y-%m-%d}", "a log is in the machine's time"


@pytest.mark.usefixtures("restored")
def test_an_exception_shows_its_frames_and_no_values(tmp_path: Path) -> None:
    for log_json in (True, False):
        out = setup(tmp_path, log_json=log_json)
        phone = "138" + "12345678"
        try:
            int("broken" if phone else "")
        except ValueError:
            logging.getLogger("tuanzi.a").exception("it failed")
        assert "ValueError" in out.getvalue()
        assert phone not in out.getvalue(), "the values of variables stay out of the log"
        if log_json:
            (line,) = lines(out)
            assert line["exception"][0]["exc_type"] == "ValueError"


@pytest.mark.usefixtures("restored")
def test_a_console_is_for_people(tmp_path: Path) -> None:
    out = setup(tmp_path, log_json=False, log_level="debug")
    logging.getLogger("tuanzi.a").debug("hello")
    assert "hello" in out.getvalue()
    assert "{" not in out.getvalue()


@pytest.mark.usefixtures("restored")
def test_a_request_is_counted_by_its_pattern_and_logged_without_its_query(tmp_path: Path) -> None:
    out = setup(tmp_path)
    scope = {
        "method": "GET",
        "path": "/api/v1/shop/orders/ord_1",
        "query_string": b"phone=138",
        "root_path": "/api/v1/shop",
        "route": SimpleNamespace(path="/orders/{order_id}"),
    }
    observe.bind_request("r" * 8)
    observe.request_done(scope, 200, 0.004)
    observe.request_done({"method": "HACK", "path": "/wp-login.php"}, 404, 0.001)
    observe.bind_request("")
    first, second = lines(out)
    assert (first["path"], first["status"], first["ms"], first["request_id"]) == ("/api/v1/shop/orders/ord_1", 200, 4.0, "r" * 8)
    assert second["status"] == 404
    text = observe.render_metrics().decode()
    labels = 'method="GET",route="/api/v1/shop/orders/{order_id}",status="200"'
    assert f'tuanzi_http_request_seconds_bucket{{le="0.005",{labels}}}' in text
    assert 'method="OTHER",route="unmatched",status="404"' in text
    assert "wp-login" not in text
    assert "ord_1" not in text


@pytest.mark.usefixtures("restored")
def test_requests_are_not_logged_when_nobody_wants_them(tmp_path: Path) -> None:
    for settings in ({"log_requests": False}, {"log_level": "warning"}):
        out = setup(tmp_path, **settings)
        observe.request_done({"method": "GET", "path": "/"}, 200, 0.001)
        assert out.getvalue() == ""


async def test_gauges_are_read_from_the_database(db: Database) -> None:
    async with db.transaction() as tx:
        for state, due in (("waiting", -90), ("waiting", 90), ("dead", -90)):
            await tx.execute(
                """INSERT INTO jobs_job (id, name, queue, arguments, state, due_at, attempts_max, enqueued_at)
                VALUES (gen_random_uuid(), 'x', 'payments', '[]', $1, $2, 3, $2)""",
                state,
                clock.now() + timedelta(seconds=due),
            )
        await tx.execute(
            "INSERT INTO facts_outbox (id, name, version, payload, recorded_at) VALUES (gen_random_uuid(), 'x', 1, '{}', $1)",
            clock.now() - timedelta(seconds=30),
        )
        await tx.execute(
            "INSERT INTO facts_cursor VALUES ('test.behind', '0', 0, $1), ('test.done', '9223372036854775807', 0, $1), ('test.deaf', '0', 0, $1)",
            clock.now(),
        )
        await tx.execute("INSERT INTO facts_failure VALUES ('test.behind', 1, 1, 'x', NULL, $1)", clock.now())
    await observe.measure(db, [("x", "test.behind"), ("x", "test.done"), ("y", "test.deaf")])

    def value(name: str, **labels: str) -> float:
        found = metrics.registry.get_sample_value(name, labels)
        assert found is not None
        return found

    assert value("tuanzi_jobs", queue="payments", state="waiting") == 2
    assert value("tuanzi_jobs", queue="payments", state="dead") == 1
    assert 89 < value("tuanzi_jobs_late_seconds") < 120
    assert 29 < value("tuanzi_facts_lag_seconds", reactor="test.behind") < 60
    assert value("tuanzi_facts_lag_seconds", reactor="test.done") == 0
    assert value("tuanzi_facts_lag_seconds", reactor="test.deaf") == 0, "what it does not listen to makes it not late"
    assert 29 < value("tuanzi_facts_oldest_undelivered_seconds") < 60
    assert value("tuanzi_facts_parked", reactor="test.behind") == 1
    assert value("tuanzi_db_pool_connections", state="idle") >= 1


async def test_a_long_transaction_anywhere_shows_in_what_is_kept_back(db: Database) -> None:
    def kept_back_s() -> float:
        return metrics.registry.get_sample_value("tuanzi_facts_kept_back_seconds") or 0

    async with db.transaction() as long:
        await long.fetchval("SELECT pg_current_xact_id()")
        async with db.transaction() as tx:
            await tx.execute(
                "INSERT INTO facts_outbox (id, name, version, payload, recorded_at) VALUES (gen_random_uuid(), 'x', 1, '{}', $1)",
                clock.now() - timedelta(seconds=90),
            )
        await observe.measure(db, [])
        assert 89 < kept_back_s() < 120
    for _ in range(1000):
        await observe.measure(db, [])
        if not kept_back_s():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it stays kept back")


async def test_ready_when_the_database_answers_and_a_late_worker_is_reported(db: Database) -> None:
    ready, report = await observe.readiness(db)
    assert ready
    assert (report["status"], report["database"], report["worker"]) == ("ready", "ok", "ok")
    async with db.transaction() as tx:
        await tx.execute(
            """INSERT INTO jobs_job (id, name, queue, arguments, state, due_at, attempts_max, enqueued_at)
            VALUES (gen_random_uuid(), 'x', 'default', '[]', 'waiting', $1, 3, $1)""",
            clock.now() - timedelta(seconds=health.WORKER_LATE_S + 1),
        )
    ready, report = await observe.readiness(db)
    assert ready
    assert report["worker"] == "late"


async def test_not_ready_when_the_schema_is_older_than_the_code(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        await tx.execute("INSERT INTO alembic_version VALUES ('0000_ancient')")
    try:
        ready, report = await observe.readiness(db)
        assert not ready
        assert report == {"status": "not ready", "database": "ok", "migrations": "behind", "worker": "ok"}
    finally:
        async with db.transaction() as tx:
            await tx.execute("DROP TABLE alembic_version")


async def test_not_ready_when_the_database_is_gone(db: Database) -> None:
    gone = await Database.connect(db.url, size_max=1)
    await gone.close()
    ready, report = await observe.readiness(gone)
    assert not ready
    assert report["database"] == "unreachable"
    await observe.measure(gone, [])


def test_several_processes_are_summed(tmp_path: Path) -> None:
    script = (
        "from tuanzi.kernel import observe\n"
        "observe.request_done({'method': 'GET', 'path': '/'}, 200, 0.001)\n"
        "print(observe.render_metrics().decode())"
    )
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    run = [
        subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True).stdout for _ in range(2)
    ]
    assert 'tuanzi_http_request_seconds_count{method="GET",route="unmatched",status="200"} 2.0' in run[1]
