"""An operator in front of the console, with a screen of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pyotp
from playwright.async_api import Browser, Locator, Page

PASSWORD = "correct horse battery staple"
AXE = Path(__file__).resolve().parents[2] / "web" / "apps" / "console" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
AT_REST = """() => !document.querySelector('[aria-busy=true]') && document.getAnimations().every((each) =>
    each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity)"""
"""Nothing is being read anew (a table is paler meanwhile) and nothing fades or slides: half a colour is no contrast."""


class Console:
    """One signed-in member of staff; whatever the browser complains about is kept and judged at the end."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page, self.base_url = page, base_url
        self.secret = ""
        self.recovery_codes: list[str] = []
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("request", self._watch)

    @classmethod
    async def open(
        cls, browser: Browser, base_url: str, *, language: str = "zh-CN", dark: bool = False, width: int = 1440, height: int = 900
    ) -> Console:
        """A fresh browser window of a desktop size."""
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            color_scheme="dark" if dark else "light",
            timezone_id="Asia/Shanghai",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(15_000)
        return cls(await context.new_page(), base_url)

    def _hear(self, message: Any) -> None:
        # A refusal by the server is an answer; what breaks the content policy or a script is not.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.base_url, "data:", "blob:")):
            self.complaints.append(f"request to {request.url}")

    def at(self, testid: str) -> Locator:
        """The visible element with this test id."""
        return self.page.locator(f"[data-testid='{testid}']:visible").first

    async def type(self, testid: str, text: str) -> None:
        """Fill a field: the test id stands on the input itself or around it."""
        found = self.page.locator(f"input[data-testid='{testid}'], textarea[data-testid='{testid}'], [data-testid='{testid}'] input").first
        await found.fill(text)

    async def tap(self, testid: str) -> None:
        """Click."""
        await self.at(testid).click()

    async def pick(self, testid: str, text: str) -> None:
        """Search in a select and take the first thing that says so."""
        await self.tap(testid)
        await self.type(testid, text)
        await self.page.get_by_role("option").filter(has_text=text, visible=True).first.click()

    async def set_number(self, testid: str, number: float) -> None:
        """Fill a field that takes its value when it is left: numbers and amounts."""
        await self.type(testid, f"{number:g}")
        await self.page.keyboard.press("Tab")

    def row(self, text: str) -> Locator:
        """The first row of the list that says so."""
        return self.page.locator("[data-testid='table'] tbody tr").filter(has_text=text).first

    async def token(self) -> str:
        """The access token of this session, to ask the API what the screen does not offer."""
        return str(await self.page.evaluate("JSON.parse(localStorage.getItem('tuanzi.console.session')).access"))

    async def go(self, path: str) -> None:
        """Open a page by its address, as a bookmark does, and wait until it has come to rest."""
        await self.page.goto(f"{self.base_url}/console{path}")
        await self.page.wait_for_load_state("networkidle")

    async def see(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.page.get_by_text(text).first.wait_for()

    async def sign_in(self, email: str, password: str) -> None:
        """From the first page to the console, through whatever the account still owes: a new password, the second factor."""
        await self.go("/sign-in")
        await self.type("email", email)
        await self.type("password", password)
        await self.tap("sign-in")
        await self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        while "/sign-in" in self.page.url:
            await self._step(password)
        await self.page.locator("main#content").wait_for()

    async def _step(self, password: str) -> None:
        here = self.page.url.partition("?")[0].rpartition("/")[2]
        if here == "password":
            for field, text in (("current", password), ("new", PASSWORD), ("again", PASSWORD)):
                await self.type(field, text)
            await self.tap("save-password")
        elif here == "second-factor":
            self.secret = await self.at("secret").inner_text()
            await self.type("code", pyotp.TOTP(self.secret).now())
        elif here == "recovery-codes":
            self.recovery_codes = (await self.at("recovery-codes").inner_text()).split()
            await self.tap("kept")
            await self.tap("enter")
        else:
            await self.tap("use-recovery")
            await self.type("code", self.recovery_codes.pop())
            await self.tap("verify")
        await self.page.wait_for_url(lambda url: url.partition("?")[0].rpartition("/")[2] != here)

    async def serious(self, *rules: str) -> list[str]:
        """What axe-core finds serious or worse on the present page, by all rules or only these: rule, and where."""
        await self.page.wait_for_function(AT_REST)
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text("utf-8"))
        options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
        found = await self.page.evaluate("(options) => axe.run(document, options)", options)
        return [
            f"{each['id']}: {node['target']} {node['failureSummary'][:160]}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]

    async def shade(self, *, dark: bool) -> None:
        """Let the day end, or begin: the console follows the system's look."""
        look: Literal["dark", "light"] = "dark" if dark else "light"
        await self.page.emulate_media(color_scheme=look)
        await self.page.wait_for_function("(look) => document.documentElement.dataset.theme === look", arg=look)

    async def picture(self, file: Path) -> None:
        """What the screen shows."""
        await self.page.screenshot(path=file)

    async def leave(self) -> None:
        """Close the window; nothing strange happened."""
        await self.page.context.close()
        assert self.complaints == []
