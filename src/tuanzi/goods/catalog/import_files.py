"""Files that somebody wants to import: kept after they were judged, taken once, forgotten after some days."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tuanzi.goods.catalog import repository_imports as repository
from tuanzi.goods.catalog.console_contracts import ImportFile
from tuanzi.goods.catalog.contracts import (
    IMPORT_DAYS,
    ImportId,
)
from tuanzi.goods.catalog.errors import ImportNotFound, ImportTaken
from tuanzi.kernel import clock, ports
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.jobs import cron, outside_job
from tuanzi.kernel.storage import PRIVATE, Store

PRUNED_MAX = 1000


def key_of_import(import_id: ImportId, data: bytes) -> str:
    """Where the bytes of an import are kept."""
    kind = "xlsx" if data[:2] == b"PK" else "csv"
    return f"{PRIVATE}imports/{import_id.hex}.{kind}"


async def note_import(tx: Tx, file: ImportFile) -> None:
    """Remember a file that was judged and stored."""
    await repository.insert(tx, file)


async def get_import(tx: Tx, staff_id: UUID, import_id: ImportId) -> ImportFile:
    """One's own import. Raises ``ImportNotFound``."""
    found = await repository.find(tx, staff_id, import_id)
    if found is None:
        raise ImportNotFound
    return found


async def note_taken(tx: Tx, import_id: ImportId, errand_id: UUID) -> None:
    """This errand takes the file in; of two who say so at once only one does. Raises ``ImportTaken``."""
    if not await repository.set_taken(tx, import_id, errand_id, clock.now()):
        raise ImportTaken


@cron("40 4 * * *")
@outside_job(queue="bulk")
async def prune_imports(db: Database) -> None:
    """Delete import files after ``IMPORT_DAYS``."""
    for import_id, key in await repository.before(db.reader, clock.now() - timedelta(days=IMPORT_DAYS), PRUNED_MAX):
        await ports.get(Store).delete(key)
        async with db.transaction() as tx:
            await repository.delete(tx, import_id)
