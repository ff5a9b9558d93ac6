"""Savings on a phone: told on the product page, hinted at in the cart until they are reached, and charged as they were shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, Arrive
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
Find = Callable[[str], Awaitable[str]]


async def test_what_is_lacking_is_said_until_it_counts(arrive: Arrive, operator: Operator, product: Find) -> None:
    shopper = await arrive("孙四四")
    await shopper.sign_in(operator)
    await shopper.add_address()
    await shopper.go(f"pkg-goods/product/index?id={await product('大米')}")
    await shopper.sees("savings", "满 99 元减 10 元")
    await shopper.page.screenshot(path=PICTURES / "product-savings.png")
    await shopper.tap("savings")
    await shopper.sees("savings-sheet", "粮油满减")
    await shopper.page.wait_for_timeout(500)
    await shopper.page.screenshot(path=PICTURES / "savings-sheet.png")
    await shopper.page.keyboard.press("Escape")
    await shopper.go(f"pkg-goods/product/index?id={await product('大米')}")
    await shopper.tap("add-cart")
    await shopper.page.locator("[data-testid^='sku-option-0-']:visible").first.click()
    await shopper.tap("sku-confirm")
    await shopper.go("pages/cart/index")
    hints = shopper.at("saving-hints")
    await expect(hints).to_contain_text("减 10 元")
    await shopper.page.screenshot(path=PICTURES / "cart-hints.png")
    await shopper.tap("cart-checkout")
    await shopper.sees("checkout-payable")
    await expect(shopper.at("saving-hints")).to_contain_text("再买")
    await shopper.page.screenshot(path=PICTURES / "checkout-hints.png")


async def test_everything_that_counts_now(arrive: Arrive) -> None:
    shopper = await arrive("吴五五")
    await shopper.go("pkg-goods/savings/index")
    await shopper.sees("savings-list", "粮油满减")
    await shopper.page.screenshot(path=PICTURES / "savings.png")
