"""The demo's goods: categories, products with pictures and stock, freight, a pickup point, group-buys."""

from __future__ import annotations

import asyncio
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuanzi.apps.seed import pictures
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import ActivityDraft, ActivityId, Reward, RewardKind, Tier, Who
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.api import ProductQuery
from tuanzi.goods.catalog.contracts import (
    Axis,
    Block,
    CategoryId,
    Product,
    ProductDraft,
    SkuDraft,
)
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationKind, Reason
from tuanzi.kernel import clock, ports
from tuanzi.kernel import pictures as renditions
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.kernel.storage import Store
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import FreightRule, FreightTemplate

SHOP = Path(__file__).parent / "shop.toml"
STOCK = 300
MEMBER_RATE_BPS = 9_500
MARKET_RATE_BPS = 12_500
VIEWS = 2
SEASON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Goods:
    """What the demo's members can buy: a product and, if there is one, its group-buy."""

    product: Product
    activity_id: ActivityId | None


def _yuan(text: str) -> Money:
    return Money(int(Decimal(text) * 100))


async def is_there(db: Database) -> bool:
    """Whether the demo was put in before."""
    first = tomllib.loads(SHOP.read_text("utf-8"))["product"][0]["code"]
    return bool((await catalog.list_products(db.reader, ProductQuery(words=first), limit=1)).items)


async def put_in(db: Database) -> dict[str, Goods]:
    """All goods by product code, in one transaction; pictures are rendered and stored before it."""
    shop = tomllib.loads(SHOP.read_text("utf-8"))
    keys = await _pictures(shop)
    made: dict[str, Goods] = {}
    async with db.transaction() as tx:
        for key in {key for each in keys.values() for key in each}:
            await catalog.note_picture(tx, key, clock.now())
        await _freight(tx)
        await inventory.create_location(
            tx,
            "SHOUGUANG",
            LocationKind.PICKUP,
            "团子自提点 · 圣城街道店",
            address="山东省潍坊市寿光市圣城街道农圣街 88 号",
            hours="08:00-20:00",
        )
        # A shop that has imported goods may know some of our categories already.
        categories = {each.name: each.id for each in await catalog.category_tree(tx)}
        for index, each in enumerate(shop["category"]):
            if each["name"] not in categories:
                made_id = await catalog.create_category(tx, each["name"], icon_key=keys[each["name"]][0], position=index)
                categories[each["name"]] = made_id
        for entry in shop["product"]:
            product = await _product(tx, entry, categories[entry["category"]], keys[entry["code"]])
            made[entry["code"]] = Goods(product, await _activity(tx, product))
    return made


async def _pictures(shop: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Picture keys by product code and by category name."""
    store = ports.get(Store)
    keys: dict[str, tuple[str, ...]] = {}
    for entry in shop["category"]:
        keys[entry["name"]] = (await renditions.keep(pictures.category_icon(entry["icon"]), store),)

    async def views(entry: dict[str, Any]) -> None:
        made = []
        for view in range(VIEWS):
            drawn = await asyncio.to_thread(pictures.product_picture, entry["icon"], entry["leaf"], entry["tint"], view)
            made.append(await renditions.keep(drawn, store))
        keys[entry["code"]] = tuple(made)

    await asyncio.gather(*(views(entry) for entry in shop["product"]))
    return keys


async def _freight(tx: Tx) -> None:
    """Free from 59 yuan, else 6; remote provinces 12 and 8 per further kilogram; not to islands far off."""
    near = FreightRule((), 1000, Money(600), 1000, Money(200), Money(5900))
    remote = FreightRule(("54", "65", "63", "15"), 1000, Money(1200), 1000, Money(800), Money(19900))
    await fulfilment.save_template(tx, FreightTemplate("default", "满 59 元包邮", "weight", (near, remote), ("71", "81", "82")))


async def _product(tx: Tx, entry: dict[str, Any], category_id: CategoryId, keys: tuple[str, ...]) -> Product:
    skus = tuple(
        SkuDraft(
            code=f"{entry['code']}-{number}",
            options=(name,),
            price=_yuan(price),
            cost=_yuan(cost),
            member_price=_yuan(price).rate(MEMBER_RATE_BPS),
            # A list price is a whole number of yuan.
            market_price=Money(_yuan(price).rate(MARKET_RATE_BPS).minor // 100 * 100),
            weight_g=weight_g,
        )
        for number, (name, price, cost, weight_g) in enumerate(entry["skus"], 1)
    )
    draft = ProductDraft(
        code=entry["code"],
        title=entry["title"],
        category_id=category_id,
        skus=skus,
        axes=(Axis(entry["axis"], tuple(sku[0] for sku in entry["skus"])),),
        selling_point=entry["point"],
        picture_keys=keys,
        attributes=tuple((name, value) for name, value in entry["attributes"]),
        detail=(Block("picture", picture_key=keys[1]),),
        story=entry["story"],
        freight_code="default",
        is_returnable=entry["category"] not in {"时令蔬菜", "果园鲜果"},
    )
    product = await catalog.create_product(tx, draft)
    await inventory.receive(tx, [(sku_id, STOCK) for sku_id in product.sku_ids], Reason.RECEIPT, "demo")
    await catalog.submit(tx, product.id)
    return await catalog.publish(tx, product.id)


async def _activity(tx: Tx, product: Product) -> ActivityId | None:
    """The group-buy of a product, if the demo has one for it."""
    plans: dict[str, tuple[str, tuple[tuple[int, int], ...], Who, Reward]] = {
        "VEG-TOMATO": ("三人团 立减 50 元", ((3, 5000),), Who.ALL, Reward(RewardKind.CASHBACK, Money(500))),
        "FRU-APPLE": ("三人团 立减 50 元", ((3, 5000),), Who.ALL, Reward(RewardKind.CASHBACK, Money(800))),
        "TEA-GREEN": ("两人同行 立减 18 元", ((2, 1800),), Who.ALL, Reward(RewardKind.LEADER_PRICE, Money(500))),
        "PAN-RICE": ("人越多越便宜", ((2, 600), (3, 1200), (5, 2000)), Who.ALL, Reward()),
        "BAB-TISSUE": ("老带新 两人团", ((2, 1500),), Who.NEW_MEMBERS, Reward(RewardKind.CASHBACK, Money(300))),
        "FRU-GRAPE": ("三人团 尝鲜价", ((3, 2000),), Who.ALL, Reward(RewardKind.CASHBACK_BPS, bps=500)),
    }
    if product.draft.code not in plans:
        return None
    title, tiers, who, reward = plans[product.draft.code]
    prices = dict(zip(product.sku_ids, (sku.price for sku in product.draft.skus), strict=True))
    draft = ActivityDraft(
        product_id=product.id,
        title=title,
        tiers=tuple(Tier(size, tuple((sku_id, price - Money(off)) for sku_id, price in prices.items())) for size, off in tiers),
        starts_at=clock.now(),
        ends_at=clock.now() + SEASON,
        limit_per_member=5,
        stock=STOCK,
        who=who,
        reward=reward,
    )
    activity = await groupbuy.create(tx, draft)
    await groupbuy.publish(tx, activity.id)
    return activity.id
