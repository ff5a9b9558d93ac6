"""What sorts the goods: brands, tags, collections with their preview, and the margins of the roles."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, SitDown
from tests.browser.console import Console

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def names(desk: Console) -> None:
    await desk.go("/brands")
    await desk.tap("new-brand")
    await desk.type("name", "寿光合作社")
    await desk.tap("save-name")
    await expect(desk.at("brands")).to_contain_text("寿光合作社")
    await desk.tap("new-tag")
    await desk.type("name", "当季限量")
    await desk.tap("save-name")
    await expect(desk.at("tags")).to_contain_text("当季限量")


async def collects(desk: Console) -> None:
    """A rule finds its products while it is written."""
    await desk.go("/collections")
    await desk.tap("new-collection")
    await desk.type("collection-name", "蔬菜好物")
    await expect(desk.at("matches")).to_contain_text("个在售商品符合")
    everything = await desk.at("matches").inner_text()
    await desk.tap("rule-categories")
    await desk.page.get_by_role("option").first.click()
    await expect(desk.at("matches")).not_to_have_text(everything)
    await desk.page.keyboard.press("Escape")
    await desk.page.screenshot(path=PICTURES / "console-collection.png")
    await desk.tap("save-collection")
    await expect(desk.at("collections")).to_contain_text("蔬菜好物")


async def aims(desk: Console) -> None:
    """Targets are only taken when they make a whole."""
    await desk.go("/margins")
    await desk.tap("set-targets")
    for role, share in (("traffic", 40), ("profit", 40), ("strategic", 10), ("long_tail", 5)):
        await desk.type(f"target-{role}", str(share))
        await desk.page.keyboard.press("Tab")
    await expect(desk.at("save-targets")).to_be_disabled()
    await desk.type("target-long_tail", "10")
    await desk.page.keyboard.press("Tab")
    await desk.tap("save-targets")
    await expect(desk.at("margins")).to_contain_text("40.0%")


@pytest.mark.parametrize(("language", "dark"), [("zh-CN", False), ("en", True)])
async def test_the_goods_are_sorted(sit_down: SitDown, language: str, dark: bool) -> None:
    desk = await sit_down("operator", language=language, dark=dark)
    if language == "zh-CN":
        await names(desk)
        await collects(desk)
        await aims(desk)
    for path in ("brands", "collections", "margins"):
        await desk.go(f"/{path}")
        await desk.page.wait_for_timeout(400)
        assert await desk.serious() == [], path
        await desk.page.screenshot(path=PICTURES / f"console-{path}-{language}.png")


async def test_who_may_only_look_changes_nothing(sit_down: SitDown) -> None:
    desk = await sit_down("analyst")
    for path, button in (("/brands", "new-brand"), ("/collections", "new-collection"), ("/margins", "set-targets")):
        await desk.go(path)
        assert await desk.page.locator(f"[data-testid='{button}']:visible").count() == 0, path
