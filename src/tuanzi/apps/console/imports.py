"""Products in and out as files: an import is judged, then taken product by product; an export is the same file back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import File, Response, UploadFile
from pydantic import Field

from tuanzi.apps.console.products import ProductFilters
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.api import ImportFile, ProductQuery
from tuanzi.goods.catalog.contracts import (
    ImportId,
    ProductId,
    RowError,
)
from tuanzi.goods.catalog.errors import ImportFaulty, ImportNotFound, ImportTaken, ImportTooLarge, ImportUnreadable
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import Reason
from tuanzi.kernel import clock, errands, ports, tabular
from tuanzi.kernel.calendar import day_of
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import Errand, ErrandId, Report
from tuanzi.kernel.errors import NotFound
from tuanzi.kernel.http import Call, CallContext, Router, Wire, staff
from tuanzi.kernel.i18n import text
from tuanzi.kernel.storage import Store
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(tags=["catalogue"])
READ, WRITE = "catalog.read", "catalog.write"
BYTES_MAX = 5 * 1024 * 1024
CHOSEN_MAX = 500
STARTING = [errands.NothingToDo, errands.TooManyItems, errands.TooManyRunning]
EXAMPLE = (
    "SG-TOMATO",
    "寿光沙瓤西红柿",
    "自然熟，沙瓤多汁",
    "生鲜",
    "蔬菜",
    "份",
    "29.90",
    "SG-TOMATO-5",
    '["5斤装"]',
    "19.90",
    100,
    '{"产地": "山东寿光"}',
    *("", "", "11.50", "18.90", "traffic", "6901234567892", 2500),
)


class FaultOut(Wire):
    """What is wrong with one place of the file: its line, counted with the header, the column, why in words, and what stands there."""

    line: int
    column: str
    code: str
    message: str
    value: str


class ImportOut(Wire):
    """What a file would do, or was told to do. ``takeable`` counts the products that are right and differ from what is there."""

    id: ImportId
    file_name: str
    rows_read: int
    takeable: int
    skus: int
    unchanged: int
    faulty_rows: int
    faults: list[FaultOut]
    warnings: list[FaultOut]
    errand_id: ErrandId | None
    created_at: datetime


class TakeIn(Wire):
    """Take everything (only a file without faults), or the products that are right. ``publish`` puts new ones on sale."""

    mode: Literal["all", "valid"]
    publish: bool = False


class ExportIn(Wire):
    """The products named, or all that the filters find."""

    ids: list[ProductId] | None = Field(None, min_length=1, max_length=CHOSEN_MAX)
    filters: ProductFilters = Field(default_factory=ProductFilters)
    format: tabular.Format = "csv"


class StartedErrand(Wire):
    """The errand that does it; see ``GET /errands/{id}``."""

    errand_id: ErrandId


@dataclass(frozen=True, slots=True)
class Taking:
    """How products are taken."""

    publish: bool
    file_name: str


@dataclass(frozen=True, slots=True)
class ProductRows:
    """One product of a file."""

    name: str
    rows: tuple[catalog.ImportRow, ...]


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Which products, in which form."""

    query: ProductQuery
    ids: tuple[ProductId, ...] | None
    format: tabular.Format


@errands.each("console.errand_import")
async def take_products(tx: Tx, on: Errand, taking: Taking, item: ProductRows) -> str:
    """One product of an import; the opening count of SKUs that are new comes with it."""
    taken = await catalog.take_product(tx, item.rows, publish=taking.publish, language=on.language)
    counted = [(sku_id, count) for sku_id, count, is_new in taken.stock if is_new and count]
    if counted:
        await inventory.receive(tx, counted, Reason.IMPORT, taking.file_name)
    return taken.word


@errands.export("console.errand_export_products")
async def export_products(tx: Tx, on: Errand, wish: ExportWish) -> Report:
    """A row per SKU, in the columns that the import reads."""
    name = f"{text('console.product_export_name', on.language)}-{day_of(clock.now()):%Y%m%d}"
    return Report(name, wish.format, catalog.EXPORT_COLUMNS, _batches(tx, wish))


async def _batches(tx: Tx, wish: ExportWish) -> AsyncIterator[list[list[Any]]]:
    names = await catalog.category_names(tx)
    async for some in catalog.walk_products(tx, wish.query, wish.ids):
        stock: dict[Any, int] = {}
        for level in await inventory.levels_of(tx, [sku_id for product in some for sku_id in product.sku_ids]):
            stock[level.sku_id] = stock.get(level.sku_id, 0) + level.on_hand
        yield [row for product in some for row in catalog.export_rows(product, names, stock)]


def _note(call: CallContext, tx: Tx, action: str, kind: str, object_id: object, after: dict[str, Any]) -> None:
    actor = str(StaffId.of(call.staff_id))
    audit.record(tx, Entry("staff", actor, f"catalog.{action}", kind, str(object_id), None, after, call.ip, call.request_id))


def _faults(found: tuple[RowError, ...]) -> list[FaultOut]:
    return [FaultOut(line=each.line, column=each.column, code=each.code, message=each.message, value=each.value) for each in found]


async def _judged(call: CallContext, data: bytes) -> catalog.Judged:
    # Decoding and splitting a large file takes a while: others are served meanwhile.
    records = await asyncio.to_thread(list, catalog.records_of(data))
    return await catalog.judge_import(call.tx, records, call.language)


