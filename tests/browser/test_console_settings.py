"""The settings page: what the shop says of itself is changed and read by shoppers at once; how it is installed is shown without secrets."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, Running, SitDown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_the_shop_says_who_it_is(running: Running, sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    await desk.go("/settings")
    await desk.type("shop-hotline", "打给我")
    await desk.tap("save")
    await expect(desk.page.locator(".el-form-item.is-error")).to_have_count(1)
    await desk.type("shop-hotline", "400-600-9999")
    await desk.tap("save")
    await desk.see("设置已保存")
    async with httpx.AsyncClient(base_url=running.base_url) as http:
        assert (await http.get("/api/v1/shop/shop-profile")).json()["hotline"] == "400-600-9999"
    await expect(desk.at("installation")).to_contain_text("secret_key")
    await desk.type("find-setting", "secret_key")
    await expect(desk.at("installation").locator("tbody tr").first).to_contain_text("********")
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-settings.png")
    looker = await sit_down("analyst")
    await looker.go("/settings")
    await looker.at("forbidden").wait_for()
