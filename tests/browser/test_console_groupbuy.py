"""A group-buy from the editor to the live board: published within two minutes, and a team followed while people join it."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive, Running, SitDown
from tests.browser.console import Console
from tests.browser.friend import Friend
from tests.browser.operator import Operator
from tests.browser.test_journey import joins, opens_team, shares

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
Find = Callable[[str], Awaitable[str]]
GARLIC, BAG = "紫皮大蒜", "3斤"
PUBLISHED_WITHIN_S = 120


async def publishes(desk: Console, product: str, *, off: int) -> str:
    """From the list of group-buys to a running one of three people, so many yuan below each price; its id."""
    await desk.go("/groupbuy")
    await desk.tap("new-groupbuy")
    await desk.pick("product", product)
    await expect(desk.at("price-0-0")).to_be_visible()
    await desk.set_number("size-0", 3)
    await desk.set_number("off-0", off)
    await desk.tap("apply-0")
    await desk.tap("save-publish")
    await desk.page.wait_for_url(re.compile(r"/groupbuy/gba_\w+$"))
    await expect(desk.at("phase")).to_have_text("进行中")
    return desk.page.url.rpartition("/")[2]


async def test_a_groupbuy_is_published_in_two_minutes_and_its_team_followed_live(
    arrive: Arrive, operator: Operator, product: Find, running: Running, sit_down: SitDown
) -> None:
    await operator.gateway()
    garlic = await product(GARLIC)
    desk, leader, second = await sit_down("operator"), await arrive("李雷"), await arrive("韩梅梅")
    began = time.monotonic()
    activity_id = await publishes(desk, GARLIC, off=6)
    assert time.monotonic() - began < PUBLISHED_WITHIN_S
    written: dict[str, Any] = await operator.call("GET", f"/groupbuy/activities/{activity_id}")
    assert [(tier["size"], [sku["price"]["amount"] for sku in tier["skus"]]) for tier in written["sizes"]] == [(3, [1590, 2690])]

    await desk.go("/groupbuy/board")
    await desk.page.evaluate("window.sameDocument = true")
    card = desk.page.locator("article[data-testid^='team-']").filter(has_text=GARLIC)
    assert await card.count() == 0
    await opens_team(leader, operator, garlic, BAG)
    await expect(card).to_have_attribute("data-paid", "1", timeout=15_000)
    await expect(card).to_contain_text("还差 2 人")
    team_id = (await card.get_attribute("data-testid") or "").removeprefix("team-")

    link = await shares(leader)
    await joins(second, operator, link, BAG, pays=False)
    await expect(card).to_contain_text("1 人付款中", timeout=15_000)
    await second.pay()
    # No waiting for the next look every ten seconds: the payment is told.
    await expect(card).to_have_attribute("data-paid", "2", timeout=5_000)
    await expect(card).to_contain_text("还差 1 人")

    third = await Friend(running.base_url).enter(operator, "林涛")
    await third.buy(garlic, team_id=team_id)
    await third.leave()
    await expect(card).to_have_count(0, timeout=5_000)
    assert await desk.page.evaluate("window.sameDocument")
    await desk.go(f"/groupbuy/{activity_id}?team={team_id}")
    await expect(desk.page.get_by_role("dialog")).to_contain_text("已成团")
