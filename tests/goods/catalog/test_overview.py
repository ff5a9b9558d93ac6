"""The console's list of products, the timers of the sale, and SKUs that keep their identity."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Drain
from tests.factories import goods
from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.contracts import Axis, ProductId, ProductRole, ProductStatus
from tuanzi.goods.catalog.errors import BadSchedule, CodeTaken, StatusConflict
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.listing import BadSort
from tuanzi.kernel.money import Money

SIZES = Axis("规格", ("小", "大"))


async def codes(tx: Tx, sort: str | None = None, **narrow: Any) -> list[str]:
    return [row.code for row in (await api.list_products(tx, api.ProductQuery(**narrow), sort, None, 50)).items]


async def three(tx: Tx) -> list[ProductId]:
    parent = await goods.category(tx, "生鲜")
    child = await goods.category(tx, "水果", parent)
    brand = await api.create_brand(tx, "团子优选")
    tag = await api.create_tag(tx, "当季")
    first = await goods.product(tx, goods.sku("AA-1", price=1000), code="AA", title="寿光番茄", category_id=child, brand_id=brand)
    second = await goods.product(
        tx,
        goods.sku("BB-1", price=3000),
        code="BB",
        title="Fuji 苹果",
        category_id=parent,
        role=ProductRole.PROFIT,
        stock=0,
        tag_ids=(tag,),
    )
    third = await api.create_product(tx, goods.draft(child, goods.sku("CC-1", price=2000, barcode="6900001"), code="CC", title="100% 橙汁"))
    await api.note_sold(tx, second.id, 7)
    return [first.id, second.id, third.id]


async def test_the_list_narrows_and_sorts(tx: Tx) -> None:
    await three(tx)
    assert await codes(tx, "code") == ["AA", "BB", "CC"]
    assert await codes(tx, "price") == ["AA", "CC", "BB"]
    assert (await codes(tx, "-sold"))[0] == "BB"
    assert await codes(tx, "code", status=ProductStatus.DRAFT) == ["CC"]
    assert await codes(tx, "code", words="番茄") == ["AA"]
    assert await codes(tx, "code", words="fuji") == ["BB"]
    assert await codes(tx, "code", words="6900001") == ["CC"]
    assert await codes(tx, "code", words="bb-1") == ["BB"]
    assert await codes(tx, "code", words="100%") == ["CC"]
    assert await codes(tx, "code", words="_") == []
    assert await codes(tx, "code", role=ProductRole.PROFIT) == ["BB"]
    assert await codes(tx, "code", is_without_role=True) == ["AA", "CC"]
    assert await codes(tx, "code", is_sold_out=False) == ["AA"]
    assert await codes(tx, "code", price_min=1500, price_max=2500) == ["CC"]
    tree = (await api.category_tree(tx))[0]
    assert await codes(tx, "code", category_id=tree.id) == ["AA", "BB", "CC"]
    assert await codes(tx, "code", category_id=tree.children[0].id) == ["AA", "CC"]
    counts = await api.product_counts(tx)
    assert (counts["categories"][tree.id], counts["categories"][tree.children[0].id]) == (3, 2)
    assert list(counts["brands"].values()) == list(counts["tags"].values()) == [1]
    with pytest.raises(BadSort):
        await codes(tx, "title")


@pytest.mark.parametrize("sort", ["updated", "-created", "price", "-margin", "sold", "-code"])
async def test_piece_by_piece_shows_every_product_once(tx: Tx, sort: str) -> None:
    category = await goods.category(tx)
    for _ in range(7):
        await goods.product(tx, category_id=category)
    seen: list[str] = []
    cursor = None
    while True:
        found = await api.list_products(tx, api.ProductQuery(), sort, cursor, 3)
        seen += [row.code for row in found.items]
        cursor = found.following
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == found.count == 7


async def test_figures_are_those_of_the_enabled_skus(tx: Tx) -> None:
    skus = (goods.sku("S", "小", price=1000, cost=Money(400)), goods.sku("B", "大", price=2000, cost=Money(100), is_enabled=False))
    made = await goods.product(tx, *skus, axes=(SIZES,))
    row = (await api.list_products(tx, api.ProductQuery())).items[0]
    assert (row.sku_count, row.price, row.price_max, row.margin_bps, row.margin_max_bps) == (1, Money(1000), Money(1000), 6000, 6000)
    await api.change_product(tx, made.id, 1, replace(made.draft, skus=(skus[0], replace(skus[1], is_enabled=True))))
    row = (await api.list_products(tx, api.ProductQuery())).items[0]
    assert (row.sku_count, row.price_max, row.margin_max_bps, row.version) == (2, Money(2000), 9500, 2)


async def test_a_role_is_given_to_many(tx: Tx) -> None:
    first, second, _ = await three(tx)
    assert await api.give_role(tx, [first, second, ProductId.new()], ProductRole.PROFIT) == [first]
    product = await api.get_product(tx, first)
    assert product is not None
    assert (product.draft.role, product.version) == (ProductRole.PROFIT, 2)
    assert [version for version, _, _ in await api.revisions(tx, first, 5)] == [2, 1]
    assert await codes(tx, "code", role=ProductRole.PROFIT) == ["AA", "BB"]


async def test_a_sku_keeps_its_id_under_another_code_and_two_may_trade(tx: Tx) -> None:
    skus = (goods.sku("X1", "小"), goods.sku("X2", "大"))
    made = await goods.product(tx, *skus, axes=(SIZES,))
    small, large = made.sku_ids
    traded = replace(made.draft, skus=(replace(skus[0], code="X2"), replace(skus[1], code="X1")))
    changed = await api.change_product(tx, made.id, 1, traded, {small: "X2", large: "X1"})
    assert (changed.sku_ids, [sku.code for sku in changed.draft.skus]) == ((small, large), ["X2", "X1"])
    other = await goods.product(tx, goods.sku("TAKEN"))
    renamed = replace(made.draft, skus=(replace(skus[0], code="TAKEN"), replace(skus[1], code="X1")))
    with pytest.raises(CodeTaken):
        await api.change_product(tx, made.id, 2, renamed, {small: "TAKEN"})
    assert (await api.get_skus(tx, other.sku_ids))[other.sku_ids[0]].code == "TAKEN"


async def test_four_axes_make_a_matrix_and_grow(tx: Tx) -> None:
    axes = tuple(Axis(name, ("1", "2")) for name in "甲乙丙丁")
    options = [(a, b, c, d) for a in "12" for b in "12" for c in "12" for d in "12"]
    skus = tuple(goods.sku("M" + "".join(each), *each) for each in options)
    made = await goods.product(tx, *skus, axes=axes)
    wider = (replace(axes[0], values=("1", "2", "3")), *axes[1:])
    more = tuple(goods.sku("M3" + "".join(each), "3", *each) for each in {each[1:] for each in options})
    grown = await api.change_product(tx, made.id, 1, replace(made.draft, axes=wider, skus=skus + more))
    assert len(grown.sku_ids) == 24
    assert grown.sku_ids[:16] == made.sku_ids


async def status_of(db: Database, product_id: ProductId) -> tuple[ProductStatus, bool, bool]:
    product = await api.get_product(db.reader, product_id)
    assert product is not None
    return product.status, product.list_at is not None, product.unlist_at is not None


async def test_timers_list_and_unlist_and_say_so(db: Database, drain: Drain, shift_clock: Callable[[timedelta], None]) -> None:
    now = clock.now()
    async with db.transaction() as tx:
        made = await api.create_product(tx, goods.draft(await goods.category(tx)))
        with pytest.raises(StatusConflict):
            await api.schedule(tx, made.id, now + timedelta(hours=1), None)
        await api.submit(tx, made.id)
        for bad in ((now - timedelta(hours=1), None), (now + timedelta(hours=2), now + timedelta(hours=1))):
            with pytest.raises(BadSchedule):
                await api.schedule(tx, made.id, *bad)
        with pytest.raises(StatusConflict):
            await api.schedule(tx, made.id, None, now + timedelta(hours=1))
        await api.schedule(tx, made.id, now + timedelta(hours=1), now + timedelta(hours=5))
    async with db.transaction() as tx:
        # Moved: the first timer is no more.
        await api.schedule(tx, made.id, now + timedelta(hours=2), now + timedelta(hours=5))
        assert [row.code for row in (await api.list_products(tx, api.ProductQuery(is_scheduled=True))).items] == [made.draft.code]
    shift_clock(timedelta(hours=1, minutes=1))
    await drain()
    assert await status_of(db, made.id) == (ProductStatus.IN_REVIEW, True, True)
    shift_clock(timedelta(hours=1))
    await drain()
    assert await status_of(db, made.id) == (ProductStatus.ON_SALE, False, True)
    shift_clock(timedelta(hours=3))
    await drain()
    assert await status_of(db, made.id) == (ProductStatus.OFF_SALE, False, False)
    deeds = await db.reader.fetch("SELECT actor_id, action FROM audit_entry WHERE object_id = $1 ORDER BY position", str(made.id))
    assert [tuple(row) for row in deeds] == [("timer", "catalog.publish"), ("timer", "catalog.take_off")]


async def test_a_timer_that_was_called_off_does_nothing(db: Database, drain: Drain, shift_clock: Callable[[timedelta], None]) -> None:
    async with db.transaction() as tx:
        sold = await goods.product(tx)
        await api.schedule(tx, sold.id, None, clock.now() + timedelta(hours=1))
        back = await api.create_product(tx, goods.draft(await goods.category(tx)))
        await api.submit(tx, back.id)
        await api.schedule(tx, back.id, clock.now() + timedelta(hours=1), None)
    async with db.transaction() as tx:
        await api.schedule(tx, sold.id, None, None)
        await api.send_back(tx, back.id)
        await api.submit(tx, back.id)
    shift_clock(timedelta(hours=2))
    await drain()
    assert await status_of(db, sold.id) == (ProductStatus.ON_SALE, False, False)
    assert await status_of(db, back.id) == (ProductStatus.IN_REVIEW, False, False)
