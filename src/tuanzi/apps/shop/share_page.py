"""``/s/{code}``: what a link looks like outside the app. A preview card for chats and search engines, and a way on for people.

The page has no script: a refresh and a plain link lead to the shop. Opening it is counted, robots apart; it is no touch,
because only the shop's own page knows the visitor.
"""

from __future__ import annotations

from html import escape
from string import Template

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tuanzi.apps.shop.share import link_url
from tuanzi.apps.shop.shared_thing import SharedThing, page_path, shared_thing
from tuanzi.growth.sharing import api as sharing
from tuanzi.growth.sharing.contracts import Link
from tuanzi.growth.sharing.errors import LinkNotFound, TargetMismatch, TargetNotFound
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.i18n import LANGUAGES, negotiate, text
from tuanzi.kernel.money import Money

LOCALES = {"zh-CN": "zh_CN", "en": "en_US"}
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; img-src 'self' https:; style-src 'self'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Vary": "Accept-Language",
}
STYLE = """:root{color-scheme:light dark;--bg:#f8f5f1;--card:#fff;--ink:#241c17;--ink2:#63564c;--accent:#c93512;--on:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#131110;--card:#1e1a18;--ink:#f5eee8;--ink2:#c3b6ab;--accent:#c9431d}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;display:flex;align-items:center;justify-content:center;padding:24px;background:var(--bg);color:var(--ink);
font:16px/1.6 system-ui,-apple-system,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
main{width:100%;max-width:400px;background:var(--card);border-radius:24px;overflow:hidden;box-shadow:0 4px 24px rgba(84,56,34,.08)}
img{display:block;width:100%;aspect-ratio:1;object-fit:cover}
div{padding:24px}h1{font-size:20px;line-height:1.4}p{margin-top:8px;color:var(--ink2)}
a{display:block;margin-top:20px;padding:12px;border-radius:999px;background:var(--accent);color:var(--on);text-align:center;
font-weight:600;text-decoration:none}a:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
"""
PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>$heading</title>
$meta
<link rel="stylesheet" href="/s/page.css">
</head>
<body>
<main>$picture<div><h1>$heading</h1><p>$sentence</p><a href="$target">$go</a></div></main>
</body>
</html>
""")


def _meta(tags: list[tuple[str, str, str]]) -> str:
    return "\n".join(f'<meta {kind}="{name}" content="{escape(value)}">' for kind, name, value in tags)


def _yuan(amount: Money) -> str:
    return f"{amount.minor // 100}.{amount.minor % 100:02d}"


def found_page(config: Config, link: Link, thing: SharedThing, language: str) -> str:
    """The page of a link whose thing can be seen."""
    heading, sentence, address = thing.heading(language), thing.sentence(language), link_url(config, link.code)
    target = f"/#/{page_path(link)}"
    if thing.picture:
        image, size = _absolute(config, thing.picture.large), (thing.picture.width, thing.picture.height)
    else:
        image, size = f"{config.base_url}/api/v1/shop/share-links/{link.code}/poster.webp", (750, 1334)
    tags = [
        ("name", "description", sentence),
        ("name", "robots", "noindex, follow"),
        ("property", "og:type", "product"),
        ("property", "og:site_name", text("sharing.poster_brand", language)),
        ("property", "og:title", heading),
        ("property", "og:description", sentence),
        ("property", "og:url", address),
        ("property", "og:image", image),
        ("property", "og:image:width", str(size[0])),
        ("property", "og:image:height", str(size[1])),
        ("property", "og:image:alt", thing.title),
        ("property", "og:locale", LOCALES[language]),
        *(("property", "og:locale:alternate", LOCALES[other]) for other in LANGUAGES if other != language),
        ("property", "product:price:amount", _yuan(thing.price)),
        ("property", "product:price:currency", thing.price.currency),
        ("name", "twitter:card", "summary_large_image"),
    ]
    meta = "\n".join(
        (
            _meta(tags),
            f'<link rel="canonical" href="{escape(address)}">',
            f'<meta http-equiv="refresh" content="0;url={escape(target)}">',
        )
    )
    picture = f'<img src="{escape(thing.picture.medium)}" alt="{escape(thing.title)}" width="750" height="750">' if thing.picture else ""
    return PAGE.substitute(
        language=language,
        heading=escape(heading),
        sentence=escape(sentence),
        meta=meta,
        picture=picture,
        target=escape(target),
        go=escape(text("sharing.page_go", language)),
    )


def missing_page(language: str) -> str:
    """The page of a code that leads nowhere, or no longer."""
    return PAGE.substitute(
        language=language,
        heading=escape(text("sharing.page_missing", language)),
        sentence=escape(text("sharing.page_missing_why", language)),
        meta=_meta([("name", "robots", "noindex")]),
        picture="",
        target="/",
        go=escape(text("sharing.page_home", language)),
    )


def _absolute(config: Config, address: str) -> str:
    return address if address.startswith(("http://", "https://")) else config.base_url + address


def routes(config: Config, db: Database) -> list[BaseRoute]:
    """The address of all short links, and their style sheet."""

    async def page(request: Request) -> Response:
        language = negotiate(request.headers.get("accept-language"))
        headers = HEADERS | {"Content-Language": language}
        try:
            link = await sharing.resolve(db.reader, request.path_params["code"])
            thing = await shared_thing(db.reader, link.scene, link.target_id)
        except (LinkNotFound, TargetNotFound, TargetMismatch):
            return Response(missing_page(language), 404, headers, "text/html")
        if request.method == "GET":
            async with db.transaction() as tx:
                await sharing.visit(tx, link, request.headers.get("user-agent", ""))
        return Response(found_page(config, link, thing, language), 200, headers, "text/html")

    async def style(_: Request) -> Response:
        return Response(STYLE, 200, {"Cache-Control": "public, max-age=86400"}, "text/css")

    return [Route("/s/page.css", style, methods=["GET"]), Route("/s/{code}", page, methods=["GET"])]
