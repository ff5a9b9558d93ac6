"""``tuanzi import catalogue``: a file into products, SKUs and stock, with a report of every row that is not right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import IMPORT_COST_RATE_BPS, ImportReport, RowError
from tuanzi.goods.catalog.errors import ImportTooLarge
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import Reason
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.i18n import DEFAULT

BYTES_MAX = 20 * 1024 * 1024
SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, in words a person at a terminal reads."""

    path: Path
    result: ImportReport
    moved: int

    @property
    def problems(self) -> tuple[RowError, ...]:
        """The rows that were refused."""
        return self.result.errors

    def __str__(self) -> str:
        result = self.result
        did = "written" if result.is_written else "nothing written"
        lines = [
            f"{self.path}:{fault.line}: {fault.column or '(row)'}: {fault.message} [{fault.code}]" for fault in result.errors[:SHOWN_MAX]
        ]
        lines += [f"{self.path}:{odd.line}: note: {odd.column}: {odd.message} [{odd.code}]" for odd in result.warnings[:SHOWN_MAX]]
        lines.append(
            f"{result.rows_read} rows read; {result.products} products with {result.skus} SKUs to create or change,"
            f" {result.unchanged} unchanged, stock of {self.moved} SKUs set, {len(result.errors)} faults, {len(result.warnings)} notes;"
            f" {did}."
        )
        return "\n".join(lines)


async def catalogue(
    db: Database,
    path: Path,
    dry_run: bool = False,  # noqa: FBT001, FBT002 - the shape of a command line flag
    *,
    take_valid: bool = False,
    publish: bool = True,
    recount: bool = False,
    cost_rate_bps: int = IMPORT_COST_RATE_BPS,
    language: str = DEFAULT,
) -> Report:
    """Import a file in one transaction. Raises ``ImportTooLarge`` and ``ImportUnreadable``."""
    async with db.transaction() as tx:
        return await take_in(
            tx,
            path,
            dry_run=dry_run,
            take_valid=take_valid,
            publish=publish,
            recount=recount,
            cost_rate_bps=cost_rate_bps,
            language=language,
        )


async def take_in(
    tx: Tx,
    path: Path,
    *,
    dry_run: bool = False,
    take_valid: bool = False,
    publish: bool = True,
    recount: bool = False,
    cost_rate_bps: int = IMPORT_COST_RATE_BPS,
    language: str = DEFAULT,
) -> Report:
    """As ``catalogue``, inside a transaction of the caller.

    The stock column is the opening count of SKUs that are new; ``recount`` sets it for all, as a stock-take would, so that a
    file read again does not bring sold pieces back by accident. The file has no cost: new SKUs get ``cost_rate_bps`` of
    their price, to be corrected in the console.
    """
    _check_size(path)
    result = await catalog.import_catalogue(
        tx,
        catalog.records_of(_bytes(path)),
        dry_run=dry_run,
        take_valid=take_valid,
        publish=publish,
        cost_rate_bps=cost_rate_bps,
        language=language,
    )
    counted = [(sku_id, count) for sku_id, count, is_new in result.stock if is_new or recount]
    moved = await inventory.receive(tx, counted, Reason.IMPORT, path.name) if counted else []
    return Report(path, result, len(moved))


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def _check_size(path: Path) -> None:
    if path.stat().st_size > BYTES_MAX:
        raise ImportTooLarge(limit_mb=BYTES_MAX // 1024 // 1024)
