"""The worker's side: an errand batch by batch, and the clearing away of old ones."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from tuanzi.kernel import clock, ports, tabular
from tuanzi.kernel.db import Database, Tx, is_repeatable, is_transient
from tuanzi.kernel.errands import repository
from tuanzi.kernel.errands.catalogue import Each, Export, all_kinds
from tuanzi.kernel.errands.contracts import BATCH_S, FILE_DAYS, ROW_DAYS, ROWS_MAX, Errand, ErrandId, Failure
from tuanzi.kernel.errands.errors import TooManyItems
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.jobs import cron, outside_job
from tuanzi.kernel.money import Money
from tuanzi.kernel.storage import PRIVATE, Store

log = logging.getLogger(__name__)

AT_ONCE_MAX = 3
"""How often a batch is tried at once that lost a deadlock."""
PRUNED_MAX = 1000
FAILURE = "kernel.failure"


@outside_job(queue="errands")
async def run_errand(db: Database, errand_id: ErrandId) -> None:
    """Work until the errand has ended. Safe to be run by several workers, and again after a crash."""
    async with db.transaction() as tx:
        errand = await repository.begin(tx, errand_id)
    if errand is None:
        return
    kind = all_kinds().get(errand.kind)
    try:
        if isinstance(kind, Each):
            while await _batch(db, kind, errand_id):
                pass
        elif isinstance(kind, Export):
            await _write(db, kind, errand)
        else:
            raise LookupError(errand.kind)  # noqa: TRY004, TRY301 - ends like every other mistake of ours
    except AppError as error:
        await _fail(db, errand_id, error.code)
    except Exception as error:
        if is_transient(error):
            raise
        log.exception("errand %s of %s failed", errand_id, errand.kind)
        await _fail(db, errand_id, FAILURE)


async def _fail(db: Database, errand_id: ErrandId, code: str) -> None:
    async with db.transaction() as tx:
        await repository.end(tx, errand_id, "failed", error=code)


async def _batch(db: Database, kind: Each[Any, Any], errand_id: ErrandId) -> bool:
    """The next items in one transaction; whether there may be more. Who lost a deadlock goes on item by item: a single one holds little, so two
    errands over the same things in opposite order do not lose to each other again and again.
    """
    for attempt in range(1, AT_ONCE_MAX + 1):
        try:
            async with db.transaction() as tx:
                return await _some(tx, kind, errand_id, is_single=attempt > 1)
        except Exception as error:
            if attempt == AT_ONCE_MAX or not is_repeatable(error):
                raise
    raise AssertionError("unreachable")


async def _some(tx: Tx, kind: Each[Any, Any], errand_id: ErrandId, *, is_single: bool) -> bool:
    errand = await repository.lock_alive(tx, errand_id)
    if errand is None:
        return False
    items = await repository.items_from(tx, errand)
    counts, failures, done = Counter(errand.counts), list[Failure](), errand.done
    until = time.monotonic() + BATCH_S
    for item in items:
        done += 1
        try:
            async with tx.savepoint():
                counts[await kind.do(tx, errand, item)] += 1
        except Exception as error:
            if is_transient(error):
                raise
            failures.append(_failure(errand, done, item, error))
        if is_single or time.monotonic() > until:
            break
    if items:
        await repository.advance(tx, errand_id, done=done, counts=dict(counts), failures=failures)
    if not items or done >= (errand.total or 0):
        await repository.end(tx, errand_id, "done")
        return False
    return True


def _failure(errand: Errand, number: int, item: Any, error: Exception) -> Failure:
    name = str(item.get("name", "")) if isinstance(item, dict) else str(item)
    if isinstance(error, AppError):
        fields = {key: f"{value.minor / 100:.2f}" if isinstance(value, Money) else str(value) for key, value in error.fields.items()}
        return Failure(number, name[:200], error.code, fields)
    log.error("item %d of errand %s of %s failed", number, errand.id, errand.kind, exc_info=error)
    return Failure(number, name[:200], FAILURE, {})


async def _write(db: Database, kind: Export[Any], errand: Errand) -> None:
    report = await kind.open(db.reader, errand)
    rows: list[Any] = []
    async for batch in report.batches:
        rows += batch
        if len(rows) > ROWS_MAX:
            raise TooManyItems(most=ROWS_MAX)
        if not await repository.report(db.reader, errand.id, done=len(rows), total=report.total):
            return
    data = await asyncio.to_thread(tabular.write, report.format, report.header, rows)
    # The same key after a crash: the file is replaced, none is left over.
    key = f"{PRIVATE}errands/{errand.id.hex}.{report.format}"
    await ports.get(Store).put(key, data, tabular.CONTENT_TYPES[report.format])
    async with db.transaction() as tx:
        await repository.report(tx, errand.id, done=len(rows), total=len(rows))
        await repository.end(tx, errand.id, "done", file_name=f"{report.name}.{report.format}", file_key=key)


@cron("50 4 * * *")
@outside_job(queue="bulk")
async def prune_errands(db: Database) -> None:
    """Delete files after ``FILE_DAYS`` and errands after ``ROW_DAYS``."""
    for errand_id, key in await repository.files_before(db.reader, clock.now() - timedelta(days=FILE_DAYS), PRUNED_MAX):
        await ports.get(Store).delete(key)
        async with db.transaction() as tx:
            await repository.forget_file(tx, errand_id)
    async with db.transaction() as tx:
        await repository.forget_before(tx, clock.now() - timedelta(days=ROW_DAYS))
