"""F15: what a browser must fetch to show the front ends, and how soon the shop's first page is seen on a slow phone.

A cold visit each time, in Chromium at 390x844: a fourth of the CPU, 1.6 Mbit/s, 150 ms to the server and back.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.measure import Figure, Sample
from bench.shop import ROOT, free_port, wait_until_ready
from tuanzi.apps import front_end

CHROMIUM = Path(os.environ.get("TUANZI_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
CPU_SLOWDOWN = 4
LATENCY_MS = 150
DOWN_BYTES_S = 1_600_000 / 8
UP_BYTES_S = 750_000 / 8
SETTLE_MS = 2500
"""How long after the last request the page may still grow."""
WATCH = """
window.seen = {lcp: 0, what: '', cls: 0};
new PerformanceObserver(list => list.getEntries().forEach(e => {
  seen.lcp = e.startTime; seen.what = e.url ? 'a picture' : 'words';
})).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) seen.cls += e.value }))
  .observe({type: 'layout-shift', buffered: true});
"""


@dataclass
class Visit:
    """What one cold visit cost. Bytes as they travelled, by kind of resource."""

    bytes_by_kind: dict[str, float] = field(default_factory=dict)
    lcp_s: float = 0
    lcp_of: str = ""
    shift: float = 0

    def kb(self, *kinds: str) -> float:
        """Kilobytes (1,000 bytes) of these kinds."""
        return sum(self.bytes_by_kind.get(kind, 0) for kind in kinds) / 1000


def run(folder: Path, repetitions: int, say: Callable[[str], None]) -> list[Figure]:
    """Cold visits to the demo shop and, where it is built, to the console. No figures and a plain word without a browser."""
    if not CHROMIUM.exists():
        say(f"F15 is not measured: there is no browser at {CHROMIUM}; install Chromium or set TUANZI_CHROMIUM")
        return []
    try:
        front_end.build(say)
    except front_end.BuildError as error:
        say(f"F15 is not measured: {error}")
        return []
    script = Figure("F15", "script of the H5 home page, compressed", "kB", 200, 150)
    paint = Figure("F15", "largest contentful paint of the H5 home, 4x slower CPU, fast 3G", "s", 2.5, 1.8)
    shift = Figure("F15", "layout shift of the same visit", "", 0.1, 0.05)
    console = Figure("F15", "first load of the console, script and style compressed", "kB", 400, None)
    with _up(folder) as base_url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        _visit(browser, f"{base_url}/", is_slow=False)
        for _ in range(repetitions):
            seen = _visit(browser, f"{base_url}/", is_slow=True)
            parts = {"style": seen.kb("Stylesheet"), "data": seen.kb("XHR", "Fetch"), "pictures": seen.kb("Image")}
            script.ours.append(Sample(seen.kb("Script"), parts=parts))
            paint.ours.append(Sample(seen.lcp_s))
            shift.ours.append(Sample(seen.shift))
            paint.note = f"150 ms and 1.6 Mbit/s; what is painted last is {seen.lcp_of}"
        if (ROOT / "web" / "apps" / "console" / "dist").is_dir():
            console.ours.append(Sample(_visit(browser, f"{base_url}/console/", is_slow=False).kb("Script", "Stylesheet")))
        browser.close()
    script.note = "bytes as they travelled; the parts are what the same visit fetched besides"
    return [script, paint, shift, *([console] if console.ours else [])]


def _visit(browser: Browser, url: str, *, is_slow: bool) -> Visit:
    """Open ``url`` with an empty cache and wait until it is still."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN"
    )
    try:
        page = context.new_page()
        seen = _listen(page, is_slow=is_slow)
        page.add_init_script(WATCH)
        page.goto(url)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE_MS)
        told = page.evaluate("window.seen")
        seen.lcp_s, seen.lcp_of, seen.shift = told["lcp"] / 1000, told["what"], told["cls"]
        return seen
    finally:
        context.close()


def _listen(page: Page, *, is_slow: bool) -> Visit:
    """Count what travels, and make the page as slow as asked."""
    seen, kinds = Visit(), dict[str, str]()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    if is_slow:
        speed = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN_BYTES_S, "uploadThroughput": UP_BYTES_S}
        session.send("Network.emulateNetworkConditions", speed)
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    session.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))

    def arrived(told: dict[str, object]) -> None:
        kind = kinds.get(str(told["requestId"]), "Other")
        seen.bytes_by_kind[kind] = seen.bytes_by_kind.get(kind, 0) + float(str(told["encodedDataLength"]))

    session.on("Network.loadingFinished", arrived)
    return seen


@contextmanager
def _up(folder: Path) -> Iterator[str]:
    """The demo shop, as ``tuanzi up`` starts it; ended with Ctrl-C."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TUANZI_")}
    environment |= {"TUANZI_DATA_DIR": str(folder), "TUANZI_PORT": str(port)}
    with (folder.parent / "front.log").open("ab") as log:
        command = [sys.executable, "-m", "tuanzi.apps.cli", "up", "--no-build"]
        process = subprocess.Popen(command, env=environment, cwd=folder.parent, stdout=log, stderr=log)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
