"""Coupons on a phone: found, claimed by tap and by code, used by themselves at checkout or left out by choice."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, Arrive
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
Find = Callable[[str], Awaitable[str]]


async def test_a_member_claims_and_uses_coupons(arrive: Arrive, operator: Operator, product: Find) -> None:
    shopper = await arrive("钱三三")
    await shopper.sign_in(operator)
    await shopper.add_address()
    await shopper.go("pkg-member/coupon-centre/index")
    offered = shopper.page.locator("[data-testid^='offered-']").filter(has_text="生鲜九折")
    await offered.first.wait_for()
    await shopper.page.screenshot(path=PICTURES / "coupon-centre.png", full_page=True)
    await offered.locator("[data-testid^='claim-']").click()
    await expect(offered.locator("[data-testid^='claim-']")).to_contain_text("已领取")
    await shopper.go("pkg-member/coupons/index")
    await shopper.fill("coupon-code", "tuanzi")
    await shopper.tap("coupon-redeem")
    await expect(shopper.page.locator("[data-testid^='coupon-cpn_']")).to_have_count(3)
    await shopper.page.screenshot(path=PICTURES / "my-coupons.png", full_page=True)

    await shopper.go(f"pkg-goods/product/index?id={await product('脐橙')}")
    await shopper.tap("buy-alone")
    await shopper.page.locator("[data-testid^='sku-option-0-']:visible").first.click()
    await shopper.tap("sku-confirm")
    await shopper.sees("coupon-off", re.compile("-¥"))
    await shopper.page.screenshot(path=PICTURES / "checkout-coupons.png", full_page=True)
    best = await shopper.at("checkout-payable").get_attribute("aria-label") or ""
    await shopper.tap("checkout-coupons")
    await shopper.sees("coupon-best")
    await shopper.page.wait_for_timeout(500)
    await shopper.page.screenshot(path=PICTURES / "coupon-sheet.png")
    await shopper.tap("coupon-none")
    await expect(shopper.at("coupon-off")).to_contain_text("不使用")
    await expect(shopper.at("checkout-payable")).not_to_have_attribute("aria-label", best)
    await shopper.tap("coupon-best")
    await expect(shopper.at("checkout-payable")).to_have_attribute("aria-label", best)
    await shopper.tap("coupon-done")
    await shopper.place()
    await shopper.go("pkg-member/coupons/index")
    await shopper.tap("coupons-held")
    await expect(shopper.page.locator("[data-testid^='coupon-cpn_']").first).to_be_visible()
