"""A price is cut: the phone shows beside it what was really paid, the console shows the history and who did it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, Arrive, Running, SitDown
from tests.browser.friend import Friend
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_what_is_struck_through_was_really_paid(arrive: Arrive, sit_down: SitDown, running: Running, operator: Operator) -> None:
    buyer = await Friend(running.base_url).enter(operator, "沈一一")
    cards = (await buyer.call("GET", "/products?limit=100"))["items"]
    product_id = next(each["id"] for each in cards if each["offer"] is None and not each["is_sold_out"])
    await buyer.buy(product_id)

    async def prices() -> dict[str, dict[str, int] | None]:
        found: dict[str, dict[str, int] | None] = (await operator.call("GET", f"/products/{product_id}/prices"))["items"][0]
        return found

    for _ in range(60):
        if (await prices())["deal_7"]:
            break
        await asyncio.sleep(0.3)
    paid = (await prices())["deal_7"]
    assert paid is not None
    known = await operator.call("GET", f"/products/{product_id}")
    said = known["product"]
    said["skus"][0] |= {"price": {"amount": paid["amount"] * 8 // 10, "currency": "CNY"}, "member_price": None}
    said["skus"][0]["cost"]["amount"] = min(said["skus"][0]["cost"]["amount"], paid["amount"] // 2)
    await operator.call("PUT", f"/products/{product_id}", {"version": known["version"], "product": said})
    struck = f"{paid['amount'] // 100}"

    shopper = await arrive("韩二二")
    shown: dict[str, Any] = {"struck_price": None}
    for _ in range(60):
        shown = (await buyer.call("GET", f"/products/{product_id}"))["skus"][0]
        if shown["struck_price"]:
            break
        await asyncio.sleep(0.3)
    assert shown["struck_price"] == paid
    await shopper.go(f"pkg-goods/product/index?id={product_id}")
    await shopper.sees("struck", f"前7日最低成交价¥{struck}")
    await shopper.sees("lowest-30", "前30日最低价")
    await shopper.page.screenshot(path=PICTURES / "product-struck.png")

    desk = await sit_down("owner")
    await desk.go(f"/products/{product_id}")
    await desk.tap("price-history")
    await expect(desk.at("price-figures")).to_contain_text(f"划线价¥{struck}")
    await expect(desk.at("price-rows")).to_contain_text("现在")
    assert await desk.serious() == []
    await desk.page.wait_for_timeout(500)
    await desk.picture(PICTURES / "console-prices.png")
    await buyer.leave()
