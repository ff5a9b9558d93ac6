"""An account that ends while its owner is still shopping on another phone: wholly before, or wholly after."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.money import fill_wallet
from tests.factories.shop import CONSOLE
from tuanzi.kernel.db import Database
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts.contracts import MemberId

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]
ROUNDS = 6


async def staff_do(http: httpx.AsyncClient, owner: dict[str, str], member_id: MemberId, what: str, **body: str) -> httpx.Response:
    headers = {**owner, "Idempotency-Key": shop.fresh_key()}
    return await http.post(f"{CONSOLE}/members/{member_id}/{what}", json={"reason": "测试", **body}, headers=headers)


async def test_erased_while_ordering(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    owner = await people.as_staff(db)
    sku_id = await shop.on_shelf(db, stock=1000)
    outcomes = set()
    for turn in range(ROUNDS):
        buyer = await shop.shopper(db, client)
        shown = (await buyer.quote(buyer.wish(sku_id)))["hash"]

        async def erase(turn: int = turn, buyer: shop.Shopper = buyer) -> httpx.Response:
            await asyncio.sleep(0.003 * turn)
            return await staff_do(client, owner, buyer.member_id, "erase")

        ordered, erased, added = await asyncio.gather(
            buyer.order(buyer.wish(sku_id), quote_hash=shown),
            erase(),
            buyer.post("/me/addresses", {"name": "李四", "phone": "13800000001", "region_code": "370783", "detail": "别处"}),
        )
        outcomes.add((ordered.status_code, erased.status_code))
        assert (ordered.status_code == 201) != (erased.status_code == 204), (ordered.text, erased.text)
        assert added.status_code in {201, 401, 410}, added.text
        if erased.status_code == 204:
            assert ordered.status_code in {401, 404, 410}, ordered.text
            own = buyer.member_id.hex
            assert await shop.count(db, "accounts_address", f"member_id = '{own}'") == 0
            assert await shop.count(db, "orders_order", f"member_id = '{own}'") == 0
    await drain()
    await shop.sound(db)


async def test_merged_while_paying(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    owner = await people.as_staff(db)
    sku_id = await shop.on_shelf(db, stock=1000, price=1000)
    for turn in range(ROUNDS):
        one, two = await shop.shoppers(db, client, 2, wallet=5000)
        placed = (await one.order(one.wish(sku_id))).json()["order"]

        async def merge(turn: int = turn, one: shop.Shopper = one, two: shop.Shopper = two) -> httpx.Response:
            await asyncio.sleep(0.003 * turn)
            return await staff_do(client, owner, two.member_id, "merge", source_id=str(one.member_id), keep="mine")

        paid, merged, another = await asyncio.gather(one.pay(placed["id"]), merge(), one.order(one.wish(sku_id)))
        assert merged.status_code == 204, merged.text
        assert paid.status_code in {201, 401, 404, 409}, paid.text
        assert another.status_code in {201, 401, 404, 410}, another.text
        await drain()
        spent = 1000 if paid.status_code == 201 else 0
        assert (await wallet.wallet(db.reader, two.member_id)).balance.minor == 10_000 - spent
        assert (await wallet.wallet(db.reader, one.member_id)).balance.minor == 0
        assert await shop.count(db, "orders_order", f"member_id = '{one.member_id.hex}'") == 0
    await shop.sound(db)


async def test_merged_twenty_times_at_once_and_crosswise(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    owner = await people.as_staff(db)
    async with db.transaction() as tx:
        one, two = await people.member(tx), await people.member(tx)
        await fill_wallet(tx, one, 300)
        await fill_wallet(tx, two, 500)
    answers = await shop.together(
        staff_do(client, owner, *pair, "merge", source_id=str(({one, two} - set(pair)).pop()), keep="mine")
        for pair in [(one,), (two,)] * 10
    )
    assert set(answers.counted) <= {"204", "410 accounts.account_gone"}
    assert answers.counted["204"] >= 1
    left = {(await wallet.wallet(db.reader, each)).balance.minor for each in (one, two)}
    assert left == {0, 800}
    await drain()
    await shop.sound(db)
