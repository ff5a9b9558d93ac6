"""Tables as files: CSV and XLSX, read and written.

Reading is bounded and takes what offices really send: UTF-8 with or without a mark, GB 18030, or a workbook's first sheet.
Writing guards the person who opens the file: in a workbook a text is always a text; in CSV one that a spreadsheet would run as a
formula is given a leading apostrophe (OWASP, "CSV Injection"). The workbook library takes a third of a second to import, so only who needs it pays for it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from tuanzi.kernel.calendar import SHANGHAI
from tuanzi.kernel.errors import BadInput
from tuanzi.kernel.money import Money

Format = Literal["csv", "xlsx"]
CONTENT_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ROWS_MAX = 100_000
COLUMNS_MAX = 100
CELL_LENGTH_MAX = 32_767
"""What a spreadsheet holds in one cell."""
UNPACKED_BYTES_MAX = 200_000_000
"""A workbook is a zip file; a small one may claim to hold the world."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableUnreadable(BadInput):
    """The file is no table that we can read; ``reason`` says why, for the log."""

    code = "kernel.table_unreadable"


def read(data: bytes) -> Iterator[list[str]]:
    """The rows of a CSV file or of a workbook's first sheet, as text. Raises ``TableUnreadable``, also halfway."""
    return _read_xlsx(data) if data[:4] == b"PK\x03\x04" else _read_csv(data)


def _read_csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise TableUnreadable(reason="encoding") from error
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True)):
            yield _bounded(number, row)
    except csv.Error as error:
        raise TableUnreadable(reason=str(error)) from error


def _read_xlsx(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _refuse_giants(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            yield _bounded(number, [_text(value) for value in row])
    except TableUnreadable:
        raise
    # A broken workbook makes its reader fail in many ways, and none of them is our mistake.
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise TableUnreadable(reason=type(error).__name__) from error


def _refuse_giants(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED_BYTES_MAX:
            raise TableUnreadable(reason="too large")


def _bounded(number: int, row: list[str]) -> list[str]:
    if number >= ROWS_MAX:
        raise TableUnreadable(reason="rows")
    if len(row) > COLUMNS_MAX or any(len(cell) > CELL_LENGTH_MAX or "\0" in cell for cell in row):
        raise TableUnreadable(reason=f"row {number + 1}")
    return row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write(kind: Format, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A file of ``rows`` under ``header``. Money is written in yuan with two digits, a time in the shop's own zone."""
    return _write_csv(header, rows) if kind == "csv" else _write_xlsx(header, rows)


def _write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([_guarded(_plain(value)) for value in row])
    # The mark makes spreadsheets read the file as UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    titles = []
    for title in header:
        cell = WriteOnlyCell(sheet, title)
        cell.font = Font(bold=True)
        titles.append(cell)
    sheet.append(titles)
    for row in rows:
        sheet.append([_cell(sheet, _plain(value)) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return Decimal(value.minor) / 100
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    return str(value)


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet)
    # A control character cannot stand in a workbook at all.
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:CELL_LENGTH_MAX]
    cell.data_type = "s"
    return cell


def unguarded(text: str) -> str:
    """A text as it was before it was guarded against being run as a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _guarded(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
