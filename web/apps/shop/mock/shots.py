"""Pictures of every page at 390x844 against the mock shop, for people to look at. Fails on page errors, CSP breaches and foreign hosts.

Run: node mock/server.mjs &  then  python mock/shots.py [--lang en] [--dark] [--only team,product]
"""

import argparse
import json
import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BASE = os.environ.get("SHOP_URL", "http://127.0.0.1:8099")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
MEMBER = {"id": "mem_1", "nickname": "小满", "avatar": None, "phone_masked": "138****8000", "email_masked": None, "birthday": None,
          "gender": "female", "region": None, "level": 1, "has_password": False, "attributes": {}}


def tap(page: Page, testid: str) -> None:
    page.locator(f'[data-testid="{testid}"]').first.click()
    page.wait_for_timeout(500)


def sku(page: Page, opener: str) -> None:
    tap(page, opener)
    tap(page, "sku-option-0-原味")
    tap(page, "sku-option-1-500g")


def checkout(page: Page) -> None:
    sku(page, "open-team")
    tap(page, "sku-confirm")
    page.wait_for_timeout(600)


def bill(page: Page) -> None:
    checkout(page)
    tap(page, "bill-explain")


def pickup(page: Page) -> None:
    checkout(page)
    tap(page, "delivery-pickup")


def cashier(page: Page) -> None:
    checkout(page)
    tap(page, "place-order")
    page.wait_for_timeout(800)


def result(page: Page) -> None:
    cashier(page)
    tap(page, "pay-now")
    page.wait_for_timeout(1800)


def own_team(page: Page) -> None:
    result(page)
    tap(page, "result-team")
    page.wait_for_timeout(800)


def sold_out(page: Page) -> None:
    sku(page, "buy-alone")
    tap(page, "sku-qty-plus")
    tap(page, "sku-confirm")
    page.wait_for_timeout(600)
    tap(page, "place-order")
    page.wait_for_timeout(600)


def fill_cart(page: Page) -> None:
    page.evaluate("""async () => { for (const s of ['sku_1_1', 'sku_4_1', 'sku_8_1', 'sku_9_2']) await fetch('/api/v1/shop/cart/lines', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({sku_id: s, quantity: 1})}) }""")
    page.reload()


def poster(page: Page) -> None:
    tap(page, "team-invite")
    tap(page, "share-poster")
    page.wait_for_timeout(800)


