"""Many orders at once: files, notes and marks, ready for pickup; each with its progress, its failures and its record."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tests.factories.trade import draft, line, paid, pay, stock
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import tabular
from tuanzi.kernel.db import Database
from tuanzi.trade.orders import api as orders


async def some_orders(db: Database, count: int = 3) -> list[Any]:
    async with db.transaction() as tx:
        return [await paid(tx) for _ in range(count)]


async def start(client: httpx.AsyncClient, staff: dict[str, str], path: str, body: Any, drain: Drain) -> Any:
    """Start an errand, let it run, and look at it."""
    answer = await client.post(CONSOLE + path, json=body, headers=staff | {"Idempotency-Key": shop.fresh_key()})
    assert answer.status_code == 202, answer.text
    await drain()
    return (await client.get(f"{CONSOLE}/errands/{answer.json()['errand_id']}", headers=staff)).json()


async def rows_of(client: httpx.AsyncClient, staff: dict[str, str], errand: Any) -> list[list[str]]:
    file = await client.get(f"{CONSOLE}/errands/{errand['id']}/file", headers=staff)
    return list(tabular.read(file.content))


async def test_an_export_writes_the_chosen_columns_of_what_the_filters_find(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    made = await some_orders(db)
    staff = await people.as_staff(db)
    wish = {"filters": {"state": ["preparing"]}, "columns": ["number", "state", "payable", "receiver_phone", "receiver_name"]}
    done = await start(client, staff, "/order-exports", wish, drain)
    assert (done["title"], done["state"], done["done"]) == ("导出订单", "done", 3)
    rows = await rows_of(client, staff, done)
    assert rows[0] == ["订单号", "订单状态", "应付金额", "收货电话", "收货人"]
    assert sorted(row[0] for row in rows[1:]) == sorted(order.number for order in made)
    assert rows[1][1:] == ["待发货", "10.00", "13800001234", "王小明"]
    chosen = await start(client, staff, "/order-exports", {"ids": [str(made[0].id)], "format": "xlsx"}, drain)
    assert chosen["file_name"].endswith(".xlsx")
    assert len(await rows_of(client, staff, chosen)) == 2
    record = await db.reader.fetchrow("SELECT action, after FROM audit_entry ORDER BY position LIMIT 1")
    assert record is not None
    assert (record["action"], record["after"]["rows"], record["after"]["clear"], record["after"]["filters"]) == (
        "orders.export",
        3,
        True,
        {"state": ["preparing"]},
    )


async def test_who_may_not_reveal_gets_receivers_masked(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    await some_orders(db, 1)
    finance = await people.as_staff_with(db, "orders.export", "orders.read")
    done = await start(client, finance, "/order-exports", {"filters": {"q": "13800001234"}}, drain)
    text = str(await rows_of(client, finance, done))
    assert "13800001234" not in text
    assert "王小明" not in text
    assert "文圣街" not in text
    assert "138****1234" in text
    logged = await db.reader.fetchval("SELECT after FROM audit_entry WHERE action = 'orders.export'")
    assert logged["filters"] == {"q": "138****1234"}
    analyst = await people.as_staff_with(db, "orders.read")
    refused = await client.post(f"{CONSOLE}/order-exports", json={"filters": {}}, headers=analyst | {"Idempotency-Key": shop.fresh_key()})
    assert (refused.status_code, refused.json()["permission"]) == (403, "orders.export")


async def test_a_table_that_a_spreadsheet_would_run_is_written_as_text(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    (order,) = await some_orders(db, 1)
    staff = await people.as_staff(db)
    await client.post(f"{CONSOLE}/orders/{order.id}/notes", json={"text": "=HYPERLINK(1)"}, headers=staff)
    done = await start(client, staff, "/order-exports", {"ids": [str(order.id)], "columns": ["note"]}, drain)
    file = await client.get(f"{CONSOLE}/errands/{done['id']}/file", headers=staff)
    assert list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))[1] == ["'=HYPERLINK(1)"]


async def test_notes_and_marks_on_many(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    made = await some_orders(db)
    staff = await people.as_staff(db)
    done = await start(
        client, staff, "/order-actions/mark", {"ids": [str(each.id) for each in made], "note": "一起发", "flag": "blue"}, drain
    )
    assert (done["state"], done["counts"], done["failed"]) == ("done", {"marked": 3}, 0)
    notes = await orders.last_notes(db.reader, [each.id for each in made])
    assert set(notes.values()) == {"一起发"}
    cleared = await start(client, staff, "/order-actions/mark", {"filters": {"flag": "blue"}, "clears": True}, drain)
    assert cleared["done"] == 3
    assert await db.reader.fetchval("SELECT count(*) FROM orders_order WHERE flag IS NOT NULL") == 0
    neither = await client.post(f"{CONSOLE}/order-actions/mark", json={}, headers=staff | {"Idempotency-Key": shop.fresh_key()})
    assert neither.status_code == 422


async def test_ready_for_pickup_takes_what_it_can_and_says_what_not(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        (sku_id,) = await stock(tx, 5)
        point = await inventory.default_location(tx)
        waiting = [await orders.place(tx, draft([line(sku_id)], pickup=point)) for _ in range(2)]
        for each in waiting:
            await pay(tx, each)
        by_post = await paid(tx)
    staff = await people.as_staff(db, "warehouse")
    body = {"ids": [str(each.id) for each in (*waiting, by_post)]}
    done = await start(client, staff, "/order-actions/ready", body, drain)
    assert (done["state"], done["counts"], done["failed"]) == ("done", {"ready": 2}, 1)
    assert [(each["name"], each["code"], each["sentence"]) for each in done["failures"]] == [
        (by_post.number, "fulfilment.wrong_delivery", "这个订单的配送方式不同，不能这样操作")
    ]
    again = await start(client, staff, "/order-actions/ready", body, drain)
    assert (again["counts"], again["failed"]) == ({"already": 2}, 1)
