"""Every main page of the shopper app through axe-core, light and dark: nothing serious that keeps people out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Arrive, Running
from tests.browser.friend import Friend
from tests.browser.operator import Operator
from tests.browser.shopper import Shopper
from tests.browser.test_pictures import FAMILY, TOMATO

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
AXE = Path(__file__).resolve().parents[2] / "web" / "apps" / "shop" / "node_modules" / "axe-core" / "axe.min.js"
Find = Callable[[str], Awaitable[str]]


class Examiner:
    """Opens pages on one phone and keeps what axe finds on each."""

    def __init__(self, shopper: Shopper) -> None:
        self.shopper = shopper
        self.found: list[str] = []
        self.pages = 0

    async def look(self, name: str, path: str | None = None, *, shows: str) -> None:
        """Open a path (or stay), wait for what must be there, and examine everything on screen."""
        if path is not None:
            await self.shopper.go(path)
        await self.shopper.sees(shows)
        page = self.shopper.page
        # Sheets slide and pictures fade: half a colour is no contrast.
        await page.wait_for_timeout(700)
        await page.evaluate(AXE.read_text("utf-8"))
        result: dict[str, Any] = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        self.pages += 1
        for violation in result["violations"]:
            places = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            self.found.append(f"{name}: {violation['impact']} {violation['id']}: {places}")


async def _public(examiner: Examiner, product_id: str) -> None:
    await examiner.look("home", "", shows="category-all")
    await examiner.look("category", "pages/category/index", shows="category-whole")
    await examiner.look("savings", "pkg-goods/savings/index", shows="savings-list")
    await examiner.look("list", "pkg-goods/list/index?q=番茄", shows="sort-sales")
    await examiner.look("search", "pkg-goods/list/index?search=1", shows="search-input")
    await examiner.look("nothing found", "pkg-goods/list/index?q=zzzz", shows="empty")
    await examiner.look("sign-in", "pkg-member/sign-in/index", shows="sign-in")
    await examiner.look("lost", "pkg-goods/nowhere", shows="lost")
    await examiner.look("gone", "pkg-goods/product/index?id=prd_00000000000000000000000000", shows="error")
    await examiner.look("product", f"pkg-goods/product/index?id={product_id}", shows="open-team")
    await examiner.shopper.tap("promises")
    await examiner.look("promises", shows="promise-sheet")


async def _purchase(examiner: Examiner, product_id: str) -> str:
    """From the product to the team, examining each step; the order's id."""
    phone = examiner.shopper
    await phone.go(f"pkg-goods/product/index?id={product_id}")
    await phone.tap("open-team")
    await examiner.look("sku", shows="sku-confirm")
    await phone.choose(FAMILY)
    await examiner.look("checkout", shows="checkout-payable")
    await phone.tap("bill-explain")
    await examiner.look("bill", shows="bill-sheet")
    await phone.tap("sheet-close")
    await phone.page.wait_for_timeout(400)
    order_id = await phone.place()
    await examiner.look("cashier", shows="pay-now")
    await phone.pay()
    await phone.sees("result-head", "还差")
    await examiner.look("result", shows="result-team")
    await phone.tap("result-team")
    await examiner.look("team", shows="team-status")
    await phone.tap("team-invite")
    await examiner.look("share", shows="share-link")
    return order_id


async def _member(examiner: Examiner, order_id: str) -> None:
    await examiner.look("orders", "pkg-trade/orders/index", shows=f"order-{order_id}")
    await examiner.look("order", f"pkg-trade/order/index?id={order_id}", shows="order-head")
    await examiner.look("tracking", f"pkg-trade/tracking/index?id={order_id}", shows="empty")
    await examiner.look("cart", "pages/cart/index", shows="cart-total")
    await examiner.look("messages", "pages/messages/index", shows="read-all")
    await examiner.look("me", "pages/me/index", shows="me-wallet")
    await examiner.look("wallet", "pkg-member/wallet/index", shows="wallet-balance")
    await examiner.look("coupons", "pkg-member/coupons/index", shows="coupon-redeem")
    await examiner.look("coupon-centre", "pkg-member/coupon-centre/index", shows="coupon-list")
    await examiner.look("addresses", "pkg-member/addresses/index", shows="address-add")
    await examiner.look("address", "pkg-member/address/index", shows="address-save")
    await examiner.look("profile", "pkg-member/profile/index", shows="profile-save")
    await examiner.look("devices", "pkg-member/devices/index", shows="devices")
    await examiner.look("settings", "pkg-member/settings/index", shows="sign-out")
    await examiner.look("privacy", "pkg-member/privacy/index", shows="erase")
    await examiner.look("document", "pkg-member/document/index?kind=privacy", shows="document")
    await examiner.look("merge", "pkg-member/merge/index", shows="merge-go")
    await examiner.look("erase", "pkg-member/erase/index", shows="obstacles")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_no_page_of_the_shop_keeps_anybody_out(
    arrive: Arrive, operator: Operator, product: Find, running: Running, *, dark: bool
) -> None:
    await operator.gateway()
    tomato, apple = await product(TOMATO), await product("苹果")
    examiner = Examiner(await arrive("dark" if dark else "light", dark=dark))
    await _public(examiner, tomato)
    person = await Friend(running.base_url, examiner.shopper.phone).enter(operator, "小满", "1f338", "#ffe0e6")
    try:
        await person.lends(examiner.shopper)
        await examiner.shopper.page.evaluate("localStorage.clear()")
        sku_id = (await person.call("GET", f"/products/{apple}"))["skus"][0]["id"]
        await person.call("POST", "/cart/lines", {"sku_id": sku_id, "quantity": 1})
        order_id = await _purchase(examiner, tomato)
        await _member(examiner, order_id)
    finally:
        await person.leave()
    assert examiner.pages == 36
    assert examiner.found == []
