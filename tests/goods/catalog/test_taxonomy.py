from typing import Any

import orjson
import pytest

from tests.factories import goods
from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.contracts import CardQuery, CategoryAttribute, CategoryId, Channel, CollectionId, CollectionRule
from tuanzi.goods.catalog.errors import (
    CategoryCycle,
    CategoryInUse,
    CategoryNotFound,
    CategoryTooDeep,
    CollectionNotFound,
    NameTaken,
)
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


async def ids_of(tx: Tx, query: CardQuery) -> set[str]:
    cards, _ = await api.list_cards(tx, query, clock.now())
    return {orjson.loads(card)["id"] for card in cards}


async def chain(tx: Tx, *names: str) -> list[CategoryId]:
    made: list[CategoryId] = []
    for name in names:
        made.append(await goods.category(tx, name, made[-1] if made else None))
    return made


async def test_a_category_cannot_stand_under_itself(tx: Tx) -> None:
    top, middle, bottom = await chain(tx, "一", "二", "三")
    for parent in (top, middle, bottom):
        with pytest.raises(CategoryCycle):
            await api.change_category(tx, top, "一", parent)
    assert [node.id for node in await api.category_tree(tx)] == [top]
    assert middle != bottom


async def test_the_tree_has_a_greatest_depth(tx: Tx) -> None:
    made = await chain(tx, "一", "二", "三", "四")
    with pytest.raises(CategoryTooDeep):
        await goods.category(tx, "五", made[-1])
    other = await goods.category(tx, "另一棵")
    with pytest.raises(CategoryTooDeep):
        await api.change_category(tx, made[0], "一", other)


async def test_a_move_takes_products_and_children_along(tx: Tx) -> None:
    fruit, dried = await chain(tx, "水果", "果干")
    gifts = await goods.category(tx, "礼品")
    made = await goods.product(tx, category_id=dried)
    assert await ids_of(tx, CardQuery(category_id=fruit)) == {str(made.id)}
    await api.change_category(tx, dried, "山楂干", gifts)
    assert await ids_of(tx, CardQuery(category_id=fruit)) == set()
    assert await ids_of(tx, CardQuery(category_id=gifts)) == {str(made.id)}
    assert (await api.get_products(tx, [made.id]))[made.id].category_path == (gifts, dried)
    assert b"\xe5\xb1\xb1\xe6\xa5\x82\xe5\xb9\xb2" in (await api.page_parts(tx, [made.id]))[made.id].head


async def test_names_are_taken_once_per_parent(tx: Tx) -> None:
    top, child = await chain(tx, "一", "二")
    for parent, name in ((None, "一"), (top, "二")):
        with pytest.raises(NameTaken):
            await goods.category(tx, name, parent)
    other = await goods.category(tx, "二")
    with pytest.raises(NameTaken):
        await api.change_category(tx, other, "二", top)
    assert child != other


async def test_a_category_in_use_stays(tx: Tx) -> None:
    top, child = await chain(tx, "一", "二")
    await goods.product(tx, category_id=child)
    for category_id in (top, child):
        with pytest.raises(CategoryInUse):
            await api.remove_category(tx, category_id)
    with pytest.raises(CategoryNotFound):
        await api.remove_category(tx, CategoryId.new())
    free = await goods.category(tx, "空")
    await api.remove_category(tx, free)
    assert len(await api.category_tree(tx)) == 1


async def test_attributes_are_inherited_from_above(tx: Tx) -> None:
    top, child = await chain(tx, "一", "二")
    await api.set_category_attributes(tx, top, [CategoryAttribute("产地", is_filter=True)])
    await api.set_category_attributes(tx, child, [CategoryAttribute("口味", ("甜", "酸"))])
    assert await api.attributes_of(tx, child) == (CategoryAttribute("产地", (), is_filter=True), CategoryAttribute("口味", ("甜", "酸")))
    with pytest.raises(NameTaken):
        await api.set_category_attributes(tx, child, [CategoryAttribute("口味"), CategoryAttribute("口味")])


async def test_a_collection_is_its_rule(tx: Tx) -> None:
    tag, brand = await api.create_tag(tx, "送礼"), await api.create_brand(tx, "团子")
    category = await goods.category(tx)
    cheap = await goods.product(tx, goods.sku("A", price=500), category_id=category, tag_ids=(tag,))
    dear = await goods.product(tx, goods.sku("B", price=5000), category_id=category, tag_ids=(tag,), brand_id=brand)
    other = await goods.product(tx, goods.sku("C", price=500))
    rules = {
        CollectionRule(tag_ids=(tag,)): {cheap, dear},
        CollectionRule(tag_ids=(tag,), price_max=Money(1000)): {cheap},
        CollectionRule(brand_ids=(brand,)): {dear},
        CollectionRule(category_ids=(category, other.draft.category_id), price_min=Money(500), price_max=Money(500)): {cheap, other},
        CollectionRule(): {cheap, dear, other},
    }
    for number, (rule, members) in enumerate(rules.items()):
        collection_id = await api.put_collection(tx, None, f"集合{number}", rule)
        assert await ids_of(tx, CardQuery(collection_id=collection_id)) == {str(member.id) for member in members}
    with pytest.raises(NameTaken):
        await api.put_collection(tx, None, "集合0", CollectionRule())
    with pytest.raises(CollectionNotFound):
        await ids_of(tx, CardQuery(collection_id=CollectionId.new()))


async def test_a_product_may_be_hidden_from_a_channel(tx: Tx) -> None:
    made = await goods.product(tx, channels=(Channel.LIVE,))
    assert await ids_of(tx, CardQuery(channel=Channel.LIVE)) == {str(made.id)}
    assert await ids_of(tx, CardQuery(channel=Channel.H5)) == set()


async def test_the_listing_equals_what_a_fresh_look_says(tx: Tx) -> None:
    brand = await api.create_brand(tx, "团子")
    _, child = await chain(tx, "一", "二")
    made = [await goods.product(tx, category_id=child, brand_id=brand), await goods.product(tx)]
    await api.change_brand(tx, brand, "新团子")
    await api.change_category(tx, child, "新二", None)
    await api.take_off(tx, made[1].id)
    await api.note_sold(tx, made[0].id, 3)

    async def rows() -> list[dict[str, Any]]:
        return [dict(row) for row in await tx.fetch("SELECT * FROM catalog_listing ORDER BY product_id")]

    kept = await rows()
    await api.refresh(tx, [product.id for product in made])
    assert await rows() == kept
    assert "新团子" in kept[0]["head"]
    assert kept[0]["sold"] == 3
