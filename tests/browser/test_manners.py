"""What every screen owes its shopper: one order for two taps, a way to try again, keys that work, and a page no wider than its window."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Request, Route, expect

from tests.browser.conftest import Arrive
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
Find = Callable[[str], Awaitable[str]]
TWICE = "id => { const it = document.querySelector(`[data-testid=${id}]`); it.click(); it.click(); setTimeout(() => it.click(), 50) }"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_two_taps_order_once_and_the_way_back_stays(arrive: Arrive, operator: Operator, product: Find) -> None:
    shopper = await arrive("吴九")
    await operator.gateway()
    await shopper.sign_in(operator)
    await shopper.add_address()
    placed: list[str] = []

    def count(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/orders"):
            placed.append(request.headers["idempotency-key"])

    shopper.page.on("request", count)
    await shopper.go(f"pkg-goods/product/index?id={await product('番茄')}")
    await shopper.tap("buy-alone")
    await shopper.choose("5斤家庭装")
    await shopper.sees("checkout-payable")
    await shopper.page.evaluate(TWICE, "place-order")
    await shopper.page.wait_for_url(re.compile("cashier"))
    await shopper.sees("pay-now")
    assert len(placed) == 1
    await shopper.page.reload()
    await shopper.sees("pay-now")
    await expect(shopper.page.locator(".uni-page-head-btn:visible")).to_have_attribute("aria-label", "返回")


async def test_a_page_that_cannot_be_read_is_tried_again(arrive: Arrive, product: Find) -> None:
    shopper = await arrive("郑十")
    product_id = await product("番茄")

    async def lose(route: Route) -> None:
        await route.abort()

    await shopper.page.route(re.compile("/api/"), lose)
    await shopper.go(f"pkg-goods/product/index?id={product_id}")
    await shopper.sees("error")
    await shopper.page.unroute(re.compile("/api/"))
    await shopper.tap("error-retry")
    await shopper.sees("product-title", "番茄")


async def test_a_sheet_opens_and_closes_with_keys_and_gives_the_focus_back(arrive: Arrive, product: Find) -> None:
    shopper = await arrive("冯一")
    await shopper.go(f"pkg-goods/product/index?id={await product('番茄')}")
    await shopper.at("open-team").focus()
    await shopper.page.keyboard.press("Enter")
    await expect(shopper.at("sku-sheet")).to_be_focused()
    await shopper.page.keyboard.press("Shift+Tab")
    await expect(shopper.at("sku-confirm")).to_be_focused()
    await shopper.page.keyboard.press("Tab")
    await expect(shopper.at("sheet-close")).to_be_focused()
    await shopper.page.keyboard.press("Tab")
    await shopper.page.keyboard.press(" ")
    await expect(shopper.at("sku-option-0-5斤家庭装")).to_have_attribute("aria-checked", "true")
    await shopper.page.keyboard.press("Escape")
    await expect(shopper.page.locator('[data-testid="sku-sheet"]')).to_be_hidden()
    await expect(shopper.at("open-team")).to_be_focused()


@pytest.mark.parametrize("width", [320, 1440])
async def test_no_page_is_wider_than_its_window(arrive: Arrive, product: Find, width: int) -> None:
    shopper = await arrive("陈二", language="en")
    await shopper.page.set_viewport_size({"width": width, "height": 720})
    for path, shows in (
        ("", "category-all"),
        ("pages/category/index", "category-whole"),
        ("pages/cart/index", "cart-empty"),
        (f"pkg-goods/product/index?id={await product('番茄')}", "open-team"),
    ):
        await shopper.go(path)
        await shopper.sees(shows)
        assert await shopper.page.evaluate(WIDER) == 0, path
