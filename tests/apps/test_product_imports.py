"""Products in and out as files over HTTP: judged, taken, mended, sent again; what is exported changes nothing when it comes back."""

import csv
import io
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import goods, people, shop
from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.contracts import Axis, ProductRole
from tuanzi.goods.catalog.import_rows import COLUMNS
from tuanzi.kernel import tabular
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money

CONSOLE = "/api/v1/console"
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
BAD = (
    GOOD,
    GOOD | {"product_code": "P2", "sku_code": "P2-1", "price_yuan": "九块九"},
    GOOD | {"product_code": "P3", "sku_code": "P3-1", "stock": "-4"},
    GOOD | {"product_code": "P4", "sku_code": "P4-1", "product_name": ""},
)


def table(*rows: dict[str, str], kind: tabular.Format = "csv") -> bytes:
    return tabular.write(kind, COLUMNS, [[row[column] for column in COLUMNS] for row in rows])


async def send(client: httpx.AsyncClient, who: dict[str, str], data: bytes, name: str = "商品.csv") -> httpx.Response:
    return await client.post(f"{CONSOLE}/products/imports", files={"file": (name, data)}, headers=who)


async def take(client: httpx.AsyncClient, who: dict[str, str], import_id: str, drain: Drain, **how: Any) -> Any:
    started = await client.post(f"{CONSOLE}/products/imports/{import_id}/take", json=how, headers=who)
    assert started.status_code == 202, started.text
    await drain()
    return (await client.get(f"{CONSOLE}/errands/{started.json()['errand_id']}", headers=who)).json()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_three_bad_rows_are_told_the_others_taken(
    db: Database, client: httpx.AsyncClient, drain: Drain, kind: tabular.Format
) -> None:
    who = await people.as_staff(db)
    judged = (await send(client, who | {"Accept-Language": "zh-CN"}, table(*BAD, kind=kind), f"商品.{kind}")).json()
    assert (judged["rows_read"], judged["takeable"], judged["faulty_rows"]) == (4, 1, 3)
    assert [(fault["line"], fault["column"], fault["value"]) for fault in judged["faults"]] == [
        (3, "price_yuan", "九块九"),
        (4, "stock", "-4"),
        (5, "product_name", ""),
    ]
    assert judged["faults"][2]["message"] == "product_name 不能为空"
    assert await db.reader.fetchval("SELECT count(*) FROM catalog_product") == 0
    refused = await client.post(f"{CONSOLE}/products/imports/{judged['id']}/take", json={"mode": "all"}, headers=who)
    assert (refused.status_code, refused.json()["code"]) == (409, "catalog.import_faulty")
    errand = await take(client, who, judged["id"], drain, mode="valid", publish=True)
    assert (errand["state"], errand["counts"], errand["failed"], errand["title"]) == ("done", {"created": 1}, 0, "导入商品")
    row = (await client.get(f"{CONSOLE}/products", headers=who)).json()["items"][0]
    assert (row["code"], row["status"], row["on_hand"], row["category"]) == ("P1", "on_sale", 5, "蜜饯")
    again = await client.post(f"{CONSOLE}/products/imports/{judged['id']}/take", json={"mode": "valid"}, headers=who)
    assert (again.status_code, again.json()["code"]) == (409, "catalog.import_taken")


async def test_bad_rows_are_mended_in_their_own_file(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    who = await people.as_staff(db)
    judged = (await send(client, who, table(*BAD))).json()
    answer = await client.get(f"{CONSOLE}/products/imports/{judged['id']}/faults", headers=who | {"Accept-Language": "zh-CN"})
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["product_code"], row["原因"][:10]) for row in rows] == [
        ("P2", "price_yuan"),
        ("P3", "stock 应为 0"),
        ("P4", "product_na"),
    ]
    for row in rows:
        row.update({"price_yuan": "9.90", "stock": "1", "product_name": row["product_name"] or "山楂片"})
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    mended = (await send(client, who, out.getvalue().encode())).json()
    assert (mended["faults"], mended["takeable"]) == ([], 3)
    assert (await take(client, who, mended["id"], drain, mode="all"))["counts"] == {"created": 3}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_is_exported_changes_nothing_when_it_comes_back(
    db: Database, client: httpx.AsyncClient, drain: Drain, kind: tabular.Format
) -> None:
    who = await people.as_staff(db)
    async with db.transaction() as tx:
        deep = None
        for name in ("一", "二", "三", "四"):
            deep = await goods.category(tx, name, deep)
        await goods.product(
            tx,
            goods.sku("A-2", "大", "红", price=2000, market_price=Money(2999), member_price=Money(1890), barcode="6900001"),
            goods.sku("A-1", "小", "红", price=1001, cost=Money(7), weight_g=250, is_enabled=False),
            axes=(Axis("尺寸", ("小", "大")), Axis("颜色", ("红",))),
            category_id=deep,
            title="=SUM(1)",
            selling_point="-5% 起",
            attributes=(("产地", "青州\n山东"), ("等级", "特级")),
            role=ProductRole.STRATEGIC,
        )
        await goods.product(tx, goods.sku("B"), category_id=deep)
    started = await client.post(f"{CONSOLE}/products/exports", json={"format": kind, "filters": {"status": "on_sale"}}, headers=who)
    await drain()
    file = await client.get(f"{CONSOLE}/errands/{started.json()['errand_id']}/file", headers=who)
    assert file.status_code == 200
    back = (await send(client, who, file.content, f"back.{kind}")).json()
    assert (back["faults"], back["rows_read"], back["takeable"], back["unchanged"]) == ([], 3, 0, 2)
    assert (await take(client, who, back["id"], drain, mode="all"))["counts"] == {"unchanged": 2}
    assert await db.reader.fetchval("SELECT max(version) FROM catalog_product") == 1


