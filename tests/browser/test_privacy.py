"""Consent, one's own data and the end of an account, on a phone; members and consents at the console."""

from __future__ import annotations

import io
import json
import zipfile

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, Arrive, Running, SitDown
from tests.browser.operator import Operator
from tests.browser.shopper import Shopper

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
NEW_PRIVACY = {"title": {"zh": "隐私政策", "en": "Privacy policy"}, "text": {"zh": "第二版的内容", "en": "The second version"}}


async def decides(shopper: Shopper) -> None:
    await shopper.go("pkg-member/settings/index")
    await shopper.tap("privacy")
    await shopper.sees("consent-marketing")
    await expect(shopper.at("consent-marketing")).to_have_attribute("aria-checked", "false")
    await shopper.tap("consent-marketing")
    await expect(shopper.at("consent-marketing")).to_have_attribute("aria-checked", "true")
    await shopper.tap("consent-recommendations")
    await shopper.tap("consent-recommendations")
    await expect(shopper.at("consent-recommendations")).to_have_attribute("aria-checked", "false")
    await shopper.tap("history")
    await expect(shopper.page.locator(".past")).to_have_count(5)
    await shopper.page.screenshot(path=PICTURES / "privacy.png", full_page=True)
    await shopper.tap("document-privacy")
    await shopper.sees("document", "第 1 版")
    await shopper.page.go_back()


async def takes_the_data(shopper: Shopper) -> None:
    await shopper.tap("export")
    await shopper.sees("export-ready")
    async with shopper.page.expect_download() as download:
        await shopper.tap("export-ready")
    with zipfile.ZipFile(io.BytesIO((await (await download.value).path()).read_bytes())) as archive:
        accounts = json.loads(archive.read("accounts.json"))
    assert accounts["profile"]["phone"].endswith(shopper.phone)


async def test_a_member_decides_takes_their_data_and_goes(arrive: Arrive, operator: Operator) -> None:
    shopper = await arrive("钱三一")
    await shopper.sign_in(operator)
    await decides(shopper)
    await takes_the_data(shopper)
    await operator.call("POST", "/consents/documents/privacy", NEW_PRIVACY)
    await shopper.go("")
    await shopper.sees("read-privacy", "第 2 版")
    await shopper.page.screenshot(path=PICTURES / "consent-asked.png")
    await shopper.tap("consent-yes")
    await shopper.sees("category-all")
    await shopper.go("pkg-member/erase/index")
    await shopper.sees("erase-send")
    await shopper.page.screenshot(path=PICTURES / "erase.png", full_page=True)
    before = await operator.code_for(shopper.phone)
    await operator.shift_clock(61)
    await shopper.tap("erase-send")
    await shopper.fill("erase-code", await operator.code_for(shopper.phone, after=before))
    await shopper.tap("erase-go")
    await shopper.confirm_if_asked()
    await shopper.sees("category-all")
    await shopper.go("pages/me/index")
    await shopper.sees("me-name", "登录")
    assert (await operator.call("GET", "/members", q=shopper.phone))["items"] == []


async def test_the_desk_looks_after_a_member(arrive: Arrive, operator: Operator, sit_down: SitDown) -> None:
    shopper = await arrive("钱三二")
    await shopper.sign_in(operator)
    desk = await sit_down("customer_service")
    await desk.go("/members")
    await desk.type("filter-q", shopper.phone)
    await desk.page.keyboard.press("Enter")
    await desk.picture(PICTURES / "console-members.png")
    await expect(desk.at("table").locator("tbody tr")).to_have_count(1)
    assert await desk.serious() == []
    await desk.at("table").locator("tbody tr").first.click()
    await expect(desk.at("identity")).to_contain_text("****")
    await desk.tap("reveal")
    await desk.type("reason", "核对身份")
    await desk.tap("question-yes")
    await expect(desk.at("identity")).to_contain_text(shopper.phone)
    await desk.type("note", "喜欢软桃")
    await desk.tap("note-add")
    await expect(desk.at("notes")).to_contain_text("喜欢软桃")
    await desk.tap("export-make")
    await desk.type("reason", "来电要求")
    await desk.tap("question-yes")
    await expect(desk.at("exports")).to_contain_text("可下载", timeout=20_000)
    await desk.page.locator(".el-message").first.wait_for(state="hidden")
    assert await desk.serious() == []
    await desk.page.screenshot(path=PICTURES / "console-member.png", full_page=True)
    found = await operator.call("GET", "/audit", action="members.reveal")
    assert found["items"][0]["after"] == {"fields": ["addresses", "birthday", "email", "phone"], "reason": "核对身份"}
    await desk.tap("erase")
    await desk.type("erase-reason", "来电要求注销")
    await desk.type("erase-name", await desk.page.locator("h1").inner_text())
    await desk.page.screenshot(path=PICTURES / "console-erase.png")
    await desk.tap("erase-go")
    await expect(desk.at("member-state")).to_contain_text("已注销")


async def test_who_may_not_is_refused_on_screen_and_by_the_api(running: Running, sit_down: SitDown) -> None:
    packer = await sit_down("warehouse")
    await expect(packer.page.locator("nav").get_by_text("会员", exact=True)).to_have_count(0)
    await packer.go("/members")
    await expect(packer.page.locator("main#content")).to_contain_text("没有权限")
    headers = {"Authorization": f"Bearer {await packer.token()}"}
    async with httpx.AsyncClient(base_url=f"{running.base_url}/api/v1/console", headers=headers) as http:
        for path, permission in (("/members", "members.read"), ("/consents", "consent.read")):
            answer = await http.get(path)
            assert (answer.status_code, answer.json()["permission"]) == (403, permission), path


@pytest.mark.parametrize(("language", "dark"), [("zh-CN", False), ("en", True)])
async def test_the_pages_of_consent_are_for_everybody(sit_down: SitDown, language: str, dark: bool) -> None:
    desk = await sit_down("operator", language=language, dark=dark)
    name = f"{language}-{'dark' if dark else 'light'}"
    for path, file in (("/members", "members"), ("/consents", "consents"), ("/consents/privacy", "consent-document")):
        await desk.go(path)
        await desk.page.wait_for_timeout(300)
        assert await desk.serious() == [], path
        await desk.page.screenshot(path=PICTURES / f"console-{file}-{name}.png")
