"""Reading a table of waybills as offices write it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tuanzi.trade.fulfilment.contracts import SHIP_ROWS_MAX, ShipRow
from tuanzi.trade.fulfilment.errors import TableColumns, TableTooLong

HEADERS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"订单号", "订单编号", "订单", "单号", "order", "order number", "order no", "number", "order_number"}),
    "carrier": frozenset({"快递公司", "物流公司", "承运商", "快递", "物流", "carrier", "shipping carrier"}),
    "waybill": frozenset({"运单号", "快递单号", "物流单号", "运单编号", "waybill", "tracking", "tracking number", "tracking no"}),
}
"""What a column may be called."""
TAILS = ("速运", "快递", "速递", "物流", "快运", "包裹", "express", "logistics", "parcel")


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("\ufeff", "").casefold().split())


def carrier_words(carriers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Everything that a carrier is called, in plain form, and its code."""
    words: dict[str, str] = {}
    for code, names in carriers.items():
        for name in (code, *names.values()):
            words[_plain(name)] = code
            words.setdefault(_shortened(name), code)
    return words


def _shortened(name: str) -> str:
    short = _plain(name)
    for tail in TAILS:
        short = short.removesuffix(tail).strip()
    return short


def read_rows(table: Iterable[Sequence[str]], words: Mapping[str, str]) -> list[ShipRow]:
    """The lines of a table; empty ones are left out. Without a header the columns are number, carrier, waybill, in this order.

    A carrier nobody knows stays as it was written. Raises ``TableColumns``, ``TableTooLong``.
    """
    rows: list[ShipRow] = []
    places: dict[str, int] | None = None
    for line, cells in enumerate(table, 1):
        if not any(cell.strip() for cell in cells):
            continue
        if places is None:
            places = _places(cells)
            if places is not None:
                continue
            places = _bare_places(cells)
        if len(rows) >= SHIP_ROWS_MAX:
            raise TableTooLong(most=SHIP_ROWS_MAX)
        values = {name: _cell(cells, place) for name, place in places.items()}
        carrier = values["carrier"]
        code = words.get(_plain(carrier)) or words.get(_shortened(carrier)) or carrier
        rows.append(ShipRow(line, values["number"], code[:40], values["waybill"].upper()[:60]))
    return rows


def _cell(cells: Sequence[str], place: int) -> str:
    # An apostrophe keeps a spreadsheet from reading a number; it is no part of it.
    return cells[place].strip().lstrip("'").strip()[:60] if place < len(cells) else ""


def _places(cells: Sequence[str]) -> dict[str, int] | None:
    """Where the columns are, if this is a header. Raises ``TableColumns`` for a header without all of them."""
    found = {name: place for place, cell in enumerate(cells) for name, known in HEADERS.items() if _plain(cell) in known}
    if not found:
        return None
    if len(found) < len(HEADERS):
        raise TableColumns
    return found


def _bare_places(cells: Sequence[str]) -> dict[str, int]:
    if len(cells) < len(HEADERS) or not cells[0].strip().lstrip("'").isdigit():
        raise TableColumns
    return {name: place for place, name in enumerate(HEADERS)}
