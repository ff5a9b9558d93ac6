"""Reading a catalogue file: pure, row by row, every fault with its line and column.

The file is CSV (UTF-8 with or without a byte order mark, or GB 18030) or an XLSX workbook, one row per SKU, rows of one product
anywhere in the file. Columns: product_code, product_name, selling_point, category_1, category_2, unit, market_price_yuan (may be
empty), sku_code, sku_options (a JSON list of up to 4 texts; empty for a product without options), price_yuan, stock, attributes (a JSON
object of texts, may be empty). Further ones may be there, and an empty cell in them changes nothing: category_3, category_4, cost_yuan,
member_price_yuan, role, barcode, weight_g. Any other column is passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from tuanzi.goods.catalog.contracts import (
    ATTRIBUTE_COUNT_MAX,
    OPTION_AXIS_MAX,
    PRICE_MINOR_MAX,
    TITLE_LENGTH_MAX,
    ProductRole,
    RowError,
)
from tuanzi.goods.catalog.errors import ImportUnreadable
from tuanzi.goods.catalog.rules import (
    ATTRIBUTE_NAME_LENGTH_MAX,
    ATTRIBUTE_VALUE_LENGTH_MAX,
    CODE,
    OPTION_LENGTH_MAX,
    SELLING_POINT_LENGTH_MAX,
    SHORT_CODE_LENGTH_MAX,
    UNIT_LENGTH_MAX,
    WEIGHT_G_MAX,
)
from tuanzi.kernel import tabular
from tuanzi.kernel.i18n import text

ROWS_MAX = 20_000
XLSX = b"PK\x03\x04"
FIELD_LENGTH_MAX = 20_000
LINE_LENGTH_MAX = 200_000
ERRORS_MAX = 1_000
VALUE_SHOWN = 80
CATEGORY_NAME_LENGTH_MAX = 40
STOCK_MAX = 1_000_000
MARKET_PRICE_TIMES_ODD = 8
"""A suggested price this many times the price is rather a slip of the pen."""
COLUMNS = (
    "product_code",
    "product_name",
    "selling_point",
    "category_1",
    "category_2",
    "unit",
    "market_price_yuan",
    "sku_code",
    "sku_options",
    "price_yuan",
    "stock",
    "attributes",
)
OPTIONAL = ("category_3", "category_4", "cost_yuan", "member_price_yuan", "role", "barcode", "weight_g")
YUAN = re.compile(r"(0|[1-9][0-9]{0,7})(?:\.([0-9]{1,2}))?", re.ASCII)
COUNT = re.compile(r"[0-9]{1,7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row that can be read: amounts in minor units, options and attributes unfolded."""

    line: int
    product_code: str
    title: str
    selling_point: str
    category: tuple[str, ...]
    unit: str
    market_minor: int | None
    sku_code: str
    options: tuple[str, ...]
    price_minor: int
    stock: int
    attributes: tuple[tuple[str, str], ...]
    cost_minor: int | None
    member_minor: int | None
    role: ProductRole | None
    barcode: str | None
    weight_g: int | None

    @property
    def product_part(self) -> dict[str, object]:
        """What all rows of one product must agree on, by column."""
        return {
            "product_name": self.title,
            "selling_point": self.selling_point,
            "category_2": self.category,
            "unit": self.unit,
            "attributes": self.attributes,
        }


