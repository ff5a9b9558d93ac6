"""Saved views on screen: kept, opened again by the next visit, renamed, shared; a colleague sees only what is shared."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, SitDown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_a_view_is_kept_and_shared(sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    await desk.go("/orders?state=completed&sort=-payable")
    await desk.tap("view-save")
    await desk.type("view-name", "完成的大单")
    await desk.tap("view-name-save")
    tab = desk.page.get_by_test_id("saved-view").filter(has_text="完成的大单")
    await expect(tab).to_have_attribute("aria-current", "true")
    assert await desk.page.get_by_test_id("view-save").count() == 0
    await desk.go("/orders?state=completed&sort=payable")
    await expect(tab).not_to_have_attribute("aria-current", "true")
    await tab.click()
    await desk.page.wait_for_url(lambda url: "sort=-payable" in url)
    await desk.tap("sort-payable")
    await desk.tap("view-keep")
    await desk.see("视图已更新")
    await desk.tap("view-menu")
    await desk.tap("view-default")
    await desk.page.get_by_text("视图已更新").first.wait_for()
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-saved-view.png")
    await desk.go("/orders")
    await desk.page.wait_for_url(lambda url: "state=completed" in url)
    await desk.tap("view-menu")
    await desk.tap("view-share")
    await expect(tab.locator("svg")).to_be_visible()

    colleague = await sit_down("customer_service")
    await colleague.go("/orders")
    shared = colleague.page.get_by_test_id("saved-view").filter(has_text="完成的大单")
    await shared.click()
    await colleague.page.wait_for_url(lambda url: "state=completed" in url)
    assert await colleague.page.get_by_test_id("view-menu").count() == 0

    await desk.tap("view-menu")
    await desk.tap("view-remove")
    await desk.page.get_by_role("button", name="删除视图").click()
    await expect(tab).to_have_count(0)
