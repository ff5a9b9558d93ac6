"""Products as shoppers read them: pages put together from catalogue, stock, live offers and freight; and lists of cards.

Hot reads: bytes from the listing table, requests that wait together share one round trip, anonymous answers may be shared
for a second. The wire models in the catalogue document the bytes; a test reads every answer through them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import Query, Request, Response

from tuanzi.apps.shop.shared_bytes import QuickRoute, answer, language_of, quick
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import CardQuery, CategoryId, Channel, CollectionId, PageParts, ProductId, SkuId, Sort, TagId
from tuanzi.goods.catalog.errors import CollectionNotFound, ProductNotFound
from tuanzi.goods.catalog.http import Card, ProductOut
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock
from tuanzi.kernel.coalesce import Coalescer
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.http import Page, Router, anyone
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.i18n import text
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import DEFAULT_FREIGHT_CODE, FreightTemplate

shop = Router(tags=["catalogue"])
shop.route_class = QuickRoute
FREIGHT_KEPT_S = 5.0
SEARCH_LENGTH_MAX = 60
FLIGHTS = 4
SKU_IDS_MAX = 20_000
"""Products whose SKUs a process remembers."""


class Catalogue:
    """The reads of one process, gathered. One per application."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._pages: Coalescer[ProductId, tuple[bytes, str]] = Coalescer(self._load_pages, flights_max=2)
        self._lists: Coalescer[CardQuery, bytes] = Coalescer(self._load_lists, flights_max=FLIGHTS)
        self._freight: dict[str, FreightTemplate] = {}
        self._freight_until = 0.0
        self._deliveries: dict[tuple[str, str], bytes] = {}
        self._sku_ids: dict[ProductId, list[SkuId]] = {}

    @classmethod
    def of(cls, request: Request) -> Catalogue:
        """The one of the application that serves ``request``."""
        state = request.app.state
        found: Catalogue | None = getattr(state, "catalogue", None)
        if found is None:
            found = state.catalogue = cls(state.db)
        return found

    async def page(self, product_id: ProductId, language: str) -> bytes | None:
        """A product page, or None if shoppers may not see one."""
        page = await self._pages.get(product_id)
        if page is None:
            return None
        common, freight_code = page
        delivery = self._deliveries.get((freight_code, language))
        if delivery is None:
            delivery = self._deliveries[freight_code, language] = orjson.dumps(self._delivery(freight_code, language))
        return b'%b,"freight":%b}' % (common, delivery)

    async def cards(self, query: CardQuery) -> bytes:
        """A page of cards. Raises ``CollectionNotFound`` and ``BadCursor``."""
        found = await self._lists.get(query)
        assert found is not None
        return found

    async def _load_pages(self, product_ids: list[ProductId]) -> Mapping[ProductId, tuple[bytes, str]]:
        tx = self._db.reader
        (parts, left), offers = await tx.together(self._load_goods(tx, product_ids), groupbuy.offers_json(tx, product_ids))
        if time.monotonic() > self._freight_until:
            self._freight = await fulfilment.templates(tx)
            self._freight_until = time.monotonic() + FREIGHT_KEPT_S
            self._deliveries = {}
        return {product_id: self._compose(part, left, offers.get(product_id, [])) for product_id, part in parts.items()}

    async def _load_goods(self, tx: Tx, product_ids: list[ProductId]) -> tuple[dict[ProductId, PageParts], dict[SkuId, int]]:
        """The products with their stock, at once for the SKUs that they had the last time; what is new is asked for."""
        known = [sku_id for product_id in product_ids for sku_id in self._sku_ids.get(product_id, ())]
        parts, left = await tx.together(catalog.page_parts(tx, product_ids), inventory.available(tx, known))
        missing = [sku_id for part in parts.values() for sku_id, _ in part.skus if sku_id not in left]
        if missing:
            left |= await inventory.available(tx, missing)
            if len(self._sku_ids) > SKU_IDS_MAX:
                self._sku_ids = {}
            self._sku_ids |= {product_id: [sku_id for sku_id, _ in part.skus] for product_id, part in parts.items()}
        return parts, left

    def _compose(self, part: PageParts, left: Mapping[Any, int], offers: list[dict[str, Any]]) -> tuple[bytes, str]:
        """The page up to what depends on the language, and which freight it has."""
        skus = b",".join(b'%b,"available":%d}' % (sku, left[sku_id]) for sku_id, sku in part.skus)
        common = b'%b,"skus":[%b],%b,"sold":%d,"status":"%b","offers":%b' % (
            part.head,
            skus,
            part.tail[1:],
            part.sold,
            part.status.value.encode(),
            orjson.dumps(offers),
        )
        return common, part.freight_code or DEFAULT_FREIGHT_CODE

    def _delivery(self, freight_code: str, language: str) -> dict[str, Any]:
        """What delivery costs where most shoppers live: the rule for everywhere else, or the first one."""
        template = self._freight.get(freight_code) or self._freight.get(DEFAULT_FREIGHT_CODE)
        rule = next((rule for rule in template.rules if not rule.regions), template.rules[0]) if template else None
        if rule is None or not rule.first_fee:
            return {"label": text("shop.freight_free", language), "free_from": None}
        code = "shop.freight_from" if rule.free_from is None else "shop.freight_free_from"
        free_from = None if rule.free_from is None else {"amount": rule.free_from.minor, "currency": rule.free_from.currency}
        label = text(code, language, {"fee": rule.first_fee, "free_from": rule.free_from})
        return {"label": label, "free_from": free_from}

    async def _load_lists(self, queries: list[CardQuery]) -> Mapping[CardQuery, bytes | Exception]:
        async def one(query: CardQuery) -> bytes | Exception:
            try:
                cards, following = await catalog.list_cards(self._db.reader, query, clock.now())
            except AppError as error:
                return error
            return b'{"items":[%b],"next":%b}' % (b",".join(cards), orjson.dumps(following))

        return dict(zip(queries, await asyncio.gather(*map(one, queries)), strict=True))


