"""SQL of import files."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tuanzi.goods.catalog.console_contracts import ImportFile
from tuanzi.goods.catalog.contracts import (
    ImportId,
)
from tuanzi.kernel.db import Tx


async def insert(tx: Tx, file: ImportFile) -> None:
    """A new file."""
    await tx.execute(
        """INSERT INTO catalog_import (id, staff_id, file_name, file_key, rows_read, faults, products, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        file.id,
        file.staff_id,
        file.file_name,
        file.file_key,
        file.rows_read,
        file.faults,
        file.products,
        file.created_at,
    )


async def find(tx: Tx, staff_id: UUID, import_id: ImportId) -> ImportFile | None:
    """A file of this staff member."""
    row = await tx.fetchrow("SELECT * FROM catalog_import WHERE id = $1 AND staff_id = $2", import_id, staff_id)
    if row is None:
        return None
    return ImportFile(
        import_id,
        row["staff_id"],
        row["file_name"],
        row["file_key"],
        row["rows_read"],
        row["faults"],
        row["products"],
        row["errand_id"],
        row["created_at"],
        row["taken_at"],
    )


async def set_taken(tx: Tx, import_id: ImportId, errand_id: UUID, now: datetime) -> bool:
    """The file is being taken in; False if it was before."""
    return bool(
        await tx.execute(
            "UPDATE catalog_import SET errand_id = $2, taken_at = $3 WHERE id = $1 AND taken_at IS NULL", import_id, errand_id, now
        )
    )


async def before(tx: Tx, moment: datetime, limit: int) -> list[tuple[ImportId, str]]:
    """Files that are older than this, with their keys."""
    rows = await tx.fetch("SELECT id, file_key FROM catalog_import WHERE created_at < $1 ORDER BY created_at LIMIT $2", moment, limit)
    return [(ImportId.of(row["id"]), row["file_key"]) for row in rows]


async def delete(tx: Tx, import_id: ImportId) -> None:
    """Forget a file."""
    await tx.execute("DELETE FROM catalog_import WHERE id = $1", import_id)
