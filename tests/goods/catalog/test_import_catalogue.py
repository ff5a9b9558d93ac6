import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuanzi.apps import importing
from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.contracts import CardQuery, ProductStatus, Sort
from tuanzi.goods.catalog.errors import ImportTooLarge, ImportUnreadable
from tuanzi.goods.catalog.import_rows import COLUMNS, csv_records, read, yuan
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx

GOOD = {
    "product_code": "P1",
    "product_name": "山楂条",
    "selling_point": "酸甜",
    "category_1": "饮食",
    "category_2": "蜜饯",
    "unit": "袋",
    "market_price_yuan": "19.90",
    "sku_code": "P1-1",
    "sku_options": '["标准"]',
    "price_yuan": "9.90",
    "stock": "5",
    "attributes": '{"产地": "青州"}',
}


def table(*rows: dict[str, str], columns: Iterable[str] = COLUMNS) -> list[str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns))
    writer.writeheader()
    writer.writerows(rows)
    return list(io.StringIO(out.getvalue(), newline=""))


async def take(tx: Tx, *rows: dict[str, str], **options: Any) -> Any:
    return await api.import_catalogue(tx, csv_records(table(*rows)), **options)


async def test_the_real_catalogue_comes_in_whole(tx: Tx, shared_data: Path) -> None:
    report = await importing.take_in(tx, shared_data / "catalogue.csv")
    assert (report.result.rows_read, report.result.products, report.result.skus, report.result.errors) == (244, 239, 244, ())
    assert [(odd.line, odd.code) for odd in report.result.warnings] == [
        (6, "catalog.import_market_price_odd"),
        (odd_line(shared_data), "catalog.import_market_price_below"),
    ]
    assert report.moved == 243
    assert await inventory.verify(tx) == []
    product = await tx.fetchrow("SELECT p.* FROM catalog_product p WHERE code = '1181000'")
    assert product is not None
    assert product["status"] == "on_sale"
    assert product["axes"] == [
        ["规格", ["1.5m床垫*1+枕头*2", "1.8m床垫*1+枕头*2"]],
        ["颜色", ["浅杏粉", "玛瑙红", "烟白灰"]],
    ]
    assert "\n" in dict(product["attributes"])["规格"]
    skus = await tx.fetch("SELECT code, price_minor, cost_minor FROM catalog_sku WHERE code LIKE '1181000-%' ORDER BY code")
    assert [(sku["code"], sku["price_minor"], sku["cost_minor"]) for sku in skus][-1] == ("1181000-6", 300_000, 180_000)
    assert {node.name: len(node.children) for node in await api.category_tree(tx)} == {
        "居家": 8,
        "洗护": 1,
        "餐厨": 1,
        "婴童": 1,
        "杂货": 1,
        "饮食": 1,
        "服装": 1,
        "志趣": 1,
        "配件": 1,
    }
    cards, following = await api.list_cards(tx, CardQuery(sort=Sort.PRICE, limit=100), clock.now())
    assert len(cards) == 100
    assert following is not None


def odd_line(folder: Path) -> int:
    lines = (folder / "catalogue.csv").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if "1181000-6" in line)


async def test_the_same_file_again_changes_nothing(tx: Tx, shared_data: Path) -> None:
    await importing.take_in(tx, shared_data / "catalogue.csv")
    count = await tx.fetchval("SELECT count(*) FROM inventory_movement")
    again = await importing.take_in(tx, shared_data / "catalogue.csv")
    assert (again.result.products, again.result.unchanged, again.moved) == (0, 239, 0)
    assert await tx.fetchval("SELECT count(*) FROM catalog_revision") == 239
    assert await tx.fetchval("SELECT count(*) FROM inventory_movement") == count


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("price_yuan", "9.999", "bad_amount"),
        ("price_yuan", "0", "bad_amount"),
        ("price_yuan", "-1", "bad_amount"),
        ("price_yuan", "１２", "bad_amount"),
        ("price_yuan", "", "required"),
        ("price_yuan", "1e3", "bad_amount"),
        ("market_price_yuan", "贵", "bad_amount"),
        ("stock", "-1", "bad_count"),
        ("stock", "1.5", "bad_count"),
        ("stock", "9999999", "bad_count"),
        ("product_code", "", "required"),
        ("sku_code", "有 空格", "bad_code"),
        ("product_name", "", "required"),
        ("product_name", "长" * 121, "too_long"),
        ("sku_options", "标准", "bad_json"),
        ("sku_options", "[]", "bad_options"),
        ("sku_options", '["1","2","3","4","5"]', "bad_options"),
        ("sku_options", "[1]", "bad_options"),
        ("attributes", "[]", "bad_attributes"),
        ("attributes", '{"a": 1}', "bad_attributes"),
    ],
)
async def test_a_fault_is_named_by_line_and_column(tx: Tx, column: str, value: str, code: str) -> None:
    other = GOOD | {"product_code": "P2", "sku_code": "P2-1"}
    report = await take(tx, other, GOOD | {column: value}, language="en")
    assert [(error.line, error.column, error.code) for error in report.errors] == [(3, column, f"catalog.import_{code}")]
    assert column in report.errors[0].message
    assert report.is_written is False
    assert await tx.fetchval("SELECT count(*) FROM catalog_product") == 0
    assert await tx.fetchval("SELECT count(*) FROM catalog_category") == 0