async def _quick_products(request: Request) -> Response | None:
    """A list with at most a category and an order, from its beginning: what nearly every shopper asks."""
    asked = request.query_params
    if not asked.keys() <= {"category", "sort", "limit"}:
        return None
    try:
        category = CategoryId.parse(asked["category"]) if "category" in asked else None
        query = CardQuery(category, sort=Sort(asked.get("sort", Sort.RELEVANCE)), limit=int(asked.get("limit", LIMIT_DEFAULT)))
    except ValueError:
        return None
    if not 1 <= query.limit <= LIMIT_MAX:
        return None
    return answer(request, await Catalogue.of(request).cards(query))


async def _quick_product(request: Request) -> Response | None:
    try:
        product_id = ProductId.parse(request.path_params["product_id"])
    except ValueError:
        return None
    body = await Catalogue.of(request).page(product_id, language_of(request))
    return None if body is None else answer(request, body)


@shop.get("/products", access=anyone(), errors=[BadCursor, CollectionNotFound], response_model=Page[Card])
@quick(_quick_products)
async def products(
    request: Request,
    category: CategoryId | None = None,
    tag: TagId | None = None,
    collection: CollectionId | None = None,
    channel: Channel | None = None,
    q: Annotated[str | None, Query(max_length=SEARCH_LENGTH_MAX)] = None,
    sort: Sort = Sort.RELEVANCE,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
) -> Response:
    """Products on sale as cards, a page at a time."""
    asked = (q or "").strip() or None
    query = CardQuery(category, tag, collection, asked, sort, channel, None, cursor, limit)
    return answer(request, await Catalogue.of(request).cards(query))


@shop.get("/products/{product_id}", access=anyone(), errors=[ProductNotFound], response_model=ProductOut)
@quick(_quick_product)
async def product(request: Request, product_id: ProductId) -> Response:
    """A product page with stock, live offers and teams that can be joined."""
    body = await Catalogue.of(request).page(product_id, language_of(request))
    if body is None:
        raise ProductNotFound
    return answer(request, body)
