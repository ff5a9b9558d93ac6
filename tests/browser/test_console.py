"""The console in a real browser: the first sign-in, the day's page, the palette, and a colleague who may do less."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import Running
from tests.browser.console import PASSWORD, Console
from tests.browser.operator import Operator

pytestmark = pytest.mark.browser
ENGINE = ("/jobs", "/facts", "/audit", "/staff", "/roles", "/sandbox")


async def test_a_colleague_comes_in_and_finds_only_what_is_theirs(browser: Browser, running: Running, operator: Operator) -> None:
    made = await operator.call("POST", "/staff", {"email": "cw@demo.tuanzi", "name": "小仓", "roles": ["warehouse"]})
    console = await Console.open(browser, running.base_url)
    await console.sign_in("cw@demo.tuanzi", made["one_time_password"])
    await console.at("today").wait_for()
    menu = console.page.locator("nav a.entry")
    assert "订单" in await menu.all_inner_texts()
    assert not {"员工", "审计日志", "沙箱控制"} & set(await menu.all_inner_texts())
    for page in ENGINE:
        await console.go(page)
        await console.at("forbidden").wait_for()
    # The second time the password is their own.
    await console.tap("account")
    await console.tap("sign-out")
    await console.sign_in("cw@demo.tuanzi", PASSWORD)
    await console.leave()


async def test_the_owner_finds_things_from_anywhere_and_every_page_is_sound(browser: Browser, running: Running, operator: Operator) -> None:
    made = await operator.call("POST", "/staff", {"email": "er@demo.tuanzi", "name": "二当家", "roles": ["owner"]})
    console = await Console.open(browser, running.base_url)
    await console.sign_in("er@demo.tuanzi", made["one_time_password"])
    assert len(console.recovery_codes) == 10
    await console.page.keyboard.press("Control+k")
    await console.type("palette-field", "番茄")
    await console.page.locator("[role=option]").first.wait_for()
    await console.page.keyboard.press("Escape")
    await console.page.keyboard.press("Control+k")
    await console.type("palette-field", "审计")
    await console.page.keyboard.press("Enter")
    await console.page.wait_for_url("**/console/audit")
    await console.tap("check-chain")
    await console.page.locator("[data-testid=chain][data-state=sound]").wait_for()
    for page in ("/", "/account", *ENGINE):
        await console.go(page)
        assert await console.serious() == [], page
    await console.leave()
