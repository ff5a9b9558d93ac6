"""Savings at the console: written with a preview on a basket, published, found in the calendar; stacking; who may not look is refused."""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - makes names unique, not an id of ours

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, Running, SitDown
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_a_saving_is_written_tried_and_published(running: Running, sit_down: SitDown) -> None:
    name = f"年货满减{uuid4().hex[:4]}"
    desk = await sit_down("operator")
    await desk.go("/savings")
    await desk.picture(PICTURES / "console-savings.png")
    await desk.tap("new-saving")
    await desk.type("saving-name", name)
    await desk.set_number("threshold-0", 20)
    await desk.set_number("amount-0", 3)
    await desk.tap("add-tier")
    await desk.set_number("threshold-1", 88)
    await desk.set_number("amount-1", 15)
    await desk.pick("try-add", "番茄")
    await expect(desk.at("try-result")).to_contain_text("减")
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-saving-form.png")
    await desk.tap("save")
    await expect(desk.at("saving-status")).to_contain_text("草稿")
    await desk.tap("saving-publish")
    await desk.page.get_by_role("dialog").get_by_role("button", name="发布").click()
    await expect(desk.at("saving-status")).to_contain_text("已发布")
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)
    await desk.picture(PICTURES / "console-saving.png")
    await desk.go("/savings/calendar")
    await desk.see(name)
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-savings-calendar.png")
    looker = await sit_down("warehouse")
    await looker.go("/savings")
    await looker.at("forbidden").wait_for()
    async with httpx.AsyncClient(base_url=running.base_url) as http:
        headers = {"Authorization": f"Bearer {await looker.token()}"}
        assert (await http.post("/api/v1/console/savings", json={}, headers=headers)).status_code == 403


async def test_what_may_not_stand_together_is_ticked(operator: Operator, sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    await desk.go("/savings/stacking")
    await desk.picture(PICTURES / "console-stacking.png")
    assert await desk.serious() == []
    box = desk.page.locator("[data-testid^='pair-']").first
    await box.check()
    policy = await operator.call("GET", "/stacking")
    await operator.call("PUT", "/stacking", {key: policy[key] for key in ("choice", "pairs", "version")})
    await desk.tap("stacking-save")
    await expect(desk.at("stacking-conflict")).to_contain_text("同事")
    await expect(box).to_be_checked()
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-stacking-conflict.png")
    await desk.tap("stacking-save")
    await desk.see("已保存")
    await desk.go("/savings/stacking")
    await expect(box).to_be_checked()
    await box.uncheck()
    await desk.tap("stacking-save")
    await desk.see("已保存")


async def test_the_guard_shows_the_worst_basket(sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    await desk.go("/stackguard")
    await desk.tap("guard-look")
    await desk.at("verdict").wait_for(timeout=90_000)
    await expect(desk.at("verdict")).to_contain_text("低于成本")
    await expect(desk.at("case-0")).to_contain_text("个护任选 3 件 99 元")
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-stackguard.png")


async def test_fixed_prices_survive_being_edited(operator: Operator, sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    await desk.go("/savings/new")
    await desk.type("saving-name", f"整点特价{uuid4().hex[:4]}")
    await desk.tap("kind-limited_time")
    await desk.tap("timed-prices")
    await desk.pick("timed-sku-0", "番茄")
    await expect(desk.page.get_by_role("option").filter(visible=True)).to_have_count(0)
    await desk.set_number("timed-price-0", 1.5)
    await desk.pick("try-add", "番茄")
    await expect(desk.at("try-result")).to_contain_text("省")
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-saving-prices.png")
    await desk.tap("save")
    await expect(desk.at("saving-status")).to_contain_text("草稿")
    path = desk.page.url.partition("/console")[2]
    await desk.go(f"{path}/edit")
    await desk.type("saving-name", f"晚市特价{uuid4().hex[:4]}")
    await desk.tap("save")
    await expect(desk.at("saving-status")).to_contain_text("草稿")
    kept = (await operator.call("GET", path))["rule"]
    assert [each["price"] for each in kept["prices"]] == [150]
    assert kept["steps"] == []


async def test_an_orders_price_is_told_line_by_line(operator: Operator, sit_down: SitDown) -> None:
    order = (await operator.call("GET", "/orders?limit=1"))["items"][0]
    told = await operator.call("GET", f"/orders/{order['id']}/price")
    desk = await sit_down("operator")
    await desk.go(f"/orders/{order['id']}")
    await desk.tap("price-open")
    await expect(desk.at("price-lines")).to_contain_text(told["lines"][0]["title"])
    assert await desk.serious() == []
    await desk.at("price").scroll_into_view_if_needed()
    await desk.picture(PICTURES / "console-order-price.png")
