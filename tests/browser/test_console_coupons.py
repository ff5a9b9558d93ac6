"""Coupons at the console: written with a preview, published, found in the shop, given to a list; who may only look sees nothing to press."""

from __future__ import annotations

import asyncio
from uuid import uuid4  # noqa: TID251 - makes names unique, not an id of ours

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, Running, SitDown
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_a_coupon_is_written_published_and_given(running: Running, operator: Operator, sit_down: SitDown) -> None:
    name = f"秋收礼{uuid4().hex[:4]}"
    desk = await sit_down("operator")
    await desk.go("/coupons")
    await desk.picture(PICTURES / "console-coupons.png")
    await desk.tap("new-coupon")
    await desk.type("coupon-name", name)
    await desk.set_number("coupon-amount", 8)
    await desk.set_number("coupon-threshold", 59)
    await expect(desk.at("coupon-face")).to_contain_text("减¥8")
    await expect(desk.at("coupon-face")).to_contain_text("满¥59")
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-coupon-form.png")
    await desk.tap("save")
    await expect(desk.at("coupon-status")).to_contain_text("草稿")
    await desk.tap("coupon-publish")
    await desk.page.get_by_role("dialog").get_by_role("button", name="发布").click()
    await expect(desk.at("coupon-status")).to_contain_text("发放中")
    async with httpx.AsyncClient(base_url=running.base_url) as http:
        offered = (await http.get("/api/v1/shop/coupons/centre")).json()["items"]
    assert name in {each["name"] for each in offered}
    member = (await operator.call("GET", "/members", limit=1))["items"][0]
    await desk.tap("coupon-give")
    await desk.type("coupon-receivers", f"{member['id']}\n13900000000")
    await desk.tap("coupon-go")
    template_id = desk.page.url.rpartition("/")[2]
    for _ in range(60):
        if (await operator.call("GET", f"/coupon-templates/{template_id}"))["issued"]:
            break
        await asyncio.sleep(0.3)
    await desk.go(f"/coupons/{template_id}")
    await expect(desk.page.locator(".figures")).to_contain_text("已发出1")
    await desk.picture(PICTURES / "console-coupon.png")
    looker = await sit_down("analyst", "content_reviewer")
    await looker.go("/coupons")
    await looker.at("forbidden").wait_for()