def _out(file: ImportFile, judged: catalog.Judged) -> ImportOut:
    report = judged.report
    return ImportOut(
        id=file.id,
        file_name=file.file_name,
        rows_read=report.rows_read,
        takeable=report.products,
        skus=report.skus,
        unchanged=report.unchanged,
        faulty_rows=len(judged.faulty),
        faults=_faults(report.errors),
        warnings=_faults(report.warnings),
        errand_id=ErrandId.of(file.errand_id) if file.errand_id else None,
        created_at=file.created_at,
    )


async def _stored(call: CallContext, import_id: ImportId) -> tuple[ImportFile, bytes]:
    """One's own import and its bytes. Raises ``ImportNotFound``."""
    file = await catalog.get_import(call.tx, call.staff_id, import_id)
    try:
        return file, (await ports.get(Store).get(file.file_key)).data
    except NotFound:
        raise ImportNotFound from None


@console.post("/products/imports", access=staff(WRITE, "common"), errors=[ImportTooLarge, ImportUnreadable], status_code=201, writes=False)
async def judge_import(call: Call, file: Annotated[UploadFile, File()]) -> ImportOut:
    """Judge a CSV or XLSX file of at most 5 MB and keep it for a week. No product is written."""
    data = await file.read(BYTES_MAX + 1)
    if len(data) > BYTES_MAX:
        raise ImportTooLarge(limit_mb=BYTES_MAX // 1024 // 1024)
    judged = await _judged(call, data)
    import_id = ImportId.new()
    key = catalog.key_of_import(import_id, data)
    await ports.get(Store).put(key, data, tabular.CONTENT_TYPES["xlsx" if key.endswith("xlsx") else "csv"])
    report = judged.report
    name = (file.filename or "import")[-120:].replace("\0", "")
    kept = ImportFile(import_id, call.staff_id, name, key, report.rows_read, len(report.errors), report.products, None, clock.now(), None)
    async with call.db.transaction() as tx:
        await catalog.note_import(tx, kept)
        _note(call, tx, "import_check", "import", import_id, {"file": name, "rows": report.rows_read, "faults": len(report.errors)})
    return _out(kept, judged)


@console.get("/products/imports/{import_id}", access=staff(READ, "common"), errors=[ImportNotFound, ImportUnreadable])
async def show_import(call: Call, import_id: ImportId) -> ImportOut:
    """What one's own file would do now."""
    file, data = await _stored(call, import_id)
    return _out(file, await _judged(call, data))


@console.post(
    "/products/imports/{import_id}/take",
    access=staff(WRITE, "common"),
    errors=[ImportNotFound, ImportUnreadable, ImportFaulty, ImportTaken, *STARTING],
    status_code=202,
    writes=False,
)
async def take_import(call: Call, import_id: ImportId, body: TakeIn) -> StartedErrand:
    """Take the file in, once: product by product, in an errand that may be left."""
    file, data = await _stored(call, import_id)
    judged = await _judged(call, data)
    if body.mode == "all" and judged.report.errors:
        raise ImportFaulty(faults=len(judged.report.errors))
    items = [ProductRows(rows[0].product_code, rows) for rows in judged.products]
    async with call.db.transaction() as tx:
        work = take_products(Taking(body.publish, file.file_name), items)
        errand_id = await errands.start(tx, work, staff_id=call.staff_id, language=call.language)
        await catalog.note_taken(tx, import_id, errand_id)
        _note(call, tx, "import_take", "import", import_id, {"file": file.file_name, "products": len(items), "publish": body.publish})
    return StartedErrand(errand_id=errand_id)


@console.get(
    "/products/imports/{import_id}/faults",
    access=staff(READ, "common"),
    errors=[ImportNotFound, ImportUnreadable],
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in tabular.CONTENT_TYPES.values()}}},
)
async def import_faults(call: Call, import_id: ImportId, format: tabular.Format = "csv") -> Response:  # noqa: A002 - the word of the API
    """The rows that cannot be taken, with the reasons in a last column: to be mended and sent again."""
    file, data = await _stored(call, import_id)
    judged = await _judged(call, data)
    reasons: dict[int, list[str]] = {}
    for fault in judged.report.errors:
        reasons.setdefault(fault.line, []).append(fault.message)
    rows = [[*record, "；".join(reasons.get(line, ()))] for line, record in judged.faulty]
    header = [*judged.header, text("catalog.import_reason_column", call.language)]
    stem = file.file_name.rpartition(".")[0] or file.file_name
    return _download(await asyncio.to_thread(tabular.write, format, header, rows), f"{stem}-faults", format)


@console.get(
    "/products/import-template",
    access=staff(READ, "common"),
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in tabular.CONTENT_TYPES.values()}}},
)
async def import_template(call: Call, format: tabular.Format = "xlsx") -> Response:  # noqa: A002 - the word of the API
    """The header with one example row."""
    data = await asyncio.to_thread(tabular.write, format, catalog.EXPORT_COLUMNS, [EXAMPLE])
    return _download(data, text("console.product_template_name", call.language), format)


def _download(data: bytes, name: str, kind: tabular.Format) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type=tabular.CONTENT_TYPES[kind], headers=headers)


@console.post("/products/exports", access=staff(READ, "common"), errors=STARTING, status_code=202)
async def start_export(call: Call, body: ExportIn) -> StartedErrand:
    """Write products into a file that the import reads; the same file back changes nothing."""
    wish = ExportWish(body.filters.query(), tuple(body.ids) if body.ids else None, body.format)
    errand_id = await errands.start(call.tx, export_products(wish), staff_id=call.staff_id, language=call.language)
    _note(call, call.tx, "export", "errand", errand_id, {"format": body.format, "chosen": len(body.ids or [])})
    return StartedErrand(errand_id=errand_id)
