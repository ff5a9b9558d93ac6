"""The pictures of the documentation: which there are, and how one is kept.

They go to the folder named by ``TUANZI_PICTURES``, otherwise beside the other pictures of browser tests;
``python tools/screenshots.py`` writes them into ``docs/screenshots``.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

from tests.browser.conftest import PICTURES

FOLDER = Path(os.environ.get("TUANZI_PICTURES", PICTURES / "docs"))
BYTES_MAX = 120_000
SHOPPER = {
    "": ("home", "category", "product", "sku", "checkout", "cashier", "gateway", "team", "poster", "order", "wallet", "refund"),
    "-en": ("home", "product", "team", "order"),
    "-dark": ("home", "product", "team", "wallet"),
}
"""The shopper app at 390 × 844, by look: Chinese, English, dark."""
CONSOLE = {
    "": ("today", "orders", "order-page", "product-page", "activity", "board", "activity-new", "member", "coupon-new", "audit"),
    "-en": ("today", "orders", "product-page", "activity"),
    "-dark": ("today", "order-page", "member", "board"),
}
"""The console at 1440 × 900, as above."""


def names() -> list[str]:
    """Every picture of the documentation, without its ending."""
    shopper = [f"{name}{look}" for look, found in SHOPPER.items() for name in found]
    return shopper + [f"console-{name}{look}" for look, found in CONSOLE.items() for name in found]


async def keep(page: Page, name: str, quality: int = 84) -> None:
    """Keep what a screen shows, small enough for a page of the documentation. The name must be on the list."""
    assert name in names(), f"{name} is not on the list"
    await page.wait_for_load_state("networkidle")
    # Sheets slide and pictures fade in.
    await page.wait_for_timeout(700)
    FOLDER.mkdir(parents=True, exist_ok=True)
    shot = Image.open(BytesIO(await page.screenshot()))
    file = FOLDER / f"{name}.webp"
    shot.convert("RGB").save(file, "WEBP", quality=quality, method=6)
    assert file.stat().st_size <= BYTES_MAX, f"{file} has {file.stat().st_size} bytes"
