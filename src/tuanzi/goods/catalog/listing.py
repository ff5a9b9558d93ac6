"""The read side: cards and pages, repeated from the other tables and kept by the verbs that change them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tuanzi.goods.catalog import repository_listing as repository
from tuanzi.goods.catalog import repository_overview, repository_taxonomy
from tuanzi.goods.catalog.contracts import (
    BrandId,
    CardQuery,
    CategoryId,
    CollectionRule,
    OfferCard,
    PageParts,
    ProductId,
    ProductStatus,
    SkuId,
    Sort,
)
from tuanzi.goods.catalog.errors import CollectionNotFound
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import decode_cursor, encode_cursor
from tuanzi.kernel.http.page import BadCursor, moment, whole
from tuanzi.kernel.pictures import Picture


async def refresh(tx: Tx, product_ids: Iterable[ProductId]) -> None:
    """Write the listing rows of these products anew. Every verb that changes what a card, page or list shows ends with this."""
    chosen = list(product_ids)
    await repository.upsert(tx, [_listing_row(source) for source in await repository.sources(tx, chosen)])
    await repository_overview.refresh(tx, chosen)


def _listing_row(row: asyncpg.Record) -> tuple[Any, ...]:
    title = row["title"]
    pictures = [_picture(key, title) for key in row["picture_keys"]]
    skus = row["skus"] or []
    cheapest = min(skus, key=lambda sku: sku["price"], default=None)
    shared = {"id": str(ProductId.of(row["id"])), "title": title, "selling_point": row["selling_point"]}
    card = shared | {
        "picture": pictures[0] if pictures else None,
        "price": _money(cheapest["price"] if cheapest else row["least_minor"]),
        "market_price": _market_price(cheapest) if cheapest else None,
        "struck_price": _above(cheapest, "struck") if cheapest else None,
    }
    head = shared | {
        "pictures": pictures,
        "video": f"/media/{row['video_key']}" if row["video_key"] else None,
        "category": {"id": str(CategoryId.of(row["category_id"])), "name": row["category_name"]},
        "brand": {"id": str(BrandId.of(row["brand_id"])), "name": row["brand_name"]} if row["brand_id"] else None,
        "unit": row["unit"],
        "options": [{"name": name, "values": values} for name, values in row["axes"]],
    }
    tail = {
        "attributes": [{"name": name, "value": value} for name, value in row["attributes"]],
        "detail": [_block(block, title) for block in row["detail"]],
        "story": row["story"],
        "is_returnable": row["is_returnable"],
        "share": {"title": title, "text": row["selling_point"] or title},
    }
    return (
        row["id"],
        row["status"],
        title,
        _open(card),
        _open(head),
        [UUID(sku["id"]) for sku in skus],
        [_open(_sku(sku, title)) for sku in skus],
        _open(tail),
        row["path"],
        row["brand_id"],
        row["tag_ids"],
        row["channels"],
        row["freight_code"],
        cheapest["price"] if cheapest else row["least_minor"],
        row["published_at"],
    )


def _open(value: dict[str, Any]) -> str:
    """A JSON object without its closing brace, ready for what is only known when it is read."""
    return orjson.dumps(value)[:-1].decode()


def _money(minor: int | None, currency: str = "CNY") -> dict[str, Any] | None:
    return None if minor is None else {"amount": minor, "currency": currency}


def _market_price(sku: Mapping[str, Any]) -> dict[str, Any] | None:
    """The suggested retail price, labelled as such wherever it is shown."""
    return _above(sku, "market_price")


def _above(sku: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """A price to compare with, only where it is above the price: anything else would be no saving to show."""
    found = sku[name]
    return _money(found, sku["currency"]) if found is not None and found > sku["price"] else None


def _picture(key: str, alt: str) -> dict[str, Any]:
    return Picture.of(key, alt).model_dump()


def _block(block: Mapping[str, Any], alt: str) -> dict[str, Any]:
    if block["kind"] == "text":
        return {"kind": "text", "text": block["text"], "picture": None}
    return {"kind": "picture", "text": None, "picture": _picture(block["picture_key"], alt)}


def _sku(sku: Mapping[str, Any], title: str) -> dict[str, Any]:
    return {
        "id": str(SkuId.of(UUID(sku["id"]))),
        "code": sku["code"],
        "options": sku["options"],
        "price": _money(sku["price"], sku["currency"]),
        "member_price": _money(sku["member_price"], sku["currency"]),
        "market_price": _market_price(sku),
        "struck_price": _above(sku, "struck"),
        "lowest_price": _money(sku["lowest"], sku["currency"]) if _above(sku, "struck") else None,
        "picture": _picture(sku["picture_key"], title) if sku["picture_key"] else None,
        "weight_g": sku["weight_g"],
    }


async def remember_offer(tx: Tx, product_id: ProductId, offer: OfferCard | None) -> None:
    """Write down the best live offer of a product for its card, or that there is none. Called by deals."""
    if offer is None:
        await repository.set_offer(tx, product_id, None, None, None)
        return
    shown = {
        "kind": offer.kind,
        "activity_id": offer.activity_id,
        "size": offer.size,
        "price": _money(offer.price.minor, offer.price.currency),
        "ends_at": offer.ends_at,
    }
    text = orjson.dumps(shown, option=orjson.OPT_UTC_Z).decode()
    await repository.set_offer(tx, product_id, offer.kind, text, offer.ends_at)


async def note_sold(tx: Tx, product_id: ProductId, quantity: int) -> None:
    """Add to the number sold that cards and pages show; a negative quantity takes a refund back."""
    await repository.add_sold(tx, product_id, quantity)


async def mark_sold_out(tx: Tx, product_id: ProductId, *, is_sold_out: bool) -> None:
    """Write down whether nothing of a product is available. Called by inventory."""
    await repository.set_sold_out(tx, product_id, is_sold_out=is_sold_out)


async def list_cards(tx: Tx, query: CardQuery, now: datetime) -> tuple[list[bytes], str | None]:
    """The JSON of each card of a page and the cursor of the next page. Reads only the listing table.

    Raises ``CollectionNotFound`` and ``BadCursor`` (also for the cursor of another order).
    """
    rule = None
    if query.collection_id:
        collection = await repository_taxonomy.collection(tx, query.collection_id)
        if collection is None:
            raise CollectionNotFound
        rule = collection.rule
    rows = await repository.cards(tx, query, rule, _after(query), now)
    page = rows[: query.limit]
    following = None
    if len(rows) > query.limit:
        following = encode_cursor(query.sort.value, page[-1]["key"], str(ProductId.of(page[-1]["product_id"])))
    return [card_json(row, now) for row in page], following


async def preview_rule(tx: Tx, rule: CollectionRule, now: datetime, limit: int) -> tuple[int, list[bytes]]:
    """How many products on sale a rule names, and the cards of the first."""
    rows = await repository.cards(tx, CardQuery(limit=limit), rule, None, now)
    return await repository.count_cards(tx, rule), [card_json(row, now) for row in rows[:limit]]


def _after(query: CardQuery) -> tuple[Any, ProductId] | None:
    cursor = decode_cursor(query.cursor, 3)
    if cursor is None:
        return None
    try:
        sort, key, last = cursor
        if sort != query.sort.value:
            raise BadCursor
        value = moment(key) if query.sort is Sort.NEW else whole(key)
        return value, ProductId.parse(last)
    except (TypeError, ValueError, AttributeError) as error:
        raise BadCursor from error


async def cards_of(tx: Tx, product_ids: Iterable[ProductId], now: datetime) -> dict[ProductId, bytes]:
    """The JSON of the cards of these products, as far as they are on sale."""
    return {ProductId.of(row["product_id"]): card_json(row, now) for row in await repository.cards_of(tx, product_ids)}


def card_json(row: asyncpg.Record, now: datetime) -> bytes:
    """A card from its row; an offer that has ended is not shown, whoever forgot to take it down."""
    ends_at = row["offer_ends_at"]
    offer = row["offer"] if ends_at is not None and ends_at > now else "null"
    sold_out = "true" if row["is_sold_out"] else "false"
    text = f'{row["card"]},"sold":{row["sold"]},"offer":{offer},"is_sold_out":{sold_out}}}'
    return text.encode()


async def page_parts(tx: Tx, product_ids: Iterable[ProductId]) -> dict[ProductId, PageParts]:
    """The catalogue's part of product pages that shoppers may see (on sale, or taken off sale)."""
    return {
        ProductId.of(row["product_id"]): PageParts(
            ProductId.of(row["product_id"]),
            row["head"].encode(),
            tuple((SkuId.of(sku_id), part.encode()) for sku_id, part in zip(row["sku_ids"], row["sku_parts"], strict=True)),
            row["tail"].encode(),
            row["sold"],
            ProductStatus(row["status"]),
            row["freight_code"],
        )
        for row in await repository.pages(tx, product_ids)
    }