@dataclass(slots=True)
class Reading:
    """What came of a file: rows that can be read, and what is wrong with the others."""

    language: str
    rows_read: int = 0
    rows: list[ImportRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    refused_products: dict[str, int] = field(default_factory=dict)
    header: list[str] = field(default_factory=list)
    records: dict[int, list[str]] = field(default_factory=dict)

    def refuse(self, line: int, column: str, code: str, **fields: object) -> None:
        """Note a fault."""
        if len(self.errors) < ERRORS_MAX:
            self.errors.append(self._said(line, column, code, fields))

    def warn(self, line: int, column: str, code: str, **fields: object) -> None:
        """Note an oddity."""
        if len(self.warnings) < ERRORS_MAX:
            self.warnings.append(self._said(line, column, code, fields))

    def _said(self, line: int, column: str, code: str, fields: dict[str, object]) -> RowError:
        values = dict(zip(self.header, self.records.get(line, ()), strict=False))
        value = tabular.unguarded(values.get(column, ""))[:VALUE_SHOWN]
        return RowError(line, column, code, text(code, self.language, {"column": column, **fields}), value)


class _Bad(Exception):
    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code, self.fields = f"catalog.import_{code}", fields


Records = Iterable[tuple[int, list[str]]]
"""Rows with the line on which each begins."""


def records_of(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file or of a workbook's first sheet, each with its line. Raises ``ImportUnreadable``, also halfway."""
    if data[:4] != XLSX:
        yield from csv_records(io.StringIO(_decoded(data), newline=""))
        return
    try:
        width = 0
        for number, record in enumerate(tabular.read(data), 1):
            if any(record):
                # A sheet is a rectangle: rows end in empty cells, or early.
                filled = max(index for index, cell in enumerate(record, 1) if cell)
                width = width or filled
                yield number, (record + [""] * width)[: max(width, filled)]
    except tabular.TableUnreadable as error:
        raise ImportUnreadable(reason=str(error.fields["reason"])) from error


def _decoded(data: bytes) -> str:
    """UTF-8, or what older spreadsheets in China write."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise ImportUnreadable(reason="UTF-8") from error


def csv_records(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a stream of CSV lines. Raises ``ImportUnreadable``."""
    reader = csv.reader(_bounded(lines), strict=True)
    try:
        line = 1
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportUnreadable(reason=f"line {reader.line_num}: {error}") from error
    except UnicodeDecodeError as error:
        raise ImportUnreadable(reason="UTF-8") from error


def read(records: Records, language: str) -> Reading:
    """Read a whole file. Raises ``ImportUnreadable`` if it is no such file at all."""
    reading = Reading(language)
    seen: dict[str, int] = {}
    rows = iter(records)
    reading.header = _header(next(rows, (1, []))[1])
    for line, record in rows:
        reading.records[line] = record
        _take(reading, reading.header, record, line, seen)
    return reading


def _bounded(lines: Iterable[str]) -> Iterable[str]:
    for number, line in enumerate(lines):
        if len(line) > LINE_LENGTH_MAX or "\x00" in line:
            raise ImportUnreadable(reason=f"line {number + 1}")
        yield line.removeprefix("\ufeff") if number == 0 else line


def _header(header: list[str] | None) -> list[str]:
    names = [name.strip() for name in header or []]
    missing = [name for name in COLUMNS if name not in names]
    if missing or len(set(names)) != len(names):
        raise ImportUnreadable(reason=", ".join(missing) or "header")
    return names


def _take(reading: Reading, header: list[str], record: list[str], line: int, seen: dict[str, int]) -> None:
    reading.rows_read += 1
    if reading.rows_read > ROWS_MAX:
        raise ImportUnreadable(reason=f"> {ROWS_MAX}")
    values = dict(zip(header, (tabular.unguarded(value.strip()) for value in record), strict=False))
    product_code = values.get("product_code", "")
    if len(record) != len(header):
        reading.refuse(line, "", "catalog.import_wrong_field_count", count=len(record), wanted=len(header))
        reading.refused_products.setdefault(product_code, line)
        return
    row = _row(reading, values, line)
    if row is not None and row.sku_code in seen:
        reading.refuse(line, "sku_code", "catalog.import_sku_twice", other_line=seen[row.sku_code])
        row = None
    if row is None:
        reading.refused_products.setdefault(product_code, line)
        return
    seen[row.sku_code] = line
    reading.rows.append(row)
    _look_for_oddities(reading, row)


def _look_for_oddities(reading: Reading, row: ImportRow) -> None:
    if row.market_minor is None:
        return
    if row.market_minor < row.price_minor:
        reading.warn(row.line, "market_price_yuan", "catalog.import_market_price_below")
    elif row.market_minor > MARKET_PRICE_TIMES_ODD * row.price_minor:
        reading.warn(row.line, "market_price_yuan", "catalog.import_market_price_odd", times=row.market_minor // row.price_minor)


def _row(reading: Reading, values: dict[str, str], line: int) -> ImportRow | None:
    """The row, or None after noting every fault in it."""
    parsed: dict[str, Any] = {}
    for column, parse in PARSERS.items():
        value = values.get(column, "")
        try:
            parsed[column] = parse(value)
        except _Bad as bad:
            reading.refuse(line, column, bad.code, **bad.fields)
    if len(parsed) != len(PARSERS):
        return None
    return ImportRow(
        line=line,
        product_code=parsed["product_code"],
        title=parsed["product_name"],
        selling_point=parsed["selling_point"],
        category=tuple(name for name in (parsed[f"category_{depth}"] for depth in range(1, 5)) if name),
        unit=parsed["unit"],
        market_minor=parsed["market_price_yuan"],
        sku_code=parsed["sku_code"],
        options=parsed["sku_options"],
        price_minor=parsed["price_yuan"],
        stock=parsed["stock"],
        attributes=parsed["attributes"],
        cost_minor=parsed["cost_yuan"],
        member_minor=parsed["member_price_yuan"],
        role=parsed["role"],
        barcode=parsed["barcode"] or None,
        weight_g=parsed["weight_g"],
    )


def _words(limit: int, *, is_required: bool = True) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if is_required and not value:
            raise _Bad("required")
        if len(value) > limit:
            raise _Bad("too_long", limit=limit)
        return value

    return parse


def _code(value: str) -> str:
    if not CODE.fullmatch(value):
        raise _Bad("bad_code" if value else "required")
    return value


def yuan(value: str, *, least: int = 1) -> int:
    """``919.00`` as minor units, without a float on the way."""
    match = YUAN.fullmatch(value)
    if match is None:
        raise _Bad("bad_amount" if value else "required")
    minor = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0") or 0)
    if not least <= minor <= PRICE_MINOR_MAX:
        raise _Bad("bad_amount")
    return minor


def _count(value: str, limit: int = STOCK_MAX) -> int:
    if not COUNT.fullmatch(value) or int(value) > limit:
        raise _Bad("bad_count", limit=limit)
    return int(value)


def _role(value: str) -> ProductRole | None:
    try:
        return ProductRole(value) if value else None
    except ValueError:
        raise _Bad("bad_role", roles=", ".join(ProductRole)) from None


def _options(value: str) -> tuple[str, ...]:
    if not value:
        return ()
    options = _json(value)
    if not isinstance(options, list) or not all(isinstance(option, str) and option.strip() for option in options):
        raise _Bad("bad_options", limit=OPTION_AXIS_MAX)
    if not 0 < len(options) <= OPTION_AXIS_MAX or any(len(option) > OPTION_LENGTH_MAX for option in options):
        raise _Bad("bad_options", limit=OPTION_AXIS_MAX)
    return tuple(option.strip() for option in options)


def _attributes(value: str) -> tuple[tuple[str, str], ...]:
    attributes = _json(value) if value else {}
    if not isinstance(attributes, dict) or len(attributes) > ATTRIBUTE_COUNT_MAX:
        raise _Bad("bad_attributes")
    if not all(isinstance(each, str) for each in attributes.values()):
        raise _Bad("bad_attributes")
    pairs = tuple((name.strip(), each.strip()) for name, each in attributes.items() if name.strip() and each.strip())
    if any(len(name) > ATTRIBUTE_NAME_LENGTH_MAX or len(each) > ATTRIBUTE_VALUE_LENGTH_MAX for name, each in pairs):
        raise _Bad("too_long", limit=ATTRIBUTE_VALUE_LENGTH_MAX)
    return pairs


def _json(value: str) -> Any:
    if len(value) > FIELD_LENGTH_MAX:
        raise _Bad("too_long", limit=FIELD_LENGTH_MAX)
    try:
        return orjson.loads(value)
    except ValueError:
        raise _Bad("bad_json") from None


PARSERS: dict[str, Callable[[str], Any]] = {
    "product_code": _code,
    "product_name": _words(TITLE_LENGTH_MAX),
    "selling_point": _words(SELLING_POINT_LENGTH_MAX, is_required=False),
    "category_1": _words(CATEGORY_NAME_LENGTH_MAX),
    "category_2": _words(CATEGORY_NAME_LENGTH_MAX, is_required=False),
    "unit": _words(UNIT_LENGTH_MAX),
    "market_price_yuan": lambda value: yuan(value) if value else None,
    "sku_code": _code,
    "sku_options": _options,
    "price_yuan": yuan,
    "stock": _count,
    "attributes": _attributes,
    "category_3": _words(CATEGORY_NAME_LENGTH_MAX, is_required=False),
    "category_4": _words(CATEGORY_NAME_LENGTH_MAX, is_required=False),
    "cost_yuan": lambda value: yuan(value, least=0) if value else None,
    "member_price_yuan": lambda value: yuan(value) if value else None,
    "role": _role,
    "barcode": _words(SHORT_CODE_LENGTH_MAX, is_required=False),
    "weight_g": lambda value: _count(value, WEIGHT_G_MAX) if value else None,
}
