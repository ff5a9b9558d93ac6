"""The goods and buyers of a measured shop, made through the domains' own verbs, so that ``tuanzi verify`` stays clean.

Words and prices come from the real catalogue when it is at hand (TUANZI_SHARED_DATA, or ``shared/data`` beside the checkout);
otherwise products are made up, and the report says so. Every product gets six SKUs, a picture and a live group-buy for two, so that a
page is the same amount of work as the floor's.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import ActivityDraft, Tier
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import Axis, Block, CategoryId, Product, ProductDraft, SkuDraft
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import Reason
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import Actor, StaffChange
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import AddressDraft, Origin, Proof, WechatIdentity
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import FreightRule, FreightTemplate

PRODUCTS, CATEGORIES, SKUS = 120, 6, 6
STOCK = 900_000
PIECES_OF_RUSH = 100
OFF = Money(100)
_numbers = count(1)


@dataclass(frozen=True)
class Words:
    """What a product says."""

    title: str
    point: str
    price: Money
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Item:
    """A product on sale with its group-buy."""

    product_id: str
    sku_ids: tuple[str, ...]
    activity_id: str | None


@dataclass(frozen=True)
class Buyer:
    """A signed-in member with an address."""

    token: str
    address_id: str


@dataclass(frozen=True)
class Goods:
    """Everything that can be asked for. ``is_real``: the words come from the real catalogue."""

    items: tuple[Item, ...]
    category_ids: tuple[str, ...]
    is_real: bool


def catalogue_file() -> Path:
    """Where the real catalogue is expected."""
    folder = os.environ.get("TUANZI_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(folder) / "catalogue.csv"


def _real(path: Path) -> Iterator[Words]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            attributes = tuple((name[:40], str(value)[:200]) for name, value in json.loads(row["attributes"] or "{}").items())
            yield Words(row["product_name"][:60], row["selling_point"][:60], Money(int(Decimal(row["price_yuan"]) * 100)), attributes)


def _made_up() -> Iterator[Words]:
    for number in range(PRODUCTS):
        yield Words(f"新疆阿克苏冰糖心苹果 第 {number} 批", "现摘现发，坏果包赔", Money(4990), (("产地", "新疆"), ("净含量", "5 斤")))


async def fill(db: Database) -> Goods:
    """Categories, freight and products, ten to a transaction."""
    path = catalogue_file()
    is_real = path.is_file()
    words = list(_real(path) if is_real else _made_up())
    async with db.transaction() as tx:
        near = FreightRule((), 1000, Money(600), 1000, Money(200), Money(5900))
        await fulfilment.save_template(tx, FreightTemplate("default", "满 59 元包邮", "weight", (near,), ()))
        category_ids = [await catalog.create_category(tx, f"量衡 {number}") for number in range(CATEGORIES)]
    items: list[Item] = []
    for start in range(0, PRODUCTS, 10):
        async with db.transaction() as tx:
            items += [await _item(tx, words[number % len(words)], category_ids[number % CATEGORIES]) for number in range(start, start + 10)]
    return Goods(tuple(items), tuple(map(str, category_ids)), is_real)


async def rush_item(db: Database) -> Item:
    """One SKU with few pieces and no group-buy."""
    words = Words("限量 100 件", "先到先得", Money(990), ())
    async with db.transaction() as tx:
        category_id = await catalog.create_category(tx, f"抢购 {next(_numbers)}")
        product = await _product(tx, words, category_id, 1, PIECES_OF_RUSH)
    return Item(str(product.id), tuple(map(str, product.sku_ids)), None)


async def _item(tx: Tx, words: Words, category_id: CategoryId) -> Item:
    product = await _product(tx, words, category_id, SKUS, STOCK)
    prices = tuple((sku_id, draft.price - OFF) for sku_id, draft in zip(product.sku_ids, product.draft.skus, strict=True))
    draft = ActivityDraft(
        product_id=product.id,
        title="两人团",
        tiers=(Tier(2, prices),),
        starts_at=clock.now() - timedelta(minutes=1),
        ends_at=clock.now() + timedelta(days=7),
    )
    activity = await groupbuy.create(tx, draft)
    await groupbuy.publish(tx, activity.id)
    return Item(str(product.id), tuple(map(str, product.sku_ids)), str(activity.id))


async def _product(tx: Tx, words: Words, category_id: CategoryId, skus: int, stock: int) -> Product:
    number = next(_numbers)
    picture = f"pictures/{number % 256:02x}/{number:032x}.1200x1200"
    await catalog.note_picture(tx, picture, clock.now())
    sizes = tuple(f"{size} 件装" for size in range(1, skus + 1))
    draft = ProductDraft(
        code=f"BENCH-{number}",
        title=words.title,
        category_id=category_id,
        skus=tuple(
            SkuDraft(f"BENCH-{number}-{size}", (name,), words.price * size, words.price * size, weight_g=500 * size)
            for size, name in enumerate(sizes, 1)
        ),
        axes=(Axis("规格", sizes),),
        selling_point=words.point,
        picture_keys=(picture,),
        attributes=words.attributes,
        detail=(Block("text", words.point or words.title), Block("picture", picture_key=picture)),
        freight_code="default",
    )
    product = await catalog.create_product(tx, draft)
    await inventory.receive(tx, [(sku_id, stock) for sku_id in product.sku_ids], Reason.RECEIPT, "bench")
    await catalog.submit(tx, product.id)
    return await catalog.publish(tx, product.id)


async def buyers(db: Database, number: int) -> list[Buyer]:
    """Members with an address and a session of a day."""
    made = []
    for start in range(0, number, 50):
        async with db.transaction() as tx:
            made += [await _buyer(tx) for _ in range(min(50, number - start))]
    return made


async def console_token(db: Database) -> str:
    """A session of somebody who may see everything in the console."""
    made = await access.create(db, Actor(None), f"bench-{next(_numbers)}@example.com", "bench", ("operator",))
    async with db.transaction() as tx:
        await access.create_role(tx, Actor(None), (code := f"bench_{next(_numbers)}"), "bench", access.PERMISSIONS)
        await access.change_staff(tx, Actor(None), made.staff.id, StaffChange(roles=(code,)))
        return accounts.open_session(tx, "staff", made.staff.id, Origin("bench", "127.0.0.1")).access_token


async def _buyer(tx: Tx) -> Buyer:
    number = next(_numbers)
    proof = Proof("wechat", wechat=WechatIdentity("bench", f"bench-{number}", None))
    signed_in = await accounts.sign_in(tx, proof, origin=Origin("bench", "127.0.0.1"), language="zh-CN", visitor_id=None)
    draft = AddressDraft("张三", "13800000000", "370783", "圣城街道 88 号", is_default=True)
    address = await accounts.add_address(tx, signed_in.member.id, draft)
    return Buyer(signed_in.tokens.access_token, str(address.id))
