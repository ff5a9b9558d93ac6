"""Figures in Prometheus' text format.

Counters and histograms grow where things happen. Gauges about the whole installation (what waits, how far reactors lag) are read
from the database by ``measure`` when somebody asks. With several web processes ``PROMETHEUS_MULTIPROC_DIR`` (set by
``tuanzi up``) makes any of them answer for all.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, is_transient
from tuanzi.kernel.observe.logs import Requests

LATENCY_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
UNMATCHED = "unmatched"
MEASURE_TIMEOUT_S = 3

registry = CollectorRegistry()
requests = Histogram(
    "tuanzi_http_request_seconds", "Time to serve a request.", ("method", "route", "status"), buckets=LATENCY_BUCKETS_S, registry=registry
)
jobs = Histogram("tuanzi_job_seconds", "Time to run a job.", ("name", "outcome"), buckets=LATENCY_BUCKETS_S, registry=registry)
facts = Counter("tuanzi_facts_delivered", "Facts handed to a reactor.", ("reactor", "outcome"), registry=registry)
jobs_in_state = Gauge("tuanzi_jobs", "Jobs by state.", ("queue", "state"), registry=registry, multiprocess_mode="mostrecent")
jobs_late_s = Gauge(
    "tuanzi_jobs_late_seconds", "Age of the oldest job that is due and not taken.", registry=registry, multiprocess_mode="mostrecent"
)
facts_lag_s = Gauge(
    "tuanzi_facts_lag_seconds",
    "Age of the oldest fact a reactor has not seen.",
    ("reactor",),
    registry=registry,
    multiprocess_mode="mostrecent",
)
facts_oldest_s = Gauge(
    "tuanzi_facts_oldest_undelivered_seconds",
    "Age of the oldest fact that any reactor has not seen.",
    registry=registry,
    multiprocess_mode="mostrecent",
)
facts_kept_back_s = Gauge(
    "tuanzi_facts_kept_back_seconds",
    "Age of the oldest fact that waits for a longer transaction in the same PostgreSQL to end.",
    registry=registry,
    multiprocess_mode="mostrecent",
)
facts_parked = Gauge("tuanzi_facts_parked", "Facts a reactor failed on.", ("reactor",), registry=registry, multiprocess_mode="mostrecent")
pool_size = Gauge("tuanzi_db_pool_connections", "Connections of the pool.", ("state",), registry=registry, multiprocess_mode="livesum")

JOBS = "SELECT queue, state, count(*) AS number FROM jobs_job GROUP BY queue, state"
JOBS_LATE = "SELECT coalesce(extract(epoch FROM $1 - min(due_at)), 0)::float8 FROM jobs_job WHERE state = 'waiting' AND due_at < $1"
# A reactor that has seen everything has no lag; one that has not is as late as the first fact of its kinds behind its cursor is old.
FACTS_LAG = """
    SELECT c.reactor, coalesce(extract(epoch FROM $1 - next.recorded_at), 0)::float8 AS lag_s,
        (SELECT count(*) FROM facts_failure f WHERE f.reactor = c.reactor) AS parked
    FROM facts_cursor c LEFT JOIN LATERAL (
        SELECT recorded_at FROM facts_outbox o WHERE (o.transaction, o.position) > (c.transaction, c.position)
          AND o.name IN (SELECT name FROM unnest($2::text[], $3::text[]) AS ear(name, reactor) WHERE ear.reactor = c.reactor)
        ORDER BY o.transaction, o.position LIMIT 1
    ) next ON true
    WHERE c.reactor = ANY($3)
"""
# What is committed but younger than a transaction that still runs, anywhere in the cluster, is not delivered yet.
FACTS_KEPT_BACK = """
    SELECT coalesce(extract(epoch FROM $1 - min(recorded_at)), 0)::float8 FROM facts_outbox
    WHERE transaction >= pg_snapshot_xmin(pg_current_snapshot())
"""


def request_done(scope: Mapping[str, Any], status: int, seconds: float) -> None:
    """Count and log one request. The route is its pattern, with the prefix of the application it was found in."""
    route = getattr(scope.get("route"), "path", None)
    pattern = f"{scope.get('root_path', '')}{route}" if route else UNMATCHED
    _request_child(scope["method"], pattern, status).observe(seconds)
    Requests.write(scope["method"], scope["path"], status, seconds)


@cache
def _request_child(method: str, pattern: str, status: int) -> Histogram:
    known = method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "OTHER"
    return requests.labels(known, pattern, str(status))


def job_done(name: str, outcome: str, seconds: float) -> None:
    """Count a run of a job; ``outcome`` is done, failed or dead."""
    jobs.labels(name, outcome).observe(seconds)


def fact_delivered(reactor: str, outcome: str, count: int = 1) -> None:
    """Count facts handed to ``reactor``; ``outcome`` is done or parked."""
    facts.labels(reactor, outcome).inc(count)


async def measure(db: Database, ears: Sequence[tuple[str, str]]) -> None:
    """Read the gauges of the whole installation. When the database does not answer they keep their last value.

    ``ears``: who hears what, as pairs of a fact's name and a reactor's.
    """
    idle, busy = db.pool.count()
    pool_size.labels("idle").set(idle)
    pool_size.labels("busy").set(busy)
    try:
        async with asyncio.timeout(MEASURE_TIMEOUT_S), db.read() as tx:
            now = clock.now()
            waiting, late_s = await tx.fetch(JOBS), await tx.fetchval(JOBS_LATE, now)
            lags = await tx.fetch(FACTS_LAG, now, [name for name, _ in ears], [reactor for _, reactor in ears])
            kept_back_s = await tx.fetchval(FACTS_KEPT_BACK, now)
    except Exception as error:
        if is_transient(error):
            return
        raise
    jobs_in_state.clear()
    for row in waiting:
        jobs_in_state.labels(row["queue"], row["state"]).set(row["number"])
    jobs_late_s.set(late_s)
    facts_oldest_s.set(max((row["lag_s"] for row in lags), default=0))
    facts_kept_back_s.set(kept_back_s)
    for row in lags:
        facts_lag_s.labels(row["reactor"]).set(row["lag_s"])
        facts_parked.labels(row["reactor"]).set(row["parked"])


def render_metrics() -> bytes:
    """Everything counted so far."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(registry)
    everybody = CollectorRegistry()
    MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
    return generate_latest(everybody)
