"""Many parcels from one table: read as offices write it, judged before, shipped once whatever is sent again."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tests.factories.trade import paid, place
from tuanzi.kernel import tabular
from tuanzi.kernel.db import Database
from tuanzi.trade.fulfilment import api
from tuanzi.trade.fulfilment.contracts import SHIP_ROWS_MAX, ShipRow
from tuanzi.trade.fulfilment.errors import TableColumns, TableTooLong
from tuanzi.trade.orders.contracts import HoldDraft, Order


def rows(*table: list[str]) -> list[ShipRow]:
    return api.read_ship_table(table)


@pytest.mark.parametrize("name", ["顺丰", "顺丰速运", "SF", "sf express", " 顺丰速运 "])
@pytest.mark.parametrize("header", [["订单号", "快递公司", "运单号"], ["Order number", "Carrier", "Tracking number"]])
def test_headers_and_carriers_as_people_write_them(header: list[str], name: str) -> None:
    assert rows(header, ["26112612345", name, "sf1234567890"]) == [ShipRow(2, "26112612345", "sf", "SF1234567890")]


def test_columns_in_any_order_with_others_between_and_without_a_header() -> None:
    assert rows(["备注", "运单号", "订单编号", "物流公司"], [], ["x", "YT1", "'261126", "圆通"]) == [ShipRow(3, "261126", "yto", "YT1")]
    assert rows(["261126", "中通", "7512345"], ["261127", "谁家", "7512346"]) == [
        ShipRow(1, "261126", "zto", "7512345"),
        ShipRow(2, "261127", "谁家", "7512346"),
    ]


def test_a_table_without_our_columns_is_refused() -> None:
    for table in (["订单号", "运单号"], ["姓名", "电话", "地址"], ["261126", "SF1"]):
        with pytest.raises(TableColumns):
            rows(table)
    with pytest.raises(TableTooLong):
        rows(*[["1", "sf", "SF1234567"]] * (SHIP_ROWS_MAX + 1))


@given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=20))
def test_whatever_a_table_holds_is_read_or_refused(table: list[list[str]]) -> None:
    try:
        found = api.read_ship_table(table)
    except TableColumns:
        return
    assert all(1 <= row.line <= len(table) for row in found)


async def scene(db: Database) -> tuple[list[Order], Order, Order]:
    async with db.transaction() as tx:
        ready = [await paid(tx) for _ in range(3)]
        unpaid = await place(tx)
        held = await paid(tx, holds=[HoldDraft("groupbuy", "tea_1")])
    return ready, unpaid, held


async def check(client: httpx.AsyncClient, staff: dict[str, str], data: bytes) -> Any:
    answer = await client.post(f"{CONSOLE}/shipments/check", files={"file": ("waybills.csv", data)}, headers=staff)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ship(client: httpx.AsyncClient, staff: dict[str, str], lines: list[Any], drain: Drain) -> Any:
    body = {"rows": [{key: line[key] for key in ("line", "number", "carrier", "waybill")} for line in lines]}
    answer = await client.post(f"{CONSOLE}/shipments", json=body, headers=staff | {"Idempotency-Key": shop.fresh_key()})
    assert answer.status_code == 202, answer.text
    await drain()
    return (await client.get(f"{CONSOLE}/errands/{answer.json()['errand_id']}", headers=staff)).json()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_bad_lines_are_named_and_the_others_taken(db: Database, client: httpx.AsyncClient, drain: Drain, kind: Any) -> None:
    ready, unpaid, held = await scene(db)
    staff = await people.as_staff(db, "warehouse")
    table = [
        (ready[0].number, "顺丰", "SF0000000001"),
        ("999999", "顺丰", "SF0000000002"),
        (ready[1].number, "没听过", "SF0000000003"),
        (ready[1].number, "中通", "x"),
        (unpaid.number, "中通", "ZT0000000005"),
        (held.number, "中通", "ZT0000000006"),
        (ready[0].number, "中通", "ZT0000000007"),
        (ready[2].number, "顺丰", "SF0000000001"),
    ]
    report = await check(client, staff, tabular.write(kind, ("订单号", "快递公司", "运单号"), table))
    assert [(each["line"], each["verdict"], each["code"]) for each in report["rows"]] == [
        (2, "ok", None),
        (3, "bad", "fulfilment.number_unknown"),
        (4, "bad", "fulfilment.carrier_unknown"),
        (5, "bad", "fulfilment.waybill_bad"),
        (6, "bad", "orders.move_refused"),
        (7, "bad", "orders.held"),
        (8, "bad", "fulfilment.row_twice"),
        (9, "bad", "fulfilment.row_twice"),
    ]
    assert (report["ok"], report["already"], report["bad"]) == (1, 0, 7)
    assert await db.reader.fetchval("SELECT count(*) FROM fulfilment_parcel") == 0
    done = await ship(client, staff, report["rows"], drain)
    assert (done["state"], done["counts"], done["failed"]) == ("done", {"shipped": 1}, 7)
    assert [each["number"] for each in done["failures"]] == [2, 3, 4, 5, 6, 7, 8]
    assert await db.reader.fetchval("SELECT count(*) FROM fulfilment_parcel") == 1


async def test_the_same_table_again_ships_nothing_twice(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    ready, _, _ = await scene(db)
    staff = await people.as_staff(db, "warehouse")
    data = tabular.write(
        "csv", ("订单号", "快递公司", "运单号"), [(each.number, "圆通", f"YT00000000{place}") for place, each in enumerate(ready)]
    )
    report = await check(client, staff, data)
    first = await ship(client, staff, report["rows"], drain)
    assert (first["counts"], first["failed"]) == ({"shipped": 3}, 0)
    moved = await db.reader.fetchval("SELECT count(*) FROM inventory_movement")
    second = await check(client, staff, data)
    assert {each["verdict"] for each in second["rows"]} == {"already"}
    again = await ship(client, staff, report["rows"], drain)
    assert (again["counts"], again["failed"]) == ({"already": 3}, 0)
    assert await db.reader.fetchval("SELECT count(*) FROM fulfilment_parcel") == 3
    assert await db.reader.fetchval("SELECT count(*) FROM inventory_movement") == moved
    actions = await db.reader.fetch("SELECT action, count(*)::int AS times FROM audit_entry GROUP BY action ORDER BY action")
    assert [(row["action"], row["times"]) for row in actions] == [("fulfilment.ship", 3), ("fulfilment.ship_table", 2)]


async def test_who_may_not_ship_may_not_by_table_either(db: Database, client: httpx.AsyncClient) -> None:
    reader = await people.as_staff_with(db, "orders.read")
    for path, sent in (("/shipments/check", {"files": {"file": ("x.csv", b"1,2,3")}}), ("/shipments", {"json": {"rows": []}})):
        answer = await client.post(CONSOLE + path, headers=reader | {"Idempotency-Key": shop.fresh_key()}, **sent)
        assert (answer.status_code, answer.json()["permission"]) == (403, "orders.ship")
    staff = await people.as_staff(db, "warehouse")
    broken = await client.post(f"{CONSOLE}/shipments/check", files={"file": ("x.xlsx", b"PK\x03\x04rubbish")}, headers=staff)
    assert (broken.status_code, broken.json()["code"]) == (422, "kernel.table_unreadable")
