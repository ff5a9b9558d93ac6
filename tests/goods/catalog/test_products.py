from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import goods
from tuanzi.goods.catalog import api, rules
from tuanzi.goods.catalog.contracts import Axis, CategoryId, ProductStatus, SkuDraft, SkuId
from tuanzi.goods.catalog.errors import BadProduct, CodeTaken, OptionsNotMatrix, PictureNotFound, StatusConflict, VersionConflict
from tuanzi.goods.catalog.events import ProductChanged, SkuPriceChanged
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx

SIZES = Axis("尺码", ("S", "M"))
COLOURS = Axis("颜色", ("红", "蓝"))
FULL = [("S", "红"), ("S", "蓝"), ("M", "红"), ("M", "蓝")]


def matrix(*combinations: tuple[str, ...]) -> list[SkuDraft]:
    return [goods.sku(f"C{number}", *options) for number, options in enumerate(combinations)]


def recorded(tx: Tx) -> list[Any]:
    return [fact for fact, _ in tx.buffer("facts")]


async def status(db: Any, product_id: Any) -> ProductStatus | None:
    found = await api.get_product(db.reader, product_id)
    return found.status if found else None


async def card(tx: Tx, product_id: Any) -> Any:
    return orjson.loads((await api.cards_of(tx, [product_id], clock.now()))[product_id])


async def test_a_product_with_two_axes_is_kept_whole(tx: Tx) -> None:
    made = await goods.product(tx, *matrix(*FULL), axes=(SIZES, COLOURS))
    again = await api.get_product(tx, made.id)
    assert again == made
    assert [sku.options for sku in made.draft.skus] == FULL
    views = await api.get_skus(tx, made.sku_ids)
    assert [views[sku_id].options for sku_id in made.sku_ids] == FULL
    assert all(view.is_on_sale and view.cost == goods.sku("x").cost for view in views.values())


@pytest.mark.parametrize(
    ("axes", "combinations", "reason", "options"),
    [
        ((SIZES, COLOURS), FULL[:3], "combination_missing", ["M", "蓝"]),
        ((SIZES, COLOURS), [*FULL[:3], FULL[2]], "combination_twice", ["M", "红"]),
        ((SIZES, COLOURS), [*FULL[:3], ("M",)], "one_value_per_axis", ["M"]),
        ((SIZES, COLOURS), [*FULL[:3], ("M", "绿")], "unknown_value", ["M", "绿"]),
        ((SIZES, SIZES), [("S", "S")], "axis_twice", ["尺码", "尺码"]),
        ((Axis("尺码", ("S", "S")),), [("S",)], "value_twice", ["S", "S"]),
        ((), [(), ()], "combination_twice", []),
    ],
)
def test_skus_must_form_a_full_matrix(axes: Any, combinations: Any, reason: str, options: list[str]) -> None:
    with pytest.raises(OptionsNotMatrix) as refused:
        rules.check_matrix(axes, matrix(*combinations))
    assert refused.value.fields == {"reason": reason, "options": options}


@given(st.lists(st.integers(1, 4), max_size=4), st.randoms(use_true_random=False))
def test_every_full_matrix_is_taken_and_any_gap_refused(sizes: list[int], chance: Any) -> None:
    axes = tuple(Axis(f"轴{i}", tuple(f"{i}-{value}" for value in range(size))) for i, size in enumerate(sizes))
    combinations: list[tuple[str, ...]] = [()]
    for axis in axes:
        combinations = [(*options, value) for options in combinations for value in axis.values]
    chance.shuffle(combinations)
    if len(combinations) > 200:
        return
    rules.check_matrix(axes, matrix(*combinations))
    if len(combinations) > 1:
        with pytest.raises(OptionsNotMatrix) as refused:
            rules.check_matrix(axes, matrix(*combinations[1:]))
        assert tuple(refused.value.fields["options"]) == combinations[0]


async def test_a_refused_product_leaves_nothing_behind(tx: Tx) -> None:
    category_id = await goods.category(tx)
    first = await api.create_product(tx, goods.draft(category_id, goods.sku("ONE")))
    with pytest.raises(CodeTaken) as refused:
        async with tx.savepoint():
            await api.create_product(tx, goods.draft(category_id, goods.sku("ONE")))
    assert refused.value.fields == {"taken": "ONE"}
    with pytest.raises(CodeTaken):
        await api.create_product(tx, goods.draft(category_id, code=first.draft.code))
    with pytest.raises(PictureNotFound):
        await api.create_product(tx, goods.draft(category_id, picture_keys=("pictures/00/" + "0" * 32 + ".10x10",)))
    assert await tx.fetchval("SELECT count(*) FROM catalog_product") == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "长" * 121}),
        ("unit", {"unit": ""}),
        ("code", {"code": "有空格 的"}),
        ("channels", {"channels": ()}),
        ("attributes.0.name", {"attributes": (("", "值"),)}),
    ],
)
def test_values_out_of_bounds_are_named(path: str, said: dict[str, Any]) -> None:
    with pytest.raises(BadProduct) as refused:
        rules.check_draft(goods.draft(CategoryId.new(), **said))
    assert refused.value.fields["path"] == path


