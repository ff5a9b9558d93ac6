"""Many operators change one price at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import goods
from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.errors import VersionConflict
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]


async def test_twenty_changes_of_one_price_leave_one_open_row(db: Database) -> None:
    async with db.transaction() as tx:
        product = await goods.product(tx, goods.sku("A", price=5000))

    async def change(price: int) -> bool:
        draft = replace(product.draft, skus=(replace(product.draft.skus[0], price=Money(price)),))
        try:
            async with db.transaction() as tx:
                await api.change_product(tx, product.id, product.version, draft, by=f"stf_{price}")
        except VersionConflict:
            return False
        return True

    assert sum(await asyncio.gather(*(change(5001 + number) for number in range(20)))) == 1
    history = await api.price_history(db.reader, product.sku_ids, clock.now() - timedelta(days=1))
    assert len(history) == 2
    assert [each.until is None for each in history] == [False, True]
    assert await api.verify(db.reader) == []
