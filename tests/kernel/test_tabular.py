"""Tables as files: what is written can be read again, runs nothing, and a broken file is refused whole."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuanzi.kernel import tabular
from tuanzi.kernel.money import Money
from tuanzi.kernel.tabular import Format, TableUnreadable

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
KINDS: tuple[Format, ...] = ("csv", "xlsx")


@pytest.mark.parametrize("kind", KINDS)
@given(rows=st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
@settings(max_examples=30, deadline=None)
def test_texts_come_back(kind: Format, rows: list[list[str]]) -> None:
    found = list(tabular.read(tabular.write(kind, ["甲", "乙"], rows)))
    assert found[0] == ["甲", "乙"]
    assert [[cell.removeprefix("'") for cell in row] for row in found[1:]] == [[cell.removeprefix("'") for cell in row] for row in rows]


@pytest.mark.parametrize(("kind", "formula"), [("csv", "'=1+1"), ("xlsx", "=1+1")])
def test_nothing_runs_and_figures_are_figures(kind: Format, formula: str) -> None:
    moment = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
    found = list(tabular.read(tabular.write(kind, ["a", "b", "c", "d"], [["=1+1", Money(4990), moment, 7]])))
    assert found[1] == [formula, "49.90" if kind == "csv" else "49.9", "2026-11-27 00:30:00", "7"]
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(tabular.write(kind, ["a"], [["=1+1"]]))) as packed:
            assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def test_what_offices_send_is_read() -> None:
    assert list(tabular.read("名称,价格\n番茄,49.90\n".encode("gb18030"))) == [["名称", "价格"], ["番茄", "49.90"]]
    assert list(tabular.read(b"\xef\xbb\xbfa,b\n")) == [["a", "b"]]


@pytest.mark.parametrize("data", [b"PK\x03\x04nothing", b'a,"b\n', b"\xff\xfe\xff", b"a\0b\n", b"x" * 40_000])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(TableUnreadable):
        list(tabular.read(data))