def test_a_member_price_above_the_price_is_refused() -> None:
    price = goods.sku("x").price
    with pytest.raises(BadProduct) as refused:
        rules.check_draft(goods.draft(CategoryId.new(), goods.sku("A", member_price=price + price)))
    assert refused.value.fields["path"] == "skus.0.member_price"


async def test_a_change_names_its_version_and_keeps_sku_ids(tx: Tx) -> None:
    made = await goods.product(tx, *matrix(*FULL), axes=(SIZES, COLOURS))
    shuffled = (
        goods.sku("C0", "M", "蓝", price=5990),
        goods.sku("C1", "S", "蓝"),
        goods.sku("C2", "M", "红"),
        goods.sku("C9", "S", "红"),
    )
    changed = await api.change_product(tx, made.id, made.version, replace(made.draft, skus=shuffled, title="新名字"))
    assert changed.version == made.version + 1
    assert changed.sku_ids[:3] == made.sku_ids[:3]
    assert changed.sku_ids[3] not in made.sku_ids
    assert recorded(tx)[-2:] == [
        SkuPriceChanged(made.sku_ids[0], made.draft.skus[0].price, shuffled[0].price),
        ProductChanged(made.id, changed.version),
    ]
    gone = (await api.get_skus(tx, [made.sku_ids[3]]))[made.sku_ids[3]]
    assert gone.is_on_sale is False
    with pytest.raises(VersionConflict) as refused:
        await api.change_product(tx, made.id, made.version, made.draft)
    assert refused.value.fields == {"version": changed.version}
    assert [(version, said.title) for version, _, said in await api.revisions(tx, made.id, 10)] == [
        (2, "新名字"),
        (1, made.draft.title),
    ]


async def test_status_follows_the_table(tx: Tx) -> None:
    made = await api.create_product(tx, goods.draft(await goods.category(tx)))
    with pytest.raises(StatusConflict):
        await api.publish(tx, made.id)
    assert (await api.submit(tx, made.id)).status is ProductStatus.IN_REVIEW
    assert (await api.send_back(tx, made.id)).status is ProductStatus.DRAFT
    await api.submit(tx, made.id)
    published = await api.publish(tx, made.id)
    assert published.published_at is not None
    assert (await api.take_off(tx, made.id)).status is ProductStatus.OFF_SALE
    with pytest.raises(StatusConflict):
        await api.take_off(tx, made.id)
    assert await api.cards_of(tx, [made.id], clock.now()) == {}
    assert (await api.page_parts(tx, [made.id]))[made.id].status is ProductStatus.OFF_SALE


def test_every_status_can_be_reached_and_left() -> None:
    reached = {following for followers in rules.TRANSITIONS.values() for following in followers}
    assert reached == set(ProductStatus)
    assert all(rules.TRANSITIONS[status] for status in ProductStatus)


async def test_a_scheduled_product_comes_on_sale_at_its_time(db: Any, drain: Any, shift_clock: Any) -> None:
    at = clock.now() + timedelta(hours=3)
    async with db.transaction() as tx:
        made = await api.create_product(tx, goods.draft(await goods.category(tx), publish_at=at))
        await api.submit(tx, made.id)
        assert (await api.publish(tx, made.id)).status is ProductStatus.IN_REVIEW
    await drain()
    assert await status(db, made.id) is ProductStatus.IN_REVIEW
    shift_clock(timedelta(hours=3, minutes=1))
    await drain()
    assert await status(db, made.id) is ProductStatus.ON_SALE


async def test_a_card_shows_the_cheapest_sku_and_an_honest_saving(tx: Tx) -> None:
    price = goods.sku("x").price
    skus = (
        goods.sku("A", "S", price=3000, market_price=price),
        goods.sku("B", "M", price=2000, market_price=price.rate(100)),
    )
    made = await goods.product(tx, *skus, axes=(SIZES,))
    shown = await card(tx, made.id)
    assert shown["price"] == {"amount": 2000, "currency": "CNY"}
    assert shown["market_price"] is None
    assert (shown["sold"], shown["offer"], shown["is_sold_out"], shown["picture"]) == (0, None, False, None)


async def test_a_disabled_sku_is_not_shown_nor_sold(tx: Tx) -> None:
    made = await goods.product(tx, goods.sku("A", "S", price=1000, is_enabled=False), goods.sku("B", "M", price=2000), axes=(SIZES,))
    assert (await card(tx, made.id))["price"]["amount"] == 2000
    parts = (await api.page_parts(tx, [made.id]))[made.id]
    assert [sku_id for sku_id, _ in parts.skus] == [made.sku_ids[1]]
    assert (await api.get_skus(tx, [made.sku_ids[0]]))[made.sku_ids[0]].is_on_sale is False


async def test_unknown_ids_are_left_out(tx: Tx) -> None:
    made = await goods.product(tx)
    assert list(await api.get_products(tx, [made.id])) == [made.id]
    assert await api.get_skus(tx, [SkuId.new()]) == {}
    assert await api.cards_of(tx, [type(made.id).new()], clock.now()) == {}
