"""One operator's working day is found in the audit log; whoever lacks the permission is refused on screen and by the API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4  # noqa: TID251 - an Idempotency-Key, not an id of ours

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.conftest import Running, SitDown
from tests.browser.console import Console
from tests.browser.friend import Friend
from tests.browser.operator import Operator
from tests.browser.test_console_groupbuy import publishes
from tests.browser.test_console_orders import refunds_a_line, ship_by_table
from tuanzi.kernel import tabular

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
Find = Callable[[str], Awaitable[str]]
OIL, MUSHROOM = "小榨花生油", "鲜香菇"
POINT = "今年新花生，小锅慢炒"


@pytest.fixture
async def orders(running: Running, operator: Operator, product: Find) -> AsyncIterator[list[Any]]:
    """Two paid orders of one buyer, of two pieces each."""
    await operator.gateway()
    buyer = await Friend(running.base_url).enter(operator, "欧阳小满")
    mushroom = await product(MUSHROOM)
    made = [await buyer.buy(mushroom, quantity=2) for _ in range(2)]
    for each in made:
        await operator.order_in(each["id"], "preparing")
    yield made
    await buyer.leave()


async def edits(desk: Console, product_id: str) -> None:
    """Another selling point for a product."""
    await desk.go(f"/products/{product_id}")
    await desk.type("selling-point", POINT)
    await desk.tap("save-product")
    await desk.see("已保存")


async def ships(desk: Console, number: str) -> None:
    """One line of a table."""
    table = tabular.write("csv", ("订单号", "快递公司", "运单号"), [(number, "顺丰速运", "SF7700000009")])
    await ship_by_table(desk, table, "csv")
    await desk.tap("table-ship")
    await expect(desk.at("table-result")).to_have_attribute("data-state", "done", timeout=20_000)
    await desk.page.keyboard.press("Escape")


async def test_a_day_of_one_operator_is_found_in_the_audit_log(
    operator: Operator, orders: list[Any], product: Find, sit_down: SitDown
) -> None:
    shipped, refunded = orders
    oil = await product(OIL)
    desk = await sit_down("operator", "customer_service", "finance")
    await edits(desk, oil)
    activity_id = await publishes(desk, OIL, off=10)
    await ships(desk, shipped["number"])
    await refunds_a_line(desk, operator, refunded)

    await desk.go("/audit")
    await desk.row("退款").get_by_role("button").click()
    await desk.tap("only-actor")
    await desk.page.wait_for_url(lambda url: "actor_id=stf_" in url)
    for deed, object_id in (
        ("修改", oil),
        ("新建拼团", activity_id),
        ("发布拼团", activity_id),
        ("批量发货", ""),
        ("发货", shipped["id"]),
        ("退款", refunded["id"]),
    ):
        row = desk.page.locator("[data-testid='table'] tbody tr").filter(has_text=deed).filter(has_text=object_id).first
        await expect(row).to_contain_text("小周")
    await desk.row(oil).get_by_role("button").click()
    await expect(desk.at("entry")).to_contain_text(POINT)
    await desk.page.keyboard.press("Escape")
    await desk.tap("check-chain")
    await desk.page.locator("[data-testid=chain][data-state=sound]").wait_for()


async def sees_nothing_to_press(desk: Console, activity_id: str, order_id: str) -> None:
    """The screens of someone who may only look: no way to the deeds, and closed doors where a page is for them alone."""
    for path, ready, absent in (
        (f"/groupbuy/{activity_id}", "phase", ("publish", "end")),
        (f"/groupbuy/{activity_id}/edit", "save", ("save-publish",)),
        ("/orders", f"row-{order_id}", ("ship-by-table",)),
        (f"/orders/{order_id}", "figures", ("ship", "refund")),
    ):
        await desk.go(path)
        await desk.at(ready).wait_for()
        for testid in absent:
            assert await desk.page.locator(f"[data-testid='{testid}']:visible").count() == 0, (path, testid)
    for path in ("/shipments", "/audit"):
        await desk.go(path)
        await desk.at("forbidden").wait_for()
    assert "审计日志" not in await desk.page.locator("nav a.entry").all_inner_texts()


async def test_who_lacks_the_permission_is_refused_on_screen_and_by_the_api(
    running: Running, operator: Operator, orders: list[Any], product: Find, sit_down: SitDown
) -> None:
    order = orders[0]
    draft = await operator.draft_groupbuy(await product("燕麦片"), size=2, off=500, team_duration_s=3600)
    desk = await sit_down("community_manager")
    await sees_nothing_to_press(desk, draft, order["id"])
    row = {"line": 2, "number": order["number"], "carrier": "sf", "waybill": "SF1234567890"}
    asked: list[tuple[str, str, Any, str]] = [
        ("POST", f"/groupbuy/activities/{draft}/publish", None, "groupbuy.publish"),
        ("POST", "/shipments", {"rows": [row]}, "orders.ship"),
        ("POST", f"/orders/{order['id']}/refunds", {"reason": "x"}, "orders.refund"),
        ("GET", "/audit", None, "audit.read"),
        ("POST", "/audit/checks", None, "audit.read"),
    ]
    headers = {"Authorization": f"Bearer {await desk.token()}"}
    async with httpx.AsyncClient(base_url=f"{running.base_url}/api/v1/console", headers=headers) as http:
        for method, path, body, permission in asked:
            answer = await http.request(method, path, json=body, headers={"Idempotency-Key": uuid4().hex})
            assert answer.headers["content-type"].startswith("application/problem+json"), path
            assert (answer.status_code, answer.json()["permission"]) == (403, permission), path
    assert (await operator.call("GET", f"/groupbuy/activities/{draft}"))["status"] == "draft"
    kept = await operator.call("GET", f"/orders/{order['id']}")
    assert (kept["state"], kept["refunded"]["amount"]) == ("preparing", 0)
