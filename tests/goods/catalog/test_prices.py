"""Every price that stood is kept, and there is one that stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from tests.factories import goods
from tests.factories.deals import Shift
from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.contracts import PriceKind, PricePeriod, Product, Reference
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


async def priced(tx: Tx, product: Product, price: int, member: int | None = None, by: str = "") -> Product:
    """The product's one SKU at another price."""
    sku = replace(product.draft.skus[0], price=Money(price), member_price=Money(member) if member else None)
    return await api.change_product(tx, product.id, product.version, replace(product.draft, skus=(sku,)), by=by)


async def test_a_price_is_kept_with_its_time_and_who_set_it(tx: Tx, shift_clock: Shift) -> None:
    began = clock.now()
    product = await goods.product(tx, goods.sku("A", price=5000, member_price=Money(4500)))
    shift_clock(timedelta(days=2))
    product = await priced(tx, product, 4000, by="stf_one")
    sku_id = product.sku_ids[0]

    member, first, second = await api.price_history(tx, [sku_id], began)
    assert first.until is not None
    assert began <= first.since <= began + timedelta(minutes=1)
    assert began + timedelta(days=2) <= first.until <= clock.now()
    assert member == PricePeriod(sku_id, PriceKind.MEMBER, Money(4500), first.since, first.until)
    assert first == PricePeriod(sku_id, PriceKind.SINGLE, Money(5000), first.since, first.until)
    assert second == PricePeriod(sku_id, PriceKind.SINGLE, Money(4000), first.until, None, "stf_one")
    assert await api.price_history(tx, [sku_id], first.until) == [second]
    assert await api.verify(tx) == []


async def test_what_is_said_else_opens_no_row(tx: Tx, shift_clock: Shift) -> None:
    product = await goods.product(tx, goods.sku("A", price=5000))
    before = await api.price_history(tx, product.sku_ids, clock.now())
    shift_clock(timedelta(days=2))
    await api.change_product(tx, product.id, product.version, replace(product.draft, title="别的名字"))
    assert len(before) == 1
    assert await api.price_history(tx, product.sku_ids, before[0].since) == before


async def test_a_price_beside_its_history_is_found(tx: Tx) -> None:
    product = await goods.product(tx, goods.sku("A", price=5000))
    await tx.execute("UPDATE catalog_sku SET price_minor = 4999")
    assert await api.verify(tx) == [f"catalog: the single price of {product.sku_ids[0]} is not in its history"]


async def test_there_are_never_two_open_rows(tx: Tx) -> None:
    await goods.product(tx, goods.sku("A", price=5000))
    with pytest.raises(asyncpg.UniqueViolationError, match="uq_catalog_price_open"):
        await tx.execute(
            """INSERT INTO catalog_price (id, sku_id, kind, currency, price_minor, valid_from, changed_by)
            SELECT gen_random_uuid(), sku_id, kind, currency, 1, valid_from, '' FROM catalog_price"""
        )


async def test_what_a_price_is_compared_with_is_shown_only_above_it_and_forgotten_with_it(tx: Tx, shift_clock: Shift) -> None:
    product = await goods.product(tx, goods.sku("A", price=5000, market_price=Money(9900)))
    await api.note_references(tx, {product.sku_ids[0]: Reference(Money(6000), Money(5500))})

    async def shown() -> tuple[str, str]:
        card = (await api.cards_of(tx, [product.id], clock.now()))[product.id].decode()
        page = (await api.page_parts(tx, [product.id]))[product.id].skus[0][1].decode()
        return card, page

    card, page = await shown()
    assert '"struck_price":{"amount":6000,"currency":"CNY"}' in card
    assert '"struck_price":{"amount":6000,"currency":"CNY"},"lowest_price":{"amount":5500,"currency":"CNY"}' in page

    await api.note_references(tx, {product.sku_ids[0]: Reference(Money(5000), Money(5000))})
    assert ['"struck_price":null' in each for each in await shown()] == [True, True]

    await api.note_references(tx, {product.sku_ids[0]: Reference(Money(6000), Money(5500))})
    shift_clock(timedelta(days=1))
    await priced(tx, product, 4800)
    assert ['"struck_price":null' in each for each in await shown()] == [True, True]
