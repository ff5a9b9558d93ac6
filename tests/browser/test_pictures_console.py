"""The console's pictures of the documentation, taken from the demo shop."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser import album
from tests.browser.conftest import SitDown
from tests.browser.console import Console
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
MANY = 3
"""SKUs of a product whose editor is worth a picture."""
LOOKS = {"": ("zh-CN", False), "-en": ("en", False), "-dark": ("zh-CN", True)}


async def _first(operator: Operator, path: str) -> str:
    items: list[Any] = (await operator.call("GET", path))["items"]
    assert items, path
    return str(items[0]["id"])


async def _busiest(operator: Operator) -> str:
    """The activity with the most seats taken."""
    items: list[Any] = (await operator.call("GET", "/groupbuy/activities?limit=50"))["items"]
    return str(max(items, key=lambda each: each["figures"]["seats"])["id"])


async def _best_buyer(operator: Operator) -> str:
    items: list[Any] = (await operator.call("GET", "/members?limit=20&sort=-paid"))["items"]
    return str(items[0]["id"])


async def _pages(operator: Operator) -> dict[str, str]:
    """Where each picture is taken."""
    many = next(each for each in (await operator.call("GET", "/products?limit=100"))["items"] if each["skus"] >= MANY)
    shipped = (await operator.call("GET", "/orders?limit=1&state=shipped"))["items"] or (await operator.call("GET", "/orders?limit=1"))[
        "items"
    ]
    activity = await _busiest(operator)
    return {
        "today": "/",
        "orders": "/orders",
        "order-page": f"/orders/{shipped[0]['id']}",
        "product-page": f"/products/{many['id']}",
        "activity": f"/groupbuy/{activity}",
        "activity-new": f"/groupbuy/new?copy={activity}",
        "board": "/groupbuy/board",
        "member": f"/members/{await _best_buyer(operator)}",
        "coupon-new": f"/coupons/{await _first(operator, '/coupon-templates?limit=1')}/edit",
        "audit": "/audit",
    }


async def _keeps(desk: Console, look: str, pages: dict[str, str]) -> None:
    for name in album.CONSOLE[look]:
        await desk.go(pages[name])
        await expect(desk.page.locator("main#content")).not_to_have_text(re.compile(r"^\s*$"))
        await album.keep(desk.page, f"console-{name}{look}")


@pytest.mark.parametrize("look", LOOKS)
async def test_the_pictures_of_the_documentation(operator: Operator, sit_down: SitDown, look: str) -> None:
    language, dark = LOOKS[look]
    desk = await sit_down("owner", language=language, dark=dark)
    await _keeps(desk, look, await _pages(operator))