SHOTS = {
    "home": ("/", None),
    "home-2": ("/", lambda p: p.mouse.wheel(0, 700)),
    "category": ("/#/pages/category/index", None),
    "list": ("/#/pkg-goods/list/index?q=茶", None),
    "product": ("/#/pkg-goods/product/index?id=prd_1", None),
    "product-2": ("/#/pkg-goods/product/index?id=prd_1", lambda p: p.mouse.wheel(0, 620)),
    "product-3": ("/#/pkg-goods/product/index?id=prd_1", lambda p: p.mouse.wheel(0, 1400)),
    "ladder": ("/#/pkg-goods/product/index?id=prd_5", None),
    "alone": ("/#/pkg-goods/product/index?id=prd_6", None),
    "sku": ("/#/pkg-goods/product/index?id=prd_1", lambda p: sku(p, "open-team")),
    "team": ("/#/pkg-goods/team/index?id=tea_2", None),
    "share": ("/#/pkg-goods/team/index?id=tea_2", lambda p: tap(p, "team-invite")),
    "poster": ("/#/pkg-goods/team/index?id=tea_2", poster),
    "checkout": ("/#/pkg-goods/product/index?id=prd_1", checkout),
    "pickup": ("/#/pkg-goods/product/index?id=prd_1", pickup),
    "bill": ("/#/pkg-goods/product/index?id=prd_1", bill),
    "sold-out": ("/#/pkg-goods/product/index?id=prd_1", sold_out),
    "cashier": ("/#/pkg-goods/product/index?id=prd_1", cashier),
    "result": ("/#/pkg-goods/product/index?id=prd_1", result),
    "own-team": ("/#/pkg-goods/product/index?id=prd_1", own_team),
    "orders": ("/#/pkg-trade/orders/index", None),
    "order-shipped": ("/#/pkg-trade/order/index?id=ord_1", None),
    "order-pickup": ("/#/pkg-trade/order/index?id=ord_2", None),
    "order-late": ("/#/pkg-trade/order/index?id=ord_3", None),
    "tracking": ("/#/pkg-trade/tracking/index?id=ord_1", None),
    "cart-empty": ("/#/pages/cart/index", None),
    "cart": ("/#/pages/cart/index", fill_cart),
    "messages": ("/#/pages/messages/index", None),
    "me": ("/#/pages/me/index", None),
    "me-guest": ("/#/pages/me/index", None),
    "sign-in": ("/#/pkg-member/sign-in/index", None),
    "wallet": ("/#/pkg-member/wallet/index", None),
    "addresses": ("/#/pkg-member/addresses/index", None),
    "address": ("/#/pkg-member/address/index?id=adr_1", None),
    "region": ("/#/pkg-member/address/index", lambda p: tap(p, "address-region")),
    "profile": ("/#/pkg-member/profile/index", None),
    "devices": ("/#/pkg-member/devices/index", None),
    "settings": ("/#/pkg-member/settings/index", None),
    "error": ("/#/pkg-goods/product/index?id=nope", None),
}
GUEST = {"me-guest", "sign-in", "home"}


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--lang", default="zh-CN")
    args.add_argument("--dark", action="store_true")
    args.add_argument("--only", default="")
    args.add_argument("--out", default=str(Path(__file__).parent / "shots"))
    opts = args.parse_args()
    out = Path(opts.out) / f"{opts.lang}{'-dark' if opts.dark else ''}"
    out.mkdir(parents=True, exist_ok=True)
    wanted = [n for n in opts.only.split(",") if n] or list(SHOTS)
    trouble: list[str] = []
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        for name in wanted:
            url, act = SHOTS[name]
            context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=1.5, is_mobile=True, has_touch=True,
                                          locale=opts.lang, color_scheme="dark" if opts.dark else "light")
            kept = {"tz.language": {"type": "string", "data": opts.lang}, "tz.visitor": {"type": "string", "data": "shots"}}
            if name not in GUEST:
                kept["tz.tokens"] = {"type": "object", "data": {"access": "a", "refresh": "r"}}
                kept["tz.member"] = {"type": "object", "data": MEMBER}
            script = "".join(f"localStorage.setItem({json.dumps(k)}, {json.dumps(json.dumps(v))});" for k, v in kept.items())
            context.add_init_script(f"if (!localStorage.getItem('tz.visitor')) {{ {script} }} document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI));")
            page = context.new_page()
            page.on("pageerror", lambda e, n=name: trouble.append(f"{n}: {e}"))
            page.on("console", lambda m, n=name: trouble.append(f"{n}: {m.text}") if m.type == "error" and "404" not in m.text else None)
            page.on("request", lambda r, n=name: trouble.append(f"{n}: foreign {r.url}") if not r.url.startswith((BASE, "data:", "blob:", BASE.replace("http", "ws"))) else None)
            page.goto(BASE + url)
            page.wait_for_timeout(900)
            try:
                if act:
                    act(page)
                    page.wait_for_timeout(500)
            except Exception as e:  # a broken step is a finding, the other pictures are still wanted
                trouble.append(f"{name}: {str(e)[:300]}")
            page.screenshot(path=out / f"{name}.png")
            context.close()
        browser.close()
    print(f"{len(wanted)} pictures in {out}")
    for line in dict.fromkeys(trouble):
        print(" -", line)
    sys.exit(1 if trouble else 0)


if __name__ == "__main__":
    main()