async def test_every_fault_of_a_row_is_told_at_once(tx: Tx) -> None:
    report = await take(tx, GOOD | {"price_yuan": "x", "stock": "x"})
    assert [error.column for error in report.errors] == ["price_yuan", "stock"]
    assert report.errors[0].message == "price_yuan 不是有效金额（元，最多两位小数，大于 0）"


async def test_valid_rows_can_be_taken_and_a_product_stays_whole(tx: Tx) -> None:
    matrix = [GOOD | {"sku_code": f"P1-{option}", "sku_options": f'["{option}"]'} for option in ("a", "b", "c")]
    matrix[1]["price_yuan"] = "?"
    other = GOOD | {"product_code": "P2", "sku_code": "P2-1"}
    report = await take(tx, *matrix, other, take_valid=True)
    assert [(error.line, error.code) for error in report.errors] == [
        (2, "catalog.import_held_back"),
        (3, "catalog.import_bad_amount"),
        (4, "catalog.import_held_back"),
    ]
    assert (report.products, report.skus, report.is_written) == (1, 1, True)
    assert [row["code"] for row in await tx.fetch("SELECT code FROM catalog_product")] == ["P2"]


async def test_a_dry_run_says_the_same_and_writes_nothing(tx: Tx) -> None:
    report = await take(tx, GOOD, dry_run=True)
    assert (report.products, report.skus, report.errors, report.is_written) == (1, 1, (), False)
    assert await tx.fetchval("SELECT count(*) FROM catalog_product") == 0
    assert tx.buffer("facts") == []


async def test_rows_that_form_no_matrix_are_refused(tx: Tx) -> None:
    gap = [GOOD | {"sku_code": f"P1-{i}", "sku_options": options} for i, options in enumerate(('["S","红"]', '["M","蓝"]'))]
    report = await take(tx, *gap)
    assert [(error.line, error.column, error.code) for error in report.errors] == [
        (2, "sku_options", "catalog.options_not_matrix"),
        (3, "sku_options", "catalog.options_not_matrix"),
    ]


async def test_codes_twice_or_elsewhere_are_refused(tx: Tx) -> None:
    await take(tx, GOOD)
    report = await take(tx, GOOD | {"product_code": "P9"})
    assert [(error.column, error.code) for error in report.errors] == [("sku_code", "catalog.import_sku_elsewhere")]
    report = await take(tx, GOOD | {"sku_code": "N-1"}, GOOD | {"product_code": "P8", "sku_code": "N-1"})
    assert [(error.line, error.code) for error in report.errors] == [(3, "catalog.import_sku_twice")]
    assert "2" in report.errors[0].message


async def test_rows_of_one_product_must_agree(tx: Tx) -> None:
    report = await take(tx, GOOD, GOOD | {"sku_code": "P1-2", "sku_options": '["大"]', "product_name": "别的名字"})
    assert (3, "product_name", "catalog.import_rows_differ") in [(error.line, error.column, error.code) for error in report.errors]


async def test_a_change_is_taken_and_what_operators_added_stays(tx: Tx) -> None:
    first = await take(tx, GOOD, publish=True)
    product_id = (await api.get_skus(tx, [first.stock[0][0]]))[first.stock[0][0]].product_id
    await tx.execute("UPDATE catalog_sku SET cost_minor = 123 WHERE code = 'P1-1'")
    report = await take(tx, GOOD | {"price_yuan": "8.80", "stock": "99"})
    assert (report.products, report.unchanged) == (1, 0)
    product = await api.get_product(tx, product_id)
    assert product is not None
    assert (product.status, product.version) == (ProductStatus.ON_SALE, 2)
    assert (product.draft.skus[0].price.minor, product.draft.skus[0].cost.minor) == (880, 123)


@pytest.mark.parametrize(
    "lines",
    [[], ["product_code,product_name\n"], ["a" * 200_001], ["\x00"], ['"', "unclosed"]],
)
def test_what_is_no_catalogue_is_refused_whole(lines: list[str]) -> None:
    with pytest.raises(ImportUnreadable):
        read(csv_records(lines), "en")


async def test_a_file_in_another_encoding_or_too_large_is_refused(tx: Tx, tmp_path: Path) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_bytes(b"\xff\xff\xff")
    with pytest.raises(ImportUnreadable):
        await importing.take_in(tx, strange)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(importing.BYTES_MAX + 1)
    with pytest.raises(ImportTooLarge):
        await importing.take_in(tx, large)


def test_a_byte_order_mark_and_newlines_in_fields_are_fine() -> None:
    lines = table(GOOD | {"attributes": '{"说明": "第一行\\n第二行"}', "selling_point": "甲\n乙"})
    lines[0] = "\ufeff" + lines[0]
    reading = read(csv_records(lines), "en")
    assert reading.errors == []
    assert reading.rows[0].attributes == (("说明", "第一行\n第二行"),)
    assert reading.rows[0].selling_point == "甲\n乙"


@given(st.integers(1, 10**9))
def test_yuan_reads_every_amount_exactly(minor: int) -> None:
    assert yuan(f"{minor // 100}.{minor % 100:02d}") == minor


@given(st.text(st.characters(exclude_characters="\x00", codec="utf-8")))
def test_no_text_makes_the_reader_fail_otherwise_than_by_refusing(garbage: str) -> None:
    reading = read(csv_records(table(GOOD | dict.fromkeys(("price_yuan", "stock", "sku_options", "attributes"), garbage))), "zh-CN")
    assert len(reading.rows) + len(reading.refused_products) == 1
