"""The first page of the shop: banners, categories, group-buys, and the beginning of the list of products."""

from __future__ import annotations

from typing import Literal

import orjson
from fastapi import Request, Response

from tuanzi.apps.shop.product import Catalogue
from tuanzi.apps.shop.shared_bytes import answer
from tuanzi.deals.groupbuy.contracts import KIND
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import CardQuery
from tuanzi.goods.catalog.http import Card, CategoryOut, category_out
from tuanzi.kernel.http import Call, Page, Router, Wire, anyone
from tuanzi.kernel.pictures import Picture

shop = Router(tags=["home"])
BANNER_COUNT_MAX = 3
GROUP_BUY_COUNT = 10
PRODUCT_COUNT = 20


class Link(Wire):
    """Where a banner leads."""

    kind: Literal["product", "category", "page"]
    id: str


class Banner(Wire):
    """A large picture with words."""

    id: str
    title: str
    subtitle: str
    picture: Picture | None
    link: Link


class HomeOut(Wire):
    """The first page."""

    banners: list[Banner]
    categories: list[CategoryOut]
    group_buys: list[Card]
    products: Page[Card]


@shop.get("/home", access=anyone(), response_model=HomeOut)
async def home(call: Call, request: Request) -> Response:
    """The first page in one answer. The banners are the group-buys in front that have a picture."""
    reads = Catalogue.of(request)
    group_buys = orjson.loads(await reads.cards(CardQuery(with_offer_kind=KIND, limit=GROUP_BUY_COUNT)))["items"]
    shown = {
        "banners": [banner(card) for card in group_buys if card["picture"]][:BANNER_COUNT_MAX],
        "categories": [category_out(each).model_dump(mode="json") for each in await catalog.category_tree(call.tx)],
        "group_buys": group_buys,
        "products": orjson.Fragment(await reads.cards(CardQuery(limit=PRODUCT_COUNT))),
    }
    return answer(request, orjson.dumps(shown))


def banner(card: dict[str, object]) -> dict[str, object]:
    """A card as a banner."""
    return {
        "id": card["id"],
        "title": card["title"],
        "subtitle": card["selling_point"],
        "picture": card["picture"],
        "link": {"kind": "product", "id": card["id"]},
    }
