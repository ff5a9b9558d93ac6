"""What a saving promised beside money: coupons after payment, taken back with the order."""

from __future__ import annotations

import httpx

from tests.conftest import Drain
from tests.factories import coupons, people, savings, shop
from tests.factories.shop import CONSOLE
from tuanzi.deals.coupons.contracts import Channel
from tuanzi.deals.savings.contracts import Gain, GainKind, Rule, SavingKind, Tier
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money


async def held(db: Database) -> dict[str, int]:
    rows = await db.reader.fetch("SELECT state, count(*) AS count FROM coupons_coupon GROUP BY state")
    return {row["state"]: row["count"] for row in rows}


async def test_two_coupons_come_with_payment_and_go_with_the_order(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        template = await coupons.published(tx, channels=(Channel.STAFF,), per_member=None)
        gain = Gain(kind=GainKind.COUPON, coupon_template_id=str(template.id), count=2)
        await savings.published(tx, Rule(kind=SavingKind.FULL_REDUCTION, tiers=(Tier(threshold=Money(2000), gain=gain),)))
    sku_id = await shop.on_shelf(db, stock=10, price=3000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    order = await buyer.bought(buyer.wish(sku_id))
    await drain()
    await drain()
    assert await held(db) == {"unused": 2}
    staff = await people.as_staff(db)
    line = order["lines"][0]
    body = {"lines": [{"line_id": line["id"], "quantity": 1}], "reason": "x"}
    answer = await client.post(f"{CONSOLE}/orders/{order['id']}/refunds", json=body, headers={**staff, "Idempotency-Key": shop.fresh_key()})
    assert answer.status_code < 300, answer.text
    await drain()
    await drain()
    assert await held(db) == {"void": 2}
    await shop.sound(db)


async def test_a_template_that_ended_gives_none(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        gain = Gain(kind=GainKind.COUPON, coupon_template_id="cpt_nonsense", count=1)
        await savings.published(tx, Rule(kind=SavingKind.FULL_REDUCTION, tiers=(Tier(threshold=Money(2000), gain=gain),)))
    sku_id = await shop.on_shelf(db, stock=10, price=3000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    await buyer.bought(buyer.wish(sku_id))
    await drain()
    assert await held(db) == {}
