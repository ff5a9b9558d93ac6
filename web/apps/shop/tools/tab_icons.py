"""Draws the tab bar's pictures (81 px PNG: a mini-program takes nothing else there). Run: python tools/tab_icons.py"""

from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parent.parent / "src" / "static" / "tab"
SHAPES = {
    "home": "<path d='M4 11 12 4l8 7v8.5H15v-5H9v5H4z'/>",
    "category": "<path d='M4 4.500h6.500V11H4zM13.500 4.500H20V11h-6.500zM4 13.500h6.500V20H4z'/><circle cx='16.750' cy='16.750' r='3.250'/>",
    "cart": "<path d='M3 4.500h2.200l2.300 11h10.600l2.400-8H6'/><circle cx='9' cy='19.500' r='1.300'/><circle cx='17' cy='19.500' r='1.300'/>",
    "messages": "<path d='M4 5h16v11.500H11L7 20v-3.500H4z'/><path d='M8.500 9.200h7M8.500 12.400h4.500'/>",
    "me": "<circle cx='12' cy='8.200' r='4'/><path d='M4.500 20c.8-4 3.700-6 7.500-6s6.700 2 7.500 6'/>",
}
# One grey and one accent that are legible on the light and on the dark bar.
QUIET, ACCENT = "#8a7b70", "#d9532f"


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 81, "height": 81})
        for name, shape in SHAPES.items():
            for suffix, colour in (("", QUIET), ("-on", ACCENT)):
                fill = f"{colour}22" if suffix else "none"
                page.set_content(
                    "<style>*{margin:0}</style>"
                    f"<svg xmlns='http://www.w3.org/2000/svg' width='81' height='81' viewBox='-1 -1 26 26' fill='{fill}' stroke='{colour}' "
                    f"stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round'>{shape}</svg>"
                )
                page.screenshot(path=OUT / f"{name}{suffix}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
