"""Every page of the console, by day and by night: axe-core finds nothing serious. A new route is walked by itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SitDown
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
VIEWS = Path(__file__).resolve().parents[2] / "web" / "apps" / "console" / "src" / "views"
ROUTE = re.compile(r"path: '(/[^']*)'")


def routes() -> list[str]:
    """The paths of all pages behind the sign-in, as the views' own ``routes.ts`` say them."""
    found = {path for file in VIEWS.rglob("routes.ts") for path in ROUTE.findall(file.read_text("utf-8"))}
    return sorted(path for path in found if not path.startswith("/sign-in"))


async def first(operator: Operator, path: str) -> str:
    items: list[Any] = (await operator.call("GET", path))["items"]
    assert items, path
    return str(items[0].get("id") or items[0].get("code"))


async def things(operator: Operator) -> dict[str, str]:
    """What stands in the places of a path, by the path."""
    sku: dict[str, Any] = (await operator.call("GET", "/stock?limit=1"))["items"][0]
    await operator.call("POST", "/stock/takes", {"name": "读屏检查", "sku_ids": [sku["sku_id"]], "location_id": sku["location_id"]})
    return {
        "/orders/:id": await first(operator, "/orders?limit=1"),
        "/members/:id": await first(operator, "/members?limit=1"),
        "/products/:id": await first(operator, "/products?limit=1"),
        "/products/:id/prices": await first(operator, "/products?limit=1"),
        "/groupbuy/:id": await first(operator, "/groupbuy/activities?limit=1"),
        "/groupbuy/:id/edit": await first(operator, "/groupbuy/activities?limit=1"),
        "/stock/takes/:id": await first(operator, "/stock/takes?limit=1"),
        "/coupons/:id": await first(operator, "/coupon-templates?limit=1"),
        "/coupons/:id/edit": await first(operator, "/coupon-templates?limit=1"),
        "/savings/:id": await first(operator, "/savings?limit=1"),
        "/savings/:id/edit": await first(operator, "/savings?limit=1&status=draft"),
        "/freight/:code": await first(operator, "/freight-templates"),
        "/consents/:kind": "privacy",
    }


async def test_every_page_is_sound(operator: Operator, sit_down: SitDown) -> None:
    """By day all rules; by night the same page has other colours, so only its contrasts are looked at."""
    desk = await sit_down("owner")
    found = await things(operator)
    walked, trouble = 0, []
    for path in routes():
        known = re.sub(r":\w+", found.get(path, "missing"), path)
        assert "missing" not in known, f"{path}: say in things() what stands there"
        await desk.go(known)
        trouble += [f"{path}: {each}" for each in await desk.serious()]
        await desk.shade(dark=True)
        trouble += [f"{path} by night: {each}" for each in await desk.serious("color-contrast")]
        await desk.shade(dark=False)
        walked += 1
    assert walked >= 38
    assert trouble == []