async def test_further_columns_say_cost_role_and_more(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    who = await people.as_staff(db)
    row = GOOD | {"cost_yuan": "3.30", "role": "traffic", "barcode": "690", "weight_g": "120", "member_price_yuan": "", "备注": "x"}
    data = tabular.write("xlsx", list(row), [list(row.values())])
    judged = (await send(client, who, data, "x.xlsx")).json()
    assert judged["faults"] == []
    await take(client, who, judged["id"], drain, mode="all")
    row_out = (await client.get(f"{CONSOLE}/products", headers=who)).json()["items"][0]
    assert (row_out["role"], row_out["margin_bps"], row_out["status"]) == ("traffic", 6666, "draft")
    bad = (await send(client, who, tabular.write("csv", [*row], [[*(row | {"role": "hero"}).values()]]))).json()
    assert [(fault["column"], fault["code"]) for fault in bad["faults"]] == [("role", "catalog.import_bad_role")]


async def test_an_import_is_ones_own_and_needs_permission(db: Database, client: httpx.AsyncClient) -> None:
    who = await people.as_staff(db)
    judged = (await send(client, who, table(GOOD))).json()
    other = await people.as_staff(db, "operator")
    assert (await client.get(f"{CONSOLE}/products/imports/{judged['id']}", headers=other)).status_code == 404
    assert (await client.get(f"{CONSOLE}/products/imports/{judged['id']}", headers=who)).json()["takeable"] == 1
    analyst = await people.as_staff(db, "analyst")
    assert (await send(client, analyst, table(GOOD))).status_code == 403
    large = await send(client, who, b"x" * (5 * 1024 * 1024 + 1))
    assert (large.status_code, large.json()["code"]) == (413, "catalog.import_too_large")
    for junk in (b"", b"PK\x03\x04junk", b"a,b\n1,2\n"):
        assert (await send(client, who, junk)).json()["code"] == "catalog.import_unreadable"


async def test_the_template_comes_in(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    who = await people.as_staff(db)
    template = await client.get(f"{CONSOLE}/products/import-template", headers=who)
    judged = (await send(client, who, template.content, "t.xlsx")).json()
    assert (judged["faults"], judged["takeable"]) == ([], 1)


async def test_the_command_reads_a_workbook(db: Database, tmp_path: Path) -> None:
    from tuanzi.apps import importing

    path = tmp_path / "goods.xlsx"
    path.write_bytes(table(GOOD, GOOD | {"product_code": "P2", "sku_code": "P2-1"}, kind="xlsx"))
    report = await importing.catalogue(db, path)
    assert (report.result.products, report.moved, report.problems) == (2, 2, ())


async def test_margins_come_from_what_was_paid(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    who = await people.as_staff(db)
    buyer = await shop.shopper(db, client, wallet=100_000)
    async with db.transaction() as tx:
        made = await goods.product(tx, goods.sku("M", price=1000, cost=Money(400)), role=ProductRole.PROFIT)
    await buyer.bought(buyer.wish(made.sku_ids[0], quantity=2))
    await drain()
    body = {"shares": {"profit": 6000, "traffic": 4000}}
    assert (await client.put(f"{CONSOLE}/products/targets", json=body, headers=who)).status_code == 200
    answer = (await client.get(f"{CONSOLE}/products/margins", headers=who)).json()
    profit = next(role for role in answer["roles"] if role["role"] == "profit")
    assert (profit["quantity"], profit["turnover"]["amount"], profit["profit"]["amount"], profit["drift_bps"]) == (2, 2000, 1200, 4000)
    off = await client.put(f"{CONSOLE}/products/targets", json={"shares": {"profit": 1}}, headers=who)
    assert (off.status_code, off.json()["code"]) == (422, "catalog.bad_targets")
    assert (await api.targets(db.reader)) == {ProductRole.PROFIT: 6000, ProductRole.TRAFFIC: 4000}
