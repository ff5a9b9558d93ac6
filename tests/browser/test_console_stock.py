"""Stock at the console: a count from the sheet to the movements, goods moved and lost, places, and who may only look."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, SitDown
from tests.browser.console import Console

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def counts(desk: Console) -> None:
    """A sheet of one category; the first line has three pieces too few."""
    await desk.go("/stock/takes")
    await desk.tap("new-take")
    await desk.type("take-name", "月底蔬菜盘点")
    await desk.tap("take-category")
    await desk.page.get_by_role("option").first.click()
    await desk.tap("take-draw")
    await desk.page.wait_for_url(re.compile(r"/stock/takes/stk_"))
    await desk.tap("take-start")
    first, second = desk.at("take-lines").locator("tbody tr").nth(0), desk.at("take-lines").locator("tbody tr").nth(1)
    await first.locator("input").wait_for()
    await first.locator("input").fill("3")
    await first.locator("input").press("Enter")
    await expect(second.locator("input")).to_be_focused()
    await expect(desk.page.get_by_text("有差异").first).to_be_visible()
    assert await desk.serious() == []
    await desk.page.screenshot(path=PICTURES / "console-take.png")
    await desk.page.locator(".el-message").first.wait_for(state="hidden")
    await desk.tap("take-post")
    await desk.tap("question-yes")
    await expect(desk.at("take-state")).to_have_text("已过账")
    await desk.go("/stock/movements")
    await expect(desk.at("table").locator("tbody tr").first).to_contain_text("盘点")


async def loses(desk: Console) -> None:
    """Two pieces spoiled, and a line below which to warn."""
    await desk.go("/stock")
    await desk.at("table").locator("tbody input[type=checkbox]").nth(2).check()
    await desk.tap("bulk-loss")
    await desk.page.locator("[data-testid^='pieces-'] input").first.fill("2")
    await desk.page.keyboard.press("Tab")
    await desk.type("bulk-reference", "冷库漏水")
    await desk.tap("bulk-save")
    await expect(desk.page.locator(".el-message").first).to_contain_text("库存已调整")
    await desk.go("/stock/movements")
    await expect(desk.at("table").locator("tbody tr").first).to_contain_text("报损")


async def opens_a_place(desk: Console) -> None:
    await desk.go("/locations")
    await desk.tap("new-place")
    await desk.type("place-code", "shouguang-2")
    await desk.type("place-name", "寿光二号仓")
    await desk.tap("place-save")
    await expect(desk.at("places")).to_contain_text("寿光二号仓")


async def test_a_day_in_the_warehouse(sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    await counts(desk)
    await loses(desk)
    await opens_a_place(desk)


@pytest.mark.parametrize(("language", "dark"), [("zh-CN", False), ("en", True)])
async def test_whoever_may_only_look_changes_nothing(sit_down: SitDown, language: str, dark: bool) -> None:
    desk = await sit_down("analyst", language=language, dark=dark)
    for path, button in (("stock", "select-page"), ("stock/takes", "new-take"), ("locations", "new-place")):
        await desk.go(f"/{path}")
        await desk.page.wait_for_timeout(300)
        assert await desk.page.locator(f"[data-testid='{button}']:visible").count() == 0, path
        assert await desk.serious() == [], path
        await desk.page.screenshot(path=PICTURES / f"console-{path.replace('/', '-')}-{language}.png")
