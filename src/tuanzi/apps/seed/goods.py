"""The demo's goods: categories, brands, products with pictures and stock, freight, pickup points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product as combinations
from typing import Any

from tuanzi.apps.seed.gallery import Gallery
from tuanzi.apps.seed.scale import entries, read, yuan
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.api import ProductQuery
from tuanzi.goods.catalog.contracts import (
    Axis,
    Block,
    BrandId,
    CategoryId,
    CollectionRule,
    Product,
    ProductDraft,
    ProductId,
    ProductRole,
    SkuDraft,
    SkuId,
    TagId,
)
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationId, LocationKind, Reason
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import FreightRule, FreightTemplate

STOCK = 300
HOT = 5
MEMBER_RATE_BPS = 9_200
MARKET_RATE_BPS = 12_500
FRESH = frozenset({"时令蔬菜", "果园鲜果"})
LISTED_IN = timedelta(days=2, hours=5)
"""When the product that is planned comes on sale, after the demo was put in."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of the demo as the people of the demo see it. ``heat`` is how much they want it, from 1 to 10."""

    id: ProductId
    code: str
    category: str
    sku_ids: tuple[SkuId, ...]
    prices: tuple[Money, ...]
    heat: int
    is_on_sale: bool


@dataclass(frozen=True, slots=True)
class Shop:
    """What there is to buy and where it can be collected."""

    goods: dict[str, Goods]
    pickup_ids: tuple[LocationId, ...]
    picture_count: int


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids behind the names that the data files use."""

    categories: dict[str, CategoryId]
    brands: dict[str, BrandId]
    tags: dict[str, TagId]


async def is_there(db: Database) -> bool:
    """Whether the demo's goods were put in before."""
    first = entries()[0]["code"]
    return bool((await catalog.list_products(db.reader, ProductQuery(words=first), limit=1)).items)


async def put_in(db: Database, gallery: Gallery, listed_at: datetime) -> Shop:
    """All goods, in one transaction; their pictures are drawn before it. ``listed_at``: when the planned product comes on sale."""
    await gallery.hang()
    async with db.transaction() as tx:
        for key in gallery.keys:
            await catalog.note_picture(tx, key, clock.now())
        await _freight(tx)
        for place in read("shop")["location"]:
            await inventory.create_location(
                tx, place["code"], LocationKind.PICKUP, place["name"], address=place["address"], hours=place["hours"]
            )
        names = await _names(tx, gallery.icons)
        for entry in entries():
            await _product(tx, entry, names, gallery.views[entry["code"]], listed_at)
    return await look_up(db)


async def look_up(db: Database) -> Shop:
    """The demo's goods as they stand in the catalogue."""
    tx = db.reader
    found: dict[str, Goods] = {}
    for entry in entries():
        code = entry["code"]
        named = (await catalog.list_products(tx, ProductQuery(words=code))).items
        product = await catalog.get_product(tx, next(each.id for each in named if each.code == code))
        assert product is not None
        prices = tuple(sku.price for sku in product.draft.skus)
        found[code] = Goods(
            product.id, code, entry["category"], product.sku_ids, prices, entry.get("heat", 3), product.status.value == "on_sale"
        )
    points = await inventory.pickup_points(tx)
    return Shop(found, tuple(point.id for point in points), 0)


async def _freight(tx: Tx) -> None:
    for each in read("shop")["freight"]:
        rules = tuple(
            FreightRule(
                tuple(rule["regions"]),
                rule["first"],
                yuan(rule["first_fee"]),
                rule["next"],
                yuan(rule["next_fee"]),
                yuan(rule["free_from"]),
            )
            for rule in each["rule"]
        )
        charge_by = each.get("charge_by", "weight")
        await fulfilment.save_template(tx, FreightTemplate(each["code"], each["name"], charge_by, rules, tuple(each["excluded"])))


AIMED_AT = {ProductRole.TRAFFIC: 2500, ProductRole.PROFIT: 5000, ProductRole.STRATEGIC: 1500, ProductRole.LONG_TAIL: 1000}
"""The mix of turnover the demo shop aims at, in bps."""


async def _names(tx: Tx, icons: dict[str, str]) -> _Names:
    """Categories, brands, tags and collections; a shop that has imported goods may know some of the categories already."""
    shop = read("shop")
    categories = {each.name: each.id for each in await catalog.category_tree(tx)}
    for index, each in enumerate(shop["category"]):
        name = each["name"]
        if name not in categories:
            categories[name] = await catalog.create_category(tx, name, icon_key=icons[name], position=index)
    brands = {each["name"]: await catalog.create_brand(tx, each["name"], story=each["story"]) for each in shop["brand"]}
    tags = {each["name"]: await catalog.create_tag(tx, each["name"]) for each in shop["tag"]}
    await catalog.set_targets(tx, AIMED_AT)
    for each in shop["collection"]:
        most = yuan(each["price_max"]) if "price_max" in each else None
        rule = CollectionRule(tag_ids=tuple(tags[name] for name in each.get("tags", ())), price_max=most)
        await catalog.put_collection(tx, None, each["name"], rule)
    return _Names(categories, brands, tags)


def _draft(entry: dict[str, Any], names: _Names, keys: Sequence[str], listed_at: datetime) -> ProductDraft:
    axes = tuple(Axis(name, tuple(values)) for name, values in entry["axes"])
    options = list(combinations(*(axis.values for axis in axes)))
    skus = tuple(
        SkuDraft(
            code=f"{entry['code']}-{number}",
            options=chosen,
            price=yuan(price),
            cost=yuan(cost),
            member_price=yuan(price).rate(MEMBER_RATE_BPS) if entry.get("member") else None,
            # A list price is a whole number of yuan.
            market_price=Money(yuan(price).rate(MARKET_RATE_BPS).minor // 100 * 100),
            weight_g=weight_g,
        )
        for number, (chosen, (price, cost, weight_g)) in enumerate(zip(options, entry["skus"], strict=True), 1)
    )
    blocks = [Block("text", text=text) for text in entry["detail"]]
    return ProductDraft(
        code=entry["code"],
        title=entry["title"],
        category_id=names.categories[entry["category"]],
        skus=skus,
        axes=axes,
        selling_point=entry["point"],
        brand_id=names.brands[entry["brand"]],
        tag_ids=tuple(names.tags[name] for name in entry["tags"]),
        picture_keys=tuple(keys),
        attributes=tuple((name, value) for name, value in entry["attributes"]),
        detail=(blocks[0], Block("picture", picture_key=keys[-1]), *blocks[1:]),
        story=entry["story"],
        freight_code=entry.get("freight", "default"),
        is_returnable=entry["category"] not in FRESH,
        role=ProductRole(entry["role"]) if "role" in entry else None,
        publish_at=listed_at if entry.get("state") == "scheduled" else None,
    )


async def _product(tx: Tx, entry: dict[str, Any], names: _Names, keys: Sequence[str], listed_at: datetime) -> Product:
    product = await catalog.create_product(tx, _draft(entry, names, keys, listed_at))
    count = STOCK if entry.get("heat", 3) >= HOT else STOCK // 2
    await inventory.receive(tx, [(sku_id, count) for sku_id in product.sku_ids], Reason.RECEIPT, "PO-0001")
    state = entry.get("state", "on_sale")
    if state == "draft":
        return product
    product = await catalog.submit(tx, product.id)
    if state == "in_review":
        return product
    product = await catalog.publish(tx, product.id)
    return await catalog.take_off(tx, product.id) if state == "off_sale" else product
