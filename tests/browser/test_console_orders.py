"""A day at the order desk, on screen: ship by table with bad lines, refund a line, see every ledger entry, export; and who may not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4  # noqa: TID251 - an Idempotency-Key, not an id of ours

import httpx
import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import PICTURES, Running, SitDown
from tests.browser.console import Console
from tests.browser.friend import DETAIL, Friend
from tests.browser.operator import Operator
from tuanzi.kernel import tabular

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SHIPPED, REFUNDED, NOTED = range(3)


@pytest.fixture
async def orders(running: Running, operator: Operator, product: Callable[[str], Awaitable[str]]) -> AsyncIterator[list[Any]]:
    """Three paid orders of one buyer, of two pieces each."""
    buyer = await Friend(running.base_url).enter(operator, "欧阳小满")
    product_id = await product("番茄")
    made = [await buyer.buy(product_id, quantity=2) for _ in range(3)]
    for each in made:
        await operator.order_in(each["id"], "preparing")
    yield made
    await buyer.leave()


async def ship_by_table(console: Console, table: bytes, kind: str) -> None:
    await console.go("/shipments")
    mime = tabular.CONTENT_TYPES["csv" if kind == "csv" else "xlsx"]
    field = console.page.locator("[data-testid='table-file']")
    await field.set_input_files(FilePayload(name=f"waybills.{kind}", mimeType=mime, buffer=table))
    await console.at("checked").wait_for()


async def ships_by_table(desk: Console, operator: Operator, shipped: Any) -> None:
    """A table with a line that nobody can ship; the same table again."""
    rows = [(shipped["number"], "顺丰速运", "SF7700000001"), ("260101000000000000", "顺丰速运", "SF7700000002")]
    table = tabular.write("csv", ("订单号", "快递公司", "运单号"), rows)
    await ship_by_table(desk, table, "csv")
    await expect(desk.at("line-3")).to_have_attribute("data-verdict", "bad")
    await expect(desk.at("line-3")).to_contain_text("没有这个订单号")
    assert await desk.serious() == []
    await desk.tap("table-ship")
    await expect(desk.at("table-result")).to_have_attribute("data-state", "done", timeout=20_000)
    assert (await operator.call("GET", f"/orders/{shipped['id']}"))["parcels"][0]["waybill"] == "SF7700000001"
    await desk.page.keyboard.press("Escape")
    await ship_by_table(desk, table, "csv")
    await desk.tap("only-all")
    await expect(desk.at("line-2")).to_have_attribute("data-verdict", "already")


async def refunds_a_line(desk: Console, operator: Operator, refunded: Any) -> None:
    """One piece goes back; every entry of the ledger is seen."""
    await desk.go(f"/orders/{refunded['id']}")
    await desk.tap("refund")
    await desk.page.locator(f"[data-testid='refund-units-{refunded['lines'][0]['id']}'] .el-input-number__increase").click()
    one = refunded["lines"][0]["payable"]["amount"] // 2
    await expect(desk.at("refund-preview")).to_contain_text(f"¥{one // 100}.{one % 100:02d}")
    await desk.type("refund-reason", "坏果包赔")
    await desk.tap("refund-go")
    await expect(desk.at("money-back")).to_contain_text("坏果包赔")
    await expect(desk.at("ledger")).to_contain_text("发起退款")
    await expect(desk.at("story")).to_contain_text("小周")
    await desk.page.locator(".el-message").first.wait_for(state="hidden")
    assert await desk.serious() == []
    seen = await operator.call("GET", f"/orders/{refunded['id']}")
    assert (seen["refunded"]["amount"], seen["lines"][0]["refunded_quantity"]) == (one, 1)
    await desk.page.screenshot(path=PICTURES / "console-order.png", full_page=True)


async def looks_at_the_receiver(desk: Console) -> None:
    """The receiver is seen by whoever says why; a note is for colleagues."""
    assert DETAIL not in await desk.at("receiver").inner_text()
    await desk.tap("reveal")
    await desk.type("reason", "客户来电核对地址")
    await desk.tap("question-yes")
    await expect(desk.at("receiver")).to_contain_text(DETAIL)
    await desk.type("note", "客户要求下午送")
    await desk.tap("note-add")
    await desk.see("客户要求下午送")


async def exports(desk: Console, number: str, kept: Path) -> None:
    """What the filters find, as a file."""
    await desk.go(f"/orders?q={number}")
    await desk.tap("export")
    await desk.page.get_by_role("radio", name="CSV").check(force=True)
    await desk.tap("export-go")
    button = desk.at("errand-download")
    await button.wait_for(timeout=20_000)
    async with desk.page.expect_download() as coming:
        await button.click()
    await (await coming.value).save_as(kept)
    lines = list(tabular.read(kept.read_bytes()))
    assert (len(lines), lines[1][0]) == (2, number)


async def test_a_day_at_the_order_desk(operator: Operator, orders: list[Any], sit_down: SitDown, tmp_path: Path) -> None:
    desk = await sit_down("operator", "customer_service")
    page = desk.page
    await desk.go("/orders")
    await desk.tap("view-to_ship")
    await page.wait_for_url(lambda url: "state=preparing" in url and "delivery=ship" in url)
    for each in orders:
        await desk.at(f"row-{each['id']}").wait_for()
    assert await desk.serious() == []
    await ships_by_table(desk, operator, orders[SHIPPED])
    await refunds_a_line(desk, operator, orders[REFUNDED])
    await looks_at_the_receiver(desk)
    await exports(desk, orders[NOTED]["number"], tmp_path / "orders.csv")
    actions = {each["action"] for each in (await operator.call("GET", "/audit", limit=100))["items"]}
    assert {"fulfilment.ship", "fulfilment.ship_table", "orders.refund", "orders.reveal", "orders.note", "orders.export"} <= actions


async def test_who_may_only_look_is_refused_on_screen_and_by_the_api(running: Running, orders: list[Any], sit_down: SitDown) -> None:
    desk = await sit_down("analyst", dark=True)
    await desk.go(f"/orders/{orders[0]['id']}")
    await desk.at("figures").wait_for()
    for testid in ("ship", "refund", "reveal", "note", "flag"):
        assert await desk.page.locator(f"[data-testid='{testid}']:visible").count() == 0, testid
    await desk.go("/orders")
    await desk.at(f"row-{orders[0]['id']}").wait_for()
    for testid in ("export", "ship-by-table", f"ship-{orders[0]['number']}"):
        assert await desk.page.locator(f"[data-testid='{testid}']:visible").count() == 0, testid
    await desk.go("/shipments")
    await desk.see("没有权限")
    kept = await desk.token()
    order = f"/orders/{orders[0]['id']}"
    asked: list[tuple[str, Any, str]] = [
        (f"{order}/ship", {"carrier": "sf", "waybill": "SF1234567890"}, "orders.ship"),
        ("/shipments", {"rows": [{"line": 2, "number": orders[0]["number"], "carrier": "sf", "waybill": "SF1234567890"}]}, "orders.ship"),
        (f"{order}/refunds", {"reason": "x"}, "orders.refund"),
        (f"{order}/reveal", {"reason": "x"}, "orders.reveal"),
        (f"{order}/notes", {"text": "x"}, "orders.note"),
        ("/order-exports", {"filters": {}}, "orders.export"),
    ]
    async with httpx.AsyncClient(base_url=f"{running.base_url}/api/v1/console", headers={"Authorization": f"Bearer {kept}"}) as http:
        for path, body, permission in asked:
            answer = await http.post(path, json=body, headers={"Idempotency-Key": uuid4().hex})
            assert (answer.status_code, answer.json()["permission"]) == (403, permission), path


@pytest.mark.parametrize(("language", "dark"), [("zh-CN", True), ("en", False)])
async def test_every_page_of_the_desk_is_fit_for_everybody(orders: list[Any], sit_down: SitDown, language: str, dark: bool) -> None:
    desk = await sit_down("operator", "customer_service", "warehouse", language=language, dark=dark)
    for path in (
        "/orders",
        f"/orders/{orders[0]['id']}",
        f"/orders/picking?ids={orders[0]['id']}",
        "/shipments",
        "/pickup",
        "/freight",
        "/freight/default",
        "/payments",
        "/refunds",
    ):
        await desk.go(path)
        await asyncio.sleep(0.3)
        assert await desk.serious() == [], path
        assert await desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
