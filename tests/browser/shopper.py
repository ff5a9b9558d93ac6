"""A shopper with a phone: one browser context of 390x844, everything by tapping what is on the screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect
from playwright.async_api import TimeoutError as NotThere

from tests.browser.operator import Operator

PHONE = {"width": 390, "height": 844}
ADDRESS = "{name} {phone} 山东省潍坊市寿光市圣城街道银海路 18 号 3 单元 602"


class Shopper:
    """Taps and reads. ``strange`` collects what must never happen: page errors, foreign hosts, breaches of the content policy."""

    def __init__(self, context: BrowserContext, page: Page, base_url: str, name: str, phone: str) -> None:
        self.context, self.page, self.base_url, self.name, self.phone = context, page, base_url, name, phone
        self.strange: list[str] = []
        page.on("pageerror", lambda error: self.strange.append(f"error: {error}"))
        page.on("request", self._foreign)
        page.on("console", lambda message: self._csp(message.text))

    def _foreign(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if url.startswith("http") and not url.startswith(self.base_url):
            self.strange.append(f"foreign: {url}")

    def _csp(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.strange.append(text)

    @classmethod
    async def arrive(cls, browser: Browser, base_url: str, name: str, phone: str, *, language: str = "zh-CN", dark: bool = False) -> Self:
        """A phone of one's own."""
        context = await browser.new_context(
            viewport=PHONE,  # type: ignore[arg-type]
            locale=language,
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(15_000)
        return cls(context, await context.new_page(), base_url, name, phone)

    def at(self, testid: str) -> Locator:
        """The visible thing with this test id (pages below stay in the document, so hidden ones do not count)."""
        return self.page.locator(f'[data-testid="{testid}"]:visible').first

    async def go(self, path: str) -> None:
        """Open a page of the app by its hash path, or a path of the site, as a fresh document.

        By way of an empty page: over an open one the app loads itself again, at a moment nobody can wait for.
        """
        target = path if path.startswith("/s/") else f"/#/{path}"
        await self.page.goto("about:blank")
        await self.page.goto(self.base_url + target)

    async def tap(self, testid: str) -> None:
        """Tap it."""
        await self.at(testid).click()

    async def fill(self, testid: str, text: str) -> None:
        """Type into a field."""
        await self.at(testid).locator("input, textarea").first.fill(text)

    async def sees(self, testid: str, text: str | re.Pattern[str] | None = None) -> None:
        """It is there, and says so."""
        await expect(self.at(testid)).to_be_visible(timeout=20_000)
        if text is not None:
            await expect(self.at(testid)).to_contain_text(text, timeout=20_000)

    async def sign_in(self, operator: Operator) -> None:
        """With phone and code, on the sign-in page that is open or opened now."""
        if "sign-in" not in self.page.url:
            await self.go("pkg-member/sign-in/index")
        await self.fill("phone", self.phone)
        await self.tap("agree")
        await self.tap("send-code")
        await self.fill("code", await operator.code_for(self.phone))
        await self.tap("sign-in")
        await self.page.wait_for_url(lambda url: "sign-in" not in url)

    async def add_address(self) -> None:
        """Paste an address as one gets it in a chat, and save what was understood."""
        await self.go("pkg-member/address/index")
        await self.at("address-paste").locator("textarea, input").first.fill(ADDRESS.format(name=self.name, phone=self.phone))
        await self.tap("address-parse")
        await expect(self.at("address-detail").locator("input, textarea").first).to_have_value(re.compile("602"))
        await self.tap("address-save")
        await self.page.wait_for_timeout(400)

    async def choose(self, *options: str) -> None:
        """Pick one option per axis in the SKU sheet and go on."""
        for axis, option in enumerate(options):
            choice = self.at(f"sku-option-{axis}-{option}")
            # An axis with one value is chosen already; a second tap would take it back.
            if await choice.get_attribute("aria-checked") != "true":
                await choice.click()
        await self.tap("sku-confirm")

    async def place(self) -> str:
        """Place the order on the checkout page; its id."""
        await self.sees("checkout-payable")
        await self.tap("place-order")
        await self.page.wait_for_url(re.compile("cashier"))
        found = re.search(r"ord_[0-9a-z]{26}", self.page.url)
        assert found, self.page.url
        return found[0]

    async def pay(self) -> None:
        """Pay at the provider's own page and come back."""
        await self.tap("pay-sandbox")
        await self.tap("pay-now")
        await self.page.locator('[data-testid="pay-confirm"]').click()
        await self.page.wait_for_url(re.compile("result"))

    async def leave(self, picture: Path) -> None:
        """Keep a picture of the last page and close the phone; nothing strange may have happened on it."""
        picture.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=picture)
        await self.context.close()
        assert self.strange == [], self.strange

    async def confirm_if_asked(self) -> None:
        """Answer a question that may stand on the screen with yes."""
        yes = self.page.locator(".uni-modal__btn_primary:visible").first
        try:
            await yes.wait_for(timeout=2_000)
        except NotThere:
            return
        await yes.click()
