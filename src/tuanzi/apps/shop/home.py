"""The first page of the shop: banners, categories, group-buys, shelves, and the beginning of the list of products."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Literal

import orjson
from fastapi import Request, Response

from tuanzi.apps.shop.product import Catalogue
from tuanzi.apps.shop.shared_bytes import answer
from tuanzi.deals.groupbuy.contracts import KIND
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import CardQuery, CollectionId
from tuanzi.goods.catalog.http import Card, CategoryOut, category_out
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Page, Router, Wire, anyone
from tuanzi.kernel.pictures import Picture

shop = Router(tags=["home"])
BANNER_COUNT_MAX = 3
GROUP_BUY_COUNT = 10
PRODUCT_COUNT = 20
SHELF_COUNT_MAX = 3
SHELF_SIZE_MIN = 3
"""Fewer products look like a mistake, not like a collection."""
SHELF_SIZE_MAX = 10
SHELVES_KEPT_S = 5.0
"""How long a process shows the same shelves: they change when an operator edits, and everybody reads this page."""


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


class Shelf(Wire):
    """A collection with its first products."""

    id: CollectionId
    name: str
    products: list[Card]


class HomeOut(Wire):
    """The first page."""

    banners: list[Banner]
    categories: list[CategoryOut]
    group_buys: list[Card]
    shelves: list[Shelf]
    products: Page[Card]


class Shelves:
    """The shelves as one process last read them. One per application."""

    def __init__(self) -> None:
        self._kept = b"[]"
        self._until = 0.0

    @classmethod
    def of(cls, request: Request) -> Shelves:
        """The ones of the application that serves ``request``."""
        state = request.app.state
        found: Shelves | None = getattr(state, "shelves", None)
        if found is None:
            found = state.shelves = cls()
        return found

    async def read(self, tx: Tx, reads: Catalogue) -> bytes:
        """The first collections that have something to show, with their products on sale, as JSON."""
        if time.monotonic() > self._until:
            chosen = (await catalog.collections(tx))[: 2 * SHELF_COUNT_MAX]
            found = await asyncio.gather(*(reads.cards(CardQuery(collection_id=each.id, limit=SHELF_SIZE_MAX)) for each in chosen))
            shelves: list[dict[str, Any]] = [
                {"id": str(each.id), "name": each.name, "products": orjson.loads(cards)["items"]}
                for each, cards in zip(chosen, found, strict=True)
            ]
            self._kept = orjson.dumps([shelf for shelf in shelves if len(shelf["products"]) >= SHELF_SIZE_MIN][:SHELF_COUNT_MAX])
            self._until = time.monotonic() + SHELVES_KEPT_S
        return self._kept


@shop.get("/home", access=anyone(), response_model=HomeOut)
async def home(call: Call, request: Request) -> Response:
    """The first page in one answer. The banners are the group-buys in front that have a picture."""
    reads = Catalogue.of(request)
    group_buys = orjson.loads(await reads.cards(CardQuery(with_offer_kind=KIND, limit=GROUP_BUY_COUNT)))["items"]
    shown = {
        "banners": [banner(card) for card in group_buys if card["picture"]][:BANNER_COUNT_MAX],
        "categories": [category_out(each).model_dump(mode="json") for each in await catalog.category_tree(call.tx)],
        "group_buys": group_buys,
        "shelves": orjson.Fragment(await Shelves.of(request).read(call.tx, reads)),
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
